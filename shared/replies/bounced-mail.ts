import type { ReportId } from '../model/report-id'
import { parseEnvelopeId, parseMessageId } from '../reports/message-ids'
import type { Purpose } from '../reports/purpose'
import type { Mail } from './mail'

/** Which mail of ours a bounce is about, and which attempt, where its ENVID tells. */
export type BouncedMail = {
  readonly reportId: ReportId
  readonly purpose: Purpose
  readonly attempt?: number
}

/** By the ENVID, by the mail that it returns, or by the mail that it answers, in this order. */
export function bouncedMail({ dsn, inReplyTo, references }: Mail): BouncedMail | undefined {
  const ids = [dsn?.originalMessageId, inReplyTo, ...references]
  return (
    parseEnvelopeId(dsn?.envelopeId ?? '') ??
    ids.map((id) => parseMessageId(id ?? '')).find((named) => named !== undefined)
  )
}

/** Who did not get it, in lower case. Where no field says so, whoever is named in the text. */
export function bouncedRecipients({ dsn, text }: Mail): readonly string[] {
  const failed = (dsn?.recipients ?? []).filter(({ action }) => action === 'failed')
  const named = failed.flatMap(({ recipient, originalRecipient }) => [
    recipient,
    originalRecipient ?? recipient,
  ])
  const addresses =
    named.length > 0 ? named : (text.slice(0, 20_000).match(/[^\s<>,;"():]+@[a-z0-9.-]+[a-z0-9]/gi) ?? [])
  return [...new Set(addresses.map((address) => address.toLowerCase()))]
}
