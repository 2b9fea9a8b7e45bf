import type { Ownership } from './ownership'
import { AT_WORK } from './special-entries'
import { type Label, SOURCE_NAMES, type SourceName } from './source'
import { classOfTag, familyOf, type TagClass } from './tag-classes'

/** One prefix that holds an address, and who says what about it. */
export type Statement = { readonly label: Label; readonly length: number }

/** What follows from a set of statements, for every address that has this set. The prefix follows from the address. */
export type Verdict = Omit<Ownership, 'input' | 'kind' | 'prefix'> & { readonly prefixLength?: number }

/** What an answer needs to know about the sources at hand. */
export type SourcesAtHand = {
  readonly dateOf: (source: SourceName) => string
  readonly has: (source: SourceName) => boolean
  /** The oldest data that a "no" rests on. */
  readonly oldestDate: string
}

type Judged = { readonly by: Statement; readonly is: TagClass }

const SIMULATION = 'Microsoft uses it for its own attack simulation training'
const COARSE = 'without service tags at hand, so what runs there is unknown'

/** From everything that is said about an address to one class with its reason. */
export function judge(unsorted: readonly Statement[], sources: SourcesAtHand): Verdict {
  const statements = unsorted.toSorted(bySpecificity)
  const from = (...names: readonly SourceName[]): Statement[] =>
    statements.filter(({ label }) => names.includes(label.source))
  const verdict = verdictFrom(statements, sources)
  const [special] = from('special')
  if (special?.label.systemService === AT_WORK) {
    const because = special.label.tag
    return verdict([special], { owner: 'microsoft', class: 'microsoft-service', shared: true, because })
  }
  if (special !== undefined) {
    return verdict([special], {
      owner: 'special',
      class: 'special',
      shared: false,
      because: `Special address: ${special.label.tag}`,
    })
  }
  const simulation = from('attack-simulation')
  if (simulation.length > 0) {
    return verdict(simulation, {
      owner: 'microsoft',
      class: 'attack-simulation',
      shared: false,
      because: SIMULATION,
    })
  }
  const stated = statements.filter(
    ({ label }) => label.source.startsWith('service-tags-') || label.source === 'microsoft-365',
  )
  if (stated.length > 0) {
    const judged = judgeStated(stated)
    return { ...verdict(stated, statedAnswer(judged)), snapshotDate: sources.dateOf(judged.by.label.source) }
  }
  const systems = from('asn')
  const affiliate = systems.find(({ label }) => label.desk !== undefined)
  if (affiliate !== undefined) return verdict([affiliate], affiliateAnswer(affiliate.label))
  const listed = from('public-ips')
  if (listed.length > 0)
    return verdict(listed, untaggedAnswer('Microsoft lists the block as its own', sources))
  if (systems.length > 0) return verdict(systems, systemAnswer(systems, sources))
  return verdict([], { owner: 'other', class: 'other', shared: false, because: notListed(sources) })
}

type Answer = Pick<Ownership, 'owner' | 'class' | 'shared' | 'because'> & { readonly desk?: string }

function verdictFrom(statements: readonly Statement[], sources: SourcesAtHand) {
  return (by: readonly Statement[], answer: Answer): Verdict => {
    const deciding = by[0]
    const tagged = statements.filter(({ label }) => label.source.startsWith('service-tags-'))
    const cloud = tagged[0]?.label.cloud
    const region = tagged.find(({ label }) => label.region !== undefined)?.label.region
    return {
      ...answer,
      ...(cloud !== undefined && { cloud }),
      serviceTags: [...new Set(tagged.map(({ label }) => label.tag))],
      ...(region !== undefined && { region }),
      ...(deciding !== undefined && { prefixLength: deciding.length }),
      sources: [...new Set([...by, ...statements.toSorted(byRank)].map(({ label }) => label.source))],
      snapshotDate: deciding === undefined ? sources.oldestDate : sources.dateOf(deciding.label.source),
    }
  }
}

const byRank = (a: Statement, b: Statement): number =>
  SOURCE_NAMES.indexOf(a.label.source) - SOURCE_NAMES.indexOf(b.label.source)

/** Most specific prefix first; at the same prefix the regional tag before the global one. */
function bySpecificity(a: Statement, b: Statement): number {
  const isGlobal = ({ label }: Statement): number => (label.tag.includes('.') ? 0 : 1)
  return b.length - a.length || isGlobal(a) - isGlobal(b)
}

const isGeneral = ({ label }: Statement): boolean => familyOf(label.tag) === 'AzureCloud'

/** AzureCloud only says "in a datacentre", so any other tag outranks it; among those the most specific prefix decides. */
function judgeStated(stated: readonly Statement[]): Judged {
  const services = stated.filter((statement) => !isGeneral(statement))
  const candidates = services.length > 0 ? services : stated
  const judged = candidates
    .filter(({ length }) => length === candidates[0]?.length)
    .map((statement): Judged => ({ by: statement, is: classOfStatement(statement, stated) }))
  // Two services on one block: held rather than reported.
  const cautious = judged.find(({ is }) => is.class !== 'customer-hosted') ?? judged[0]
  if (cautious === undefined) throw new RangeError('nothing is stated')
  return {
    ...cautious,
    is: { ...cautious.is, shared: judged.some(({ is }) => is.shared) || isAnycast(stated) },
  }
}

/** In AzureCloud but in no region: a front end announced from everywhere. */
function isAnycast(stated: readonly Statement[]): boolean {
  return stated.every(isGeneral) && stated.every(({ label }) => label.region === undefined)
}

function classOfStatement({ label }: Statement, all: readonly Statement[]): TagClass {
  if (label.source === 'microsoft-365') {
    return { class: 'microsoft-service', shared: true, why: `addresses of ${label.tag}` }
  }
  const known = classOfTag(label.cloud, label.tag)
  if (known !== undefined) return known
  return all.some(isGeneral)
    ? {
        class: 'customer-hosted',
        shared: true,
        why: 'a tag that this version does not know, inside AzureCloud',
      }
    : {
        class: 'microsoft-service',
        shared: true,
        why: 'a tag that this version does not know, outside AzureCloud',
      }
}

function statedAnswer({ by, is }: Judged): Answer {
  const { label } = by
  const what = label.source === 'microsoft-365' ? 'Microsoft 365 endpoint list' : `Service tag ${label.tag}`
  return {
    owner: 'microsoft',
    class: is.class,
    shared: is.shared,
    ...(is.desk !== undefined && { desk: is.desk }),
    because: `${what}: ${is.why}`,
  }
}

function affiliateAnswer({ tag, desk }: Label): Answer {
  return {
    owner: 'microsoft',
    class: 'other-desk',
    shared: false,
    ...(desk !== undefined && { desk }),
    because: `Announced by ${tag}, ${desk ?? 'an affiliate'}, which has an abuse desk of its own`,
  }
}

function untaggedAnswer(why: string, sources: SourcesAtHand): Answer {
  const tagged = sources.has('service-tags-public')
  const because = tagged ? `${why}, but no service tag names it` : `${why}; ${COARSE}`
  return { owner: 'microsoft', class: 'microsoft-untagged', shared: false, because }
}

/** With Microsoft's own list at hand, a block that only its network announces is probably a customer's (BYOIP). */
function systemAnswer(systems: readonly Statement[], sources: SourcesAtHand): Answer {
  const announced = `Announced by Microsoft’s network (${systems[0]?.label.tag ?? ''})`
  if (!sources.has('public-ips')) return untaggedAnswer(announced, sources)
  const because = `${announced}, but in no list of Microsoft’s own blocks: it may be a customer’s, announced for them`
  return { owner: 'microsoft', class: 'announced-only', shared: false, because }
}

function notListed(sources: SourcesAtHand): string {
  const coarse = sources.has('service-tags-public')
    ? ''
    : '; only the networks Microsoft announces were at hand'
  return `In none of the lists at hand, of which the oldest is of ${sources.oldestDate}${coarse}`
}
