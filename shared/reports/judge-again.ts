import type { AlertSource } from '../alerts/alert'
import type { DecideAgain, Ruling } from '../cases/decide-again'
import type { Evidence } from '../cases/decision'
import type { CountedSighting } from '../cases/sighting'
import type { ListSightings } from './count-sightings'
import type { Report } from './report'

/** What all alerts behind a report come to, by what is known now. */
export type Standing =
  | { readonly stands: false; readonly why: string }
  | {
      readonly stands: true
      readonly verdict: 'report' | 'hold'
      readonly reason: string
      readonly evidence: Evidence
      readonly source: AlertSource
      /** When this was first known: the copy of the alert came then, or, absent, other data have changed its ruling. */
      readonly knownSince?: Date
    }

export type JudgeAgain = (report: Report) => Promise<Standing>

/** A flood of alerts about one endpoint says nothing that the first of them do not. */
const mostJudged = 200

/**
 * The best that any of its alerts says of the endpoint now: of all verdicts the one that reports, of all evidence the
 * best grade. In whatever order the alerts came, the answer is the same.
 */
export async function judgeAgain(
  list: ListSightings,
  decide: DecideAgain,
  wouldFile: (facts: FilingFacts) => boolean,
  { id, caseKey }: Report,
): Promise<Standing> {
  let best: Judged | undefined
  let why = 'every alert behind it has been judged false'
  let count = 0
  for await (const { sighting } of list(caseKey, id)) {
    const ruling = await decide(sighting)
    if (isStanding(ruling)) best = better(best, judged(sighting, ruling, wouldFile))
    else if (sighting.stands) why = `what is known now rules it out: ${ruling.reason}`
    if (++count >= mostJudged && best) break
  }
  if (!best) return { stands: false, why }
  const { sighting, ruling, evidence } = best
  const isAsBefore = sighting.verdict === ruling.verdict
  return {
    stands: true,
    verdict: ruling.verdict,
    reason: ruling.reason,
    evidence,
    source: sighting.source,
    ...(isAsBefore && { knownSince: sighting.changedAt }),
  }
}

type StandingRuling = Ruling & { readonly verdict: 'report' | 'hold' }

export type FilingFacts = Pick<Report, 'source' | 'evidence' | 'verdict'>

type Judged = {
  readonly sighting: CountedSighting
  readonly ruling: StandingRuling
  readonly evidence: Evidence
  /** It would leave by itself; it is reported; it is held. */
  readonly rank: 0 | 1 | 2
}

function judged(
  sighting: CountedSighting,
  ruling: StandingRuling,
  wouldFile: (facts: FilingFacts) => boolean,
): Judged {
  const { evidence = sighting.evidence, verdict } = ruling
  const reported = wouldFile({ source: sighting.source, evidence, verdict }) ? 0 : 1
  return { sighting, ruling, evidence, rank: verdict === 'report' ? reported : 2 }
}

const isStanding = (ruling: Ruling): ruling is StandingRuling => ruling.verdict !== 'ignore'

function better(one: Judged | undefined, other: Judged): Judged {
  return one === undefined || rankOf(other) < rankOf(one) ? other : one
}

/** Ties go to the earliest activity, then to any fixed order. */
function rankOf({ sighting, evidence: { grade }, rank }: Judged): string {
  const at = sighting.firstActivityAt?.toISOString() ?? '9'
  return [rank, grade, at, sighting.key].join(' ')
}
