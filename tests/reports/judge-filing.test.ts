import type { FilingMode, ModeFacts, Modes, ReportClass } from '../../shared/reports/filing-mode'
import { judgeFiling, type FilingPolicy } from '../../shared/reports/judge-filing'

type Override<K extends string> = Partial<Record<K, FilingMode>>
const modes = (
  mode: FilingMode,
  bySource: Override<ModeFacts['source']> = {},
  byClass: Override<ReportClass> = {},
): Modes => ({
  mode,
  bySource: new Map(Object.entries(bySource) as [ModeFacts['source'], FilingMode][]),
  byClass: new Map(Object.entries(byClass) as [ReportClass, FilingMode][]),
})
const auto: FilingPolicy = { modes: modes('auto'), minimumGrade: 'B' }
const facts = { source: 'graph', ownershipClass: 'customer-hosted', abuse: 'phishing', grade: 'A' } as const

it.each([
  { policy: auto, source: 'graph', grade: 'A', file: true },
  { policy: auto, source: 'graph', grade: 'B', file: true },
  { policy: auto, source: 'graph', grade: 'C', file: false },
  { policy: auto, source: 'queue', grade: 'A', file: false },
  { policy: { ...auto, modes: modes('auto', { queue: 'auto' }) }, source: 'queue', grade: 'A', file: true },
  { policy: { ...auto, modes: modes('auto', { http: 'auto' }) }, source: 'queue', grade: 'A', file: false },
  {
    policy: { ...auto, modes: modes('review', {}, { phishing: 'auto' }) },
    source: 'queue',
    grade: 'A',
    file: false,
  },
  { policy: { ...auto, modes: modes('review') }, source: 'graph', grade: 'A', file: false },
  { policy: { ...auto, modes: modes('dry-run') }, source: 'graph', grade: 'A', file: false },
] as const)(
  '$policy.modes.mode, from $source, grade $grade: files by itself $file',
  ({ policy, source, grade, file }) => {
    expect(judgeFiling({ ...facts, source, grade }, policy).file).toBe(file)
  },
)

const byItself = undefined
it.each([
  { rule: 'no override: REPORTING_MODE', modes: modes('review'), why: 'REPORTING_MODE is review' },
  { rule: 'a source may do more', modes: modes('review', { graph: 'auto' }), why: byItself },
  {
    rule: 'a source may do less',
    modes: modes('auto', { graph: 'review' }),
    why: 'MODE_BY_SOURCE sets graph to review',
  },
  { rule: 'another source says nothing', modes: modes('auto', { queue: 'dry-run' }), why: byItself },
  {
    rule: 'a class of ownership',
    modes: modes('auto', {}, { 'customer-hosted': 'review' }),
    why: 'MODE_BY_CLASS sets customer-hosted to review',
  },
  {
    rule: 'a kind of abuse',
    modes: modes('auto', {}, { phishing: 'dry-run' }),
    why: 'MODE_BY_CLASS sets phishing to dry-run',
  },
  {
    rule: 'of several the strictest',
    modes: modes('auto', { graph: 'auto' }, { 'customer-hosted': 'review', phishing: 'dry-run' }),
    why: 'MODE_BY_CLASS sets phishing to dry-run',
  },
  {
    rule: 'a source that may, in a class that may not',
    modes: modes('review', { graph: 'auto' }, { 'customer-hosted': 'review' }),
    why: 'MODE_BY_CLASS sets customer-hosted to review',
  },
  {
    rule: 'dry-run of everything, whatever else is said',
    modes: modes('dry-run', { graph: 'auto' }, { phishing: 'auto' }),
    why: 'REPORTING_MODE is dry-run',
  },
])('$rule', ({ modes, why }) => {
  const filing = judgeFiling(facts, { ...auto, modes })
  expect(filing.file ? undefined : filing.why.split(':')[0]).toBe(why)
})
