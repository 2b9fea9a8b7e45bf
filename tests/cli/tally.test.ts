import { addToTally, newTally } from '../../cli/survey/tally'
import type { Judged } from '../../cli/judge'

const judged = (n: number): Judged => {
  const decision = {
    endpoint: { kind: 'host', host: `h${n}.example.com` },
    verdict: 'report',
    rule: 'reported',
    reason: '',
    evidence: { grade: 'B', reasons: [] },
  }
  return { alert: { id: String(n) }, decisions: [decision], unread: [] } as unknown as Judged
}

it('however many endpoints there are, it keeps so many, and says of how many findings it kept nothing', () => {
  const tally = newTally()
  for (let n = 0; n < 10_003; n++) addToTally(tally, judged(n))
  expect([tally.endpoints.size, tally.beyond, tally.alerts]).toEqual([10_000, 3, 10_003])
})
