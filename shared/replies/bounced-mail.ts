import type { ReportId } from '../model/report-id'
import type { SecretOf } from '../reports/mail-secrets'
import { parseEnvelopeId } from '../reports/message-ids'
import type { Purpose } from '../reports/purpose'
import type { Mail } from './mail'

/** Which mail of ours a bounce is about, and which attempt. */
export type BouncedMail = {
  readonly reportId: ReportId
  readonly purpose: Purpose
  readonly attempt: number
}

/** By its ENVID, if that bears our secret: which attempt it was only the servers on its way can tell. */
export function bouncedMail({ dsn }: Mail, secretOf: SecretOf | undefined): BouncedMail | undefined {
  const named = parseEnvelopeId(dsn?.envelopeId ?? '', secretOf)
  return named?.isProven ? named : undefined
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
