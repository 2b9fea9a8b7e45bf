import { collectBudget } from '../../shared/alerts/collect-budget'
import { dateOf, ticksOf } from '../../shared/alerts/collect-slice'
import { waitAfter } from '../../shared/alerts/collect-refusal'
import type { GetPage } from '../../shared/alerts/graph-client'
import type { Refused } from '../../shared/alerts/graph-request'
import { readSlices } from '../../shared/alerts/read-slices'

export type ReadGraphDeps = {
  readonly endpoint: string
  readonly getPage: GetPage
  readonly now: () => Date
  readonly sleep: (ms: number) => Promise<void>
  readonly say: (line: string) => void
}

/** A person at a terminal can be told; the alerts that were read so far are of no use without the others. */
export class SurveyStoppedError extends Error {}

const mostTries = 6
const usualWaitInMs = 5_000

/**
 * Every alert that changed between these instants, at least once, as Graph gives it.
 * @throws SurveyStoppedError when Graph refuses, with the remedy
 */
export async function* readGraph(deps: ReadGraphDeps, from: Date, to: Date): AsyncGenerator {
  const { endpoint, say } = deps
  const { take } = collectBudget({ ...deps, longestRunInMs: Infinity })
  const reader = { endpoint, getPage: patient(deps), take, largestPage: 0 }
  for await (const event of readSlices(reader, [{ from: ticksOf(from), to: ticksOf(to) }])) {
    if (event.kind === 'page') yield* event.alerts
    else if (event.kind === 'stopped') throw new SurveyStoppedError(stopFault(event.refusal))
    else if (event.kind === 'refused') {
      const { from: start, to: end } = event.slice
      say(`Not read: alerts changed from ${textOf(start)} to ${textOf(end)}: ${event.refusal.detail}`)
    } else if (event.kind === 'remains')
      say(
        `Not read: of ${event.count ?? 'more'} alerts changed at ${textOf(event.slice.from)} Graph shows only ${event.read}.`,
      )
  }
}

const textOf = (ticks: bigint): string => dateOf(ticks).toISOString()

/** Asks again after the wait that Graph wants: nobody comes back in five minutes, as a timer would. */
function patient({ getPage, now, sleep, say }: ReadGraphDeps): GetPage {
  return async (url) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await getPage(url)
      if (answer.kind === 'page' || !isPassing(answer) || tries === mostTries) return answer
      const until = waitAfter(answer, now())
      const waitInMs = until === undefined ? usualWaitInMs * tries : until.getTime() - now().getTime()
      const seconds = Math.ceil(waitInMs / 1000)
      say(`Graph asks to wait ${seconds} s (${answer.detail.split(',')[0] ?? ''}); it goes on by itself.`)
      await sleep(waitInMs)
    }
  }
}

const isPassing = ({ cause }: Refused): boolean => cause === 'throttled' || cause === 'server-error'

function stopFault({ cause, detail }: Refused): string {
  switch (cause) {
    case 'forbidden':
      return `Graph does not let you read alerts: ${detail}. You need a role that reads them, such as Security Reader, and consent to SecurityAlert.Read.All.`
    case 'unauthorised':
    case 'no-token':
      return `Graph does not take the sign-in: ${detail}. Check --tenant and the cloud (AZURE_AUTHORITY_HOST, GRAPH_ENDPOINT).`
    case 'throttled':
      return `Graph throttles on: ${detail}. Try later, or fewer --days.`
    case 'rejected':
    case 'server-error':
    case 'not-json':
    case 'unreachable':
    case 'timeout':
    case 'too-large':
    case 'partial':
    case 'foreign-link':
      return `Graph gives no alerts: ${detail}. Check the network, and proxies on the way; or take the alerts out by PowerShell and use --from.`
  }
}
