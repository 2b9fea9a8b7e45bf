import fc from 'fast-check'
import { device, fromGraph, graphAlert, ip, url } from './founding-alert'

/** What copies of an alert may name: hosts and addresses that are Microsoft's, a pair of both, and ours. */
const machine = '4.180.1.9'
const verdicts = ['malicious', 'suspicious', 'noThreatsFound'] as const
const reached = (address: string, verdict: string) => ({
  '@odata.type': '#microsoft.graph.security.networkConnectionEvidence',
  ...{ verdict, roles: [], destinationPort: 443, protocol: 'tcp' },
  sourceAddress: { ipAddress: '192.168.5.105', roles: [] },
  destinationAddress: { ipAddress: address, roles: [] },
})
const named: Readonly<Record<string, (verdict: string) => readonly object[]>> = {
  host: (verdict: string) => [{ ...url('https://evil-abc.azurewebsites.net/login'), verdict }],
  machine: (verdict: string) => [reached(machine, verdict)],
  other: (verdict: string) => [{ ...ip('20.119.0.43'), verdict }],
  pair: (verdict: string) => [
    { ...url('safe-hse.com'), verdict },
    { ...ip('20.119.0.42'), verdict: 'malicious' },
  ],
  ours: (verdict: string) => [{ ...url('https://contoso-sql.database.windows.net/'), verdict }],
  machineIsOurs: () => [{ ...device, deviceDnsName: 'srv.corp.example', lastExternalIpAddress: machine }],
}
const names = Object.keys(named)

const judgements = [
  {},
  {},
  { classification: 'truePositive' },
  { classification: 'falsePositive' },
  { classification: 'informationalExpectedActivity' },
  { determination: 'notEnoughDataToValidate' },
  { status: 'resolved' },
  { status: 'resolved', classification: 'truePositive' },
] as const

/** One copy of one of a few alerts, as Graph gave it at this minute: whatever is active later stays so. */
const copies = fc.record({
  alert: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  minute: fc.integer({ min: 0, max: 9 }),
  names: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
  verdict: fc.constantFrom(...verdicts),
  judged: fc.constantFrom(...judgements),
})
export type Copy = typeof copies extends fc.Arbitrary<infer T> ? T : never

/** The same copies in another order, some of them again, and in groups that two instances take at once. */
const arrivals = (count: number) =>
  fc.record({
    order: fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
    again: fc.array(fc.nat({ max: Math.max(0, count - 1) }), { maxLength: count === 0 ? 0 : 4 }),
    together: fc.integer({ min: 1, max: 3 }),
    /** Whether reports are looked at between two groups. */
    looks: fc.boolean(),
    /** Which of two instances gets on with its work at storage, again and again. */
    turns: fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 12 }),
  })
export type Arrivals = ReturnType<typeof arrivals> extends fc.Arbitrary<infer T> ? T : never

/** What comes at first, and what comes a week after everything that was sent was taken down. */
const stories = fc.record({
  first: fc.array(copies, { minLength: 1, maxLength: 10 }),
  later: fc.oneof(fc.constant([]), fc.array(copies, { minLength: 1, maxLength: 5 })),
  /** Those that are active again by then. */
  goesOn: fc.subarray(['a', 'b', 'c', 'd', 'e']),
})
export type Story = typeof stories extends fc.Arbitrary<infer T> ? T : never

export const anyOrders = stories.chain((story) => {
  const both = fc.record({ first: arrivals(story.first.length), later: arrivals(story.later.length) })
  return fc.tuple(fc.constant(story), both, both)
})

const at = (day: number, minute: number) => `2026-11-${day}T09:${String(40 + minute)}:00Z`

/** @param day of the month on which it was changed last, and is active until where it goes on */
export function messageOf(
  { alert, minute, names: seen, verdict, judged }: Copy,
  day: number,
  isActive: boolean,
): unknown {
  const activeOn = isActive ? day : 23
  const first = `2026-11-23T09:2${'abcde'.indexOf(alert)}:00Z`
  const times = {
    createdDateTime: at(23, 0),
    lastUpdateDateTime: at(day, minute),
    firstActivityDateTime: first,
    lastActivityDateTime: isActive ? at(activeOn, minute) : at(23, 0),
  }
  const evidence = seen.flatMap((name) => named[name]?.(verdict) ?? [])
  return fromGraph(graphAlert({ id: alert, title: 'x', ...times, ...judged }, [device, ...evidence]))
}
