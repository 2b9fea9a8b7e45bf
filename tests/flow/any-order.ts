import fc from 'fast-check'
import { device, fromGraph, graphAlert, url } from './founding-alert'
import { SmallWorld } from './small-world'

const evil = 'https://evil-abc.azurewebsites.net/login'
const states = {
  malicious: { verdict: 'malicious' },
  suspicious: { verdict: 'suspicious' },
  harmless: { verdict: 'noThreatsFound' },
} as const

/** One copy of one of a few alerts about one endpoint, as Graph gave it at this minute. */
const copies = fc.record({
  alert: fc.constantFrom('a', 'b', 'c'),
  minute: fc.integer({ min: 0, max: 5 }),
  state: fc.constantFrom(...(Object.keys(states) as (keyof typeof states)[])),
  judged: fc.constantFrom(
    {},
    { classification: 'falsePositive' },
    { determination: 'notEnoughDataToValidate' },
    { lastActivityDateTime: '2026-11-23T10:02:00Z' },
  ),
})

/** The same copies in another order, some of them again, and in groups that two instances take at once. */
const arrivals = (list: readonly object[]) =>
  fc.record({
    order: fc.shuffledSubarray([...list.keys()], { minLength: list.length }),
    again: fc.array(fc.nat({ max: list.length - 1 }), { maxLength: 3 }),
    together: fc.integer({ min: 1, max: 3 }),
  })

export const anyOrders = fc
  .array(copies, { minLength: 1, maxLength: 6 })
  .chain((list) => fc.tuple(fc.constant(list), arrivals(list), arrivals(list)))

type Copies = typeof anyOrders extends fc.Arbitrary<infer T> ? T : never

/** What is left of them once nothing more happens by itself: open reports, and what each mail was about. */
export async function outcomeOf(list: Copies[0], { order, again, together }: Copies[1]): Promise<unknown> {
  const world = await SmallWorld.start()
  const messages = [...order, ...again].map((i) => messageOf(list[i]))
  for (let i = 0; i < messages.length; i += together) {
    const both = messages.slice(i, i + together).map((message) => world.openCase(message))
    await Promise.all(both)
    world.pass(0.01)
  }
  for (let quarters = 0; quarters < 12; quarters++) {
    world.pass(0.25)
    await world.chaseReports()
    await world.fileReports()
  }
  const reports = (await world.rows('Reports')).map(({ Status, Outcome, Endpoint, Grade }) =>
    [Status, Outcome, Endpoint, Grade].join(' '),
  )
  const sightings = (await world.rows('Sightings')).filter(({ ReportId }) => ReportId !== '')
  const mails = world.mails.map(({ raw }) => /^Subject: \[[^\]]*\](.*)/m.exec(raw.toString())?.[1])
  await world.close()
  return {
    // What was ruled out before anybody reported it has no report; ruled out later, it has one that never left.
    reports: reports.filter((text) => !text.startsWith('closed withdrawn')),
    standing: sightings
      .filter(({ Stands }) => Stands === true)
      .map(({ AlertId, Verdict }) => [AlertId, Verdict].join(' '))
      .toSorted(),
    mails,
  }
}

function messageOf(copy: Copies[0][number] | undefined): object {
  if (copy === undefined) throw new RangeError('no such copy')
  const { alert, minute, state, judged } = copy
  const at = `2026-11-23T09:4${minute}:00Z`
  const evidence = { ...url(evil), ...states[state] }
  return fromGraph(
    graphAlert(
      { id: alert, title: 'x', createdDateTime: '2026-11-23T09:38:00Z', lastUpdateDateTime: at, ...judged },
      [device, evidence],
    ),
  )
}
