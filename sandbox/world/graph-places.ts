import { setTimeout } from 'node:timers/promises'
import { graphError, type GraphFault } from './graph-fault'
import type { MailboxWeather } from './graph-mailbox'

/** Answers while a mailbox has a place for one more request, and refuses at once where it has none. */
export function mailboxPlaces(
  weather: () => MailboxWeather,
): (answer: () => GraphFault) => GraphFault | Promise<GraphFault> {
  let underWay = 0
  return (answer) => {
    const { atOnce = Infinity, takesInMs } = weather()
    if (underWay >= atOnce) return noPlace()
    if (takesInMs === undefined) return answer()
    underWay += 1
    return setTimeout(takesInMs)
      .then(answer)
      .finally(() => {
        underWay -= 1
      })
  }
}

/** In the words of Exchange, which does not say for how long. */
const noPlace = (): GraphFault =>
  graphError(429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency limit.')
