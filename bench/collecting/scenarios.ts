import type { Scenario } from './simulation'

const hourInMs = 3600_000
const dayInMs = 24 * hourInMs
const skipSilence = { skipEnd: { at: 500, with: 'silence' } } as const
const skipRefusal = { skipEnd: { at: 500, with: 'refusal' } } as const
const small = { maxPageSize: 100 } as const
const mute = { links: 'none', counts: false } as const

/** @param share of the size and length of each; 1 is what the table in the docs has. */
export function scenariosOf(share: number): readonly Scenario[] {
  const size = (alerts: number) => Math.max(300, Math.round(alerts * share))
  const days = (wanted: number) => Math.max(1, wanted * share)
  // Made smaller, the small ones would end before the limits that they are to meet.
  const burst = (alerts: number, withinInMs: number) => [
    { atInMs: dayInMs / 2, alerts: Math.max(size(alerts), Math.min(alerts, 2_000)), withinInMs },
  ]
  const down = (wanted: number) => ({ fromInMs: dayInMs / 4, toInMs: dayInMs / 4 + days(wanted) * dayInMs })
  const day = { perDay: size(5_000), days: 1 }
  return [
    ...[1_000, 10_000, 50_000, 100_000, 200_000].map((perDay) => ({
      name: `${perDay.toLocaleString('en')} a day`,
      perDay: size(perDay),
      days: days(perDay < 50_000 ? 2 : 1),
    })),
    {
      ...day,
      name: '700 at once, $skip ends at 500 with 400',
      weather: { ...small, ...skipRefusal },
      bursts: burst(700, 0),
    },
    {
      ...day,
      name: '700 at once, $skip ends in silence',
      weather: { ...small, ...skipSilence },
      bursts: burst(700, 0),
    },
    {
      ...day,
      name: '700 at once, no link, no count',
      weather: { ...small, ...mute, ...skipSilence },
      bursts: burst(700, 0),
    },
    { ...day, name: '6,500 at once', weather: skipRefusal, bursts: burst(6_500, 0) },
    {
      ...day,
      name: '6,500 at once, no link, no count',
      weather: { ...mute, ...skipSilence },
      bursts: burst(6_500, 0),
    },
    { ...day, name: '120,000 in a second', weather: skipSilence, bursts: burst(120_000, 1000) },
    { ...day, name: '120,000 at once', weather: skipRefusal, bursts: burst(120_000, 0) },
    {
      ...day,
      name: '120,000 in an hour, no link, no count',
      weather: { ...mute, ...skipSilence },
      bursts: burst(120_000, hourInMs),
    },
    { perDay: size(50_000), days: days(2), name: 'a day down, 50,000 a day', down: down(1) },
    { perDay: size(50_000), days: days(8), name: 'a week down, 50,000 a day', down: down(7) },
    {
      perDay: size(50_000),
      days: days(8),
      name: 'a week down, 50,000 a day, pages of 100, no link, no count',
      weather: { ...small, ...mute, ...skipSilence },
      down: down(7),
    },
    ...[5, 30, 60].map((minutes) => ({
      ...day,
      name: `a day down, links live ${minutes} minutes`,
      days: days(2),
      weather: { ...small, links: { livesInMs: minutes * 60_000 } },
      down: down(1),
    })),
    ...[30, -30].flatMap((wrongByDays) => [
      {
        ...day,
        name: `clock ${wrongByDays} days off for a run`,
        clockErrorInMs: wrong(wrongByDays, 300_000),
      },
      {
        ...day,
        name: `clock ${wrongByDays} days off for 6 hours`,
        clockErrorInMs: wrong(wrongByDays, 6 * hourInMs),
      },
    ]),
    { ...day, name: 'every fault, one request in ten', faultShare: 0.1 },
    { perDay: size(50_000), days: days(2), name: 'every fault, one request in three', faultShare: 0.33 },
    {
      perDay: size(50_000),
      days: days(8),
      name: 'a week down, every fault, one in ten',
      faultShare: 0.1,
      down: down(7),
    },
  ]
}

const wrong = (days: number, forInMs: number) => (atInMs: number) =>
  atInMs >= dayInMs / 2 && atInMs < dayInMs / 2 + forInMs ? days * dayInMs : 0
