import { type AppContext, storageAccountOf } from '../platform/app-context'
import { maskSecrets } from '../telemetry/log'
import { type Diagnosis, examine, type Examine, skipped, unlessFaulty } from './diagnosis'
import { examineFeeds, examineSnapshot, feedsOf } from './examine-feeds'
import { examineFunctions } from './examine-functions'
import { examineGraph } from './examine-graph'
import { examineMail, examineMailbox, examineSignatures } from './examine-mail'
import { examineClock, examineDns } from './examine-network'
import { examineLogin, examineWebhook } from './examine-page'
import { type Environment, examineSettings } from './examine-settings'
import { examineStorage } from './examine-storage'

/**
 * Examines every right, setting and reachability from where it runs, and hands over each finding as soon as it is
 * made. Sends no mail and changes nothing that lasts.
 * @param isOffline makes no connection at all: the settings alone
 */
export async function runDoctor(
  app: AppContext,
  environment: Environment,
  isOffline: boolean,
  tell: (diagnosis: Diagnosis) => void,
): Promise<readonly Diagnosis[]> {
  const found: Diagnosis[] = []
  const look = async (check: string, work: Examine) => {
    for (const one of await examine(check, work)) {
      const shown = masked(one, app.settings.secrets)
      found.push(shown)
      tell(shown)
    }
  }
  await look('settings', async () => examineSettings(app.settings, environment))
  await look('webhook', async () => examineWebhook(app))
  for (const [check, work] of Object.entries(outside(app, found)))
    await look(check, isOffline ? async () => [skipped(check, 'offline')] : work)
  return found
}

/** What makes connections, in an order in which a fault comes before what follows from it. */
function outside(app: AppContext, found: readonly Diagnosis[]): Readonly<Record<string, Examine>> {
  const { settings } = app
  const failed = (prefix: string) =>
    found.some(({ check, result }) => check.startsWith(prefix) && result === 'fail')
  const onStorage =
    (check: string, work: Examine): Examine =>
    async () =>
      failed('storage ') ? [skipped(check, 'not before storage can be used')] : work()
  return {
    clock: () => examineClock(clocksOf(app), app.now),
    'name servers': () => examineDns(app),
    storage: () => examineStorage(storageAccountOf(settings)),
    'Graph token': () => examineGraph(app),
    'mail doors': () => examineMail(app),
    mailbox: async () => (found.some(({ check }) => check === 'mailbox') ? [] : examineMailbox(app)),
    signatures: onStorage('signatures', () => examineSignatures(app)),
    feeds: () => examineFeeds(app),
    'login of the page': () => examineLogin(app),
    'ownership data': onStorage('ownership data', () => examineSnapshot(app)),
    functions: onStorage('functions', () => examineFunctions(app, storageAccountOf(settings))),
  }
}

/** Servers that tell the time, as they come; faulty settings name none. */
function clocksOf({ settings }: AppContext): readonly string[] {
  const feeds = () => feedsOf(settings.need('feeds').feeds).map(([, url]) => url)
  return [
    ...unlessFaulty(() => [settings.need('graph').graph.endpoint], []),
    ...unlessFaulty<readonly string[]>(feeds, []),
  ]
}

/** What came from outside must neither steer a terminal nor show a secret. */
function masked({ check, result, says, remedy }: Diagnosis, secrets: readonly string[]): Diagnosis {
  const clean = (text: string) => maskSecrets(text, secrets).replace(/\p{Cc}+/gu, ' ')
  return { check, result, says: clean(says), ...(remedy !== undefined && { remedy: clean(remedy) }) }
}
