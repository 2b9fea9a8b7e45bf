import { judgeFiling, type FilingPolicy } from '../../shared/reports/judge-filing'

const auto: FilingPolicy = { mode: 'auto', autoSources: ['graph'], minimumGrade: 'B' }

it.each([
  { policy: auto, source: 'graph', grade: 'A', file: true },
  { policy: auto, source: 'graph', grade: 'B', file: true },
  { policy: auto, source: 'graph', grade: 'C', file: false },
  { policy: auto, source: 'queue', grade: 'A', file: false },
  { policy: { ...auto, autoSources: ['graph', 'queue'] }, source: 'queue', grade: 'A', file: true },
  { policy: { ...auto, mode: 'review' }, source: 'graph', grade: 'A', file: false },
  { policy: { ...auto, mode: 'dry-run' }, source: 'graph', grade: 'A', file: false },
] as const)(
  '$policy.mode, from $source, grade $grade: files by itself $file',
  ({ policy, source, grade, file }) => {
    expect(judgeFiling({ source, grade }, policy).file).toBe(file)
  },
)
