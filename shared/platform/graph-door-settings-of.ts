import type { GraphDoorSettings } from '../delivery/graph-outbox'
import type { AppContext } from './app-context'
import { mailSettingsOf } from '../settings/mail-settings-of'

const graphTimeoutInMs = 100_000

/** The mailbox of Exchange Online that sends, out of the settings. @throws SettingsError */
export function graphDoorSettingsOf({ settings, credential }: AppContext): GraphDoorSettings {
  const { graph } = settings.need('graph')
  return {
    endpoint: graph.endpoint,
    credential: credential(graph.tenantId),
    timeoutInMs: graphTimeoutInMs,
    mailbox: graph.mailbox ?? mailSettingsOf(settings).from.address,
  }
}
