import { setTimeout as sleep } from 'node:timers/promises'
import { readSettings } from '../../shared/settings/settings'
import { byHand } from '../compose'
import { openOwnership } from '../open-ownership'
import { policyAtHand, senderAtHand } from '../policy-of'
import type { Terminal } from '../terminal'
import { runSurvey } from './survey'

/** With what is ours, and who writes, as the environment says; none of it is needed to begin with. */
export async function surveyAtHand(args: readonly string[], terminal: Terminal): Promise<number> {
  const settings = readSettings(terminal.environment)
  const { graph } = settings.need('graph')
  return runSurvey(args, {
    terminal,
    openOwnership: openOwnership(settings),
    policy: await policyAtHand(settings, terminal.io),
    mail: (await senderAtHand(settings, terminal.io)) ?? byHand,
    endpoint: graph.endpoint,
    sleep: (ms) => sleep(ms),
  })
}
