import { nextMoment } from '../../../sandbox/run/next-moment'
import type { Situation } from '../../../sandbox/run/next-moment'
import { parseSchedule } from '../../../sandbox/schedule'

const at = (time: string) => new Date(`2026-11-23T${time}Z`)
const situation = (changes: Partial<Situation>): Situation => ({
  now: at('12:00:10'),
  planned: undefined,
  reports: [],
  agenda: [],
  schedules: new Map([
    ['fileReports', parseSchedule('0 * * * * *')],
    ['chaseReports', parseSchedule('15 */5 * * * *')],
    ['collectAlerts', parseSchedule('0 */5 * * * *')],
    ['watchTakedowns', parseSchedule('45 */5 * * * *')],
  ]),
  lastStart: new Map([
    ['fileReports', at('12:00:00')],
    ['chaseReports', at('11:55:15')],
    ['collectAlerts', at('12:00:00')],
  ]),
  polls: new Set(),
  vanished: new Set(),
  quietLooks: 0,
  ...changes,
})
const row = (changes: object) => ({ rowKey: 'R', ...changes })
const report = (Status: string, changes: object = {}) => ({ rowKey: 'R', Endpoint: 'e', Status, ...changes })

it.each<{ rule: string; changes: Partial<Situation>; moment: string | undefined }>([
  { rule: 'nothing to be expected', changes: {}, moment: undefined },
  {
    rule: 'what the world has planned, to the second',
    changes: { planned: at('12:01:07') },
    moment: '12:01:07',
  },
  {
    rule: 'a poll comes at the next tick of its schedule',
    changes: { polls: new Set(['collectAlerts']) },
    moment: '12:05:00',
  },
  {
    rule: 'the run that will see an agenda row, not the row itself',
    changes: { agenda: [row({ FileAt: at('12:01:30') })] },
    moment: '12:02:00',
  },
  {
    rule: 'a row that is due for a run that has not been yet',
    changes: { agenda: [row({ ChaseAt: at('11:58:00') })] },
    moment: '12:00:15',
  },
  {
    rule: 'a row that was due at a run and still is waits for the run after it',
    changes: { agenda: [row({ FileAt: at('11:59:30') })] },
    moment: '12:01:00',
  },
  {
    rule: 'after quiet looks, hourly looks at a report that waits are skipped',
    changes: { agenda: [row({ ChaseAt: at('12:30:00') })], reports: [report('sent')], quietLooks: 2 },
    moment: undefined,
  },
  {
    rule: 'but never those at a report on the move',
    changes: { agenda: [row({ FileAt: at('12:30:00') })], reports: [report('queued')], quietLooks: 9 },
    moment: '12:30:00',
  },
  {
    rule: 'nor its next step',
    changes: { reports: [report('sent', { NextStepAt: at('13:00:20') })], quietLooks: 9 },
    moment: '13:05:15',
  },
  {
    rule: 'a next step that is past is left to the agenda',
    changes: { reports: [report('sent', { NextStepAt: at('11:00:00') })] },
    moment: undefined,
  },
  {
    rule: 'and there no look is skipped, however quiet it is, until it has been taken',
    changes: {
      reports: [report('sent', { NextStepAt: at('11:00:00') })],
      agenda: [row({ ChaseAt: at('12:30:00') })],
      quietLooks: 9,
    },
    moment: '12:30:15',
  },
  {
    rule: 'the earliest of all',
    changes: { planned: at('12:06:00'), polls: new Set(['collectAlerts']) },
    moment: '12:05:00',
  },
  {
    rule: 'while it is quiet, the watch still looks for what has vanished, four times a day',
    changes: {
      reports: [report('sent', { Endpoint: 'e', Takedown: 'unknown' })],
      agenda: [row({ WatchAt: at('12:03:00'), ChaseAt: at('12:01:00') })],
      vanished: new Set(['e']),
      quietLooks: 9,
    },
    moment: '18:00:45',
  },
  {
    rule: 'until it has found out',
    changes: {
      reports: [report('closed', { Endpoint: 'e', Takedown: 'gone' })],
      agenda: [row({ WatchAt: at('12:03:00') })],
      vanished: new Set(['e']),
      quietLooks: 9,
    },
    moment: undefined,
  },
  {
    rule: 'a look by a function that is not there yet counts for nothing',
    changes: { agenda: [row({ WatchAt: at('12:01:00') })], schedules: new Map() },
    moment: undefined,
  },
])('$rule', ({ changes, moment }) => {
  expect(nextMoment(situation(changes))).toEqual(moment === undefined ? undefined : at(moment))
})
