import { receiveAlerts } from '../alerts/receive-alerts'
import { answerTo, countsOf, type ReceiptAnswer } from '../alerts/receive-answer'
import type { AlertRequest } from '../alerts/receive-body'
import { readInVain } from '../observables/unread-members'
import { isRefusedContent } from '../storage/missing-container'
import type { AppContext } from './app-context'
import { currentTraceParent } from '../telemetry/invocation'
import type { Log } from '../telemetry/log'

/** One POST of alerts. Storage is opened where it is first needed, so that a fault in its settings is an answer too. */
export async function runReceiveAlerts(
  { storage, envelopeKey }: AppContext,
  request: AlertRequest,
  log: Log,
): Promise<ReceiptAnswer> {
  const receipt = await receiveAlerts(
    {
      enqueue: async (message) => storage().queue('alerts').send(message),
      putBlob: async (name, bytes) => storage().blobs('alerts').put(name, bytes, 'application/json'),
      loadKey: envelopeKey,
      traceParent: currentTraceParent,
      isRefusedForGood: isRefusedContent,
      isReadInVain: (alert, body) => readInVain(alert, body).length > 0,
    },
    request,
  )
  const answer = answerTo(receipt)
  if ('fates' in receipt) logFates(receipt.fates, log)
  else log('request refused', { status: receipt.status, cause: receipt.detail, remedy: remedies.request })
  return answer
}

const remedies = {
  request: 'Change the sender; docs/sources.md says how, product by product.',
  refused: 'Nobody will see these alerts: change what the sender sends; docs/sources.md says how.',
  left: 'Look at the storage account and its settings. The sender was asked to send again.',
}

type Fates = Parameters<typeof countsOf>[0]

function logFates(fates: Fates, log: Log): void {
  const { taken, nothingRead, left, refused } = countsOf(fates)
  const reasons = [...new Set(refused.map(({ reason }) => reason))]
  log('alerts received', { taken, nothingRead, refused: refused.length, left })
  if (refused.length > 0) log('alerts refused', { reasons, remedy: remedies.refused })
  const cause = fates.flatMap((one) => (one.fate === 'left' && 'cause' in one ? [one.cause] : []))[0]
  if (left > 0) log('alerts not taken', { cause, remedy: remedies.left })
}
