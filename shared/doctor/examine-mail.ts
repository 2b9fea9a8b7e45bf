import type { Finding } from '../review/sender-check'
import {
  brokenInWords,
  brokenSignaturesRemedy,
  brokenSignaturesRow,
  brokenSignaturesSchema,
} from '../replies/broken-signatures'
import { checkpointsOf } from '../storage/checkpoints'
import type { AppContext } from '../platform/app-context'
import { graphDoorSettingsOf } from '../platform/graph-door-settings-of'
import { lookAtMailbox, lookAtSender } from '../platform/look-at-sender'
import { type Diagnosis, skipped } from './diagnosis'

const results = {
  fine: 'ok',
  warning: 'warn',
  failed: 'fail',
  waiting: 'skipped',
  'not tried': 'skipped',
} as const

export const fromFinding = ({ what, result, says, remedy }: Finding): Diagnosis => ({
  check: what,
  result: results[result],
  says,
  ...(remedy !== undefined && { remedy }),
})

/** What the daily check of the sender looks at, now and from here; no mail leaves. */
export async function examineMail(app: AppContext): Promise<readonly Diagnosis[]> {
  return [...(await lookAtSender(app)).map(fromFinding), ...secOps(app)]
}

/** Where the settings of the doors are faulty, the mailbox can be looked into all the same. */
export async function examineMailbox(app: AppContext): Promise<readonly Diagnosis[]> {
  return [fromFinding(await lookAtMailbox(app)), ...secOps(app)]
}

/** Whether the mailbox changes what comes, as the mails that came have shown. */
export async function examineSignatures(app: AppContext): Promise<readonly Diagnosis[]> {
  const held = await checkpointsOf(app.storage()).load(brokenSignaturesRow, brokenSignaturesSchema)
  const remedy = brokenSignaturesRemedy
  return held ? [{ check: 'signatures', result: 'fail', says: brokenInWords(held.value), remedy }] : []
}

/** Exchange Online filters what is sent to any other mailbox: a report on phishing, and the answers that quote it. */
function secOps(app: AppContext): readonly Diagnosis[] {
  const { mailbox } = app.settings.need('mailbox')
  const isExchange =
    mailbox.kind === 'graph' || /(?:^|\.)(?:outlook\.office365|office365)\./.test(mailbox.imap.host ?? '')
  if (!isExchange) return []
  const address = mailbox.kind === 'graph' ? graphDoorSettingsOf(app).mailbox : (mailbox.imap.user ?? '')
  return [
    skipped(
      'SecOps mailbox',
      `nothing that may be asked here tells whether ${address} is one`,
      'See in Exchange Online PowerShell that Get-SecOpsOverridePolicy names it; docs/mailbox.md says how to make it one.',
    ),
  ]
}
