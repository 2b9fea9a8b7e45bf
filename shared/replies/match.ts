import type { ReportId } from '../model/report-id'
import { parseMessageId } from '../reports/message-ids'
import type { Mail } from './mail'

/** What tied a mail to its reports, the strongest that did. */
export type MatchedBy =
  'token' | 'message-id' | 'envelope-id' | 'quoted' | 'subject' | 'case-number' | 'conversation' | 'none'

/** Where in a mail something names a report, as far as a signature can cover it. */
export type Place = 'to' | 'cc' | 'subject' | 'in-reply-to' | 'references' | 'body'

/** Reports that exist, and that a mail is about. */
export type Match<Id extends string = ReportId> = {
  readonly reportIds: readonly Id[]
  readonly by: MatchedBy
  /** Others that its new text names: what it says of which, a person reads. */
  readonly also?: readonly Id[]
  /** Another token of the mail names other reports: a person decides. */
  readonly conflicting: boolean
  /** Every place that names a report, for the signature to cover. */
  readonly ties: readonly { readonly place: Place; readonly reportIds: readonly Id[] }[]
  /** Those whose mail its writer holds, and nobody else: by a secret in the reply address or in an id that it answers. */
  readonly proven: readonly Id[]
  /** Those whose ENVID it gives, which only the servers on its way have seen. */
  readonly returned: readonly Id[]
}

/** Reports that exist, and whether only who got one of their mails could know how to name them. */
export type Found<Id extends string = ReportId> = { readonly ids: readonly Id[]; readonly isProven: boolean }

/** What only our tables know. Each finds reports that exist, and no others. */
export type MatchLookups<Id extends string = ReportId> = {
  /** Reports named by what stands behind the plus of a mail address. */
  readonly byToken: (tag: string) => Promise<Found<Id>>
  /** Reports one of whose mails has this id, ours or the one that a server put in its place. */
  readonly byMessageId: (messageId: string) => Promise<Found<Id>>
  readonly byEnvelopeId: (envelopeId: string) => Promise<Found<Id>>
  /** Reports whose id stands in this text. */
  readonly namedIn: (text: string) => Promise<readonly Id[]>
  readonly byCaseNumber: (caseNumber: string) => Promise<readonly Id[]>
  /** Reports that earlier mails of this conversation were about. */
  readonly byConversation?: (conversation: string) => Promise<readonly Id[]>
}

type Way<Id> = {
  readonly by: MatchedBy
  readonly place?: Place
  readonly ids: readonly Id[]
  /** Those of them that it proves to have been written to. */
  readonly proven?: readonly Id[]
}

/**
 * The first way that finds something wins. Further ways may name more reports, or fewer, because a mail may be about
 * several; one that names others altogether contradicts it, and such a mail must not move a report by itself.
 */
export async function match<Id extends string>(
  mail: Mail,
  caseNumbers: readonly string[],
  lookups: MatchLookups<Id>,
): Promise<Match<Id>> {
  const ways = await waysIn(mail, lookups)
  let winner: { by: MatchedBy; reportIds: readonly Id[] } = { by: 'none', reportIds: [] }
  let conflicting = false
  for (const { by, ids } of ways) {
    if (ids.length === 0) continue
    if (winner.by === 'none') winner = { by, reportIds: ids }
    else if (isWithin(ids, winner.reportIds) || isWithin(winner.reportIds, ids))
      winner = { by: winner.by, reportIds: unique([...winner.reportIds, ...ids]) }
    else conflicting = true
  }
  const inText = await lookups.namedIn(mail.newText)
  if (winner.by === 'none' && inText.length > 0) winner = { by: 'quoted', reportIds: inText }
  const { reportIds: tied } = winner
  const also = inText.filter((id) => !tied.includes(id))
  // A case may cover many reports, so a number that names others of them contradicts nothing.
  if (winner.by === 'none') {
    const reportIds = await all(caseNumbers, lookups.byCaseNumber)
    if (reportIds.length > 0) winner = { by: 'case-number', reportIds }
  }
  // No more than a hint: unrelated mails may share a conversation.
  if (winner.by === 'none' && lookups.byConversation) {
    const reportIds = await all(mail.conversations, lookups.byConversation)
    if (reportIds.length > 0) winner = { by: 'conversation', reportIds }
  }
  const ties = winner.by === 'none' ? [] : await tiesOf(mail, ways, lookups)
  const provenBy = (isReturned: boolean) =>
    unique(ways.flatMap(({ by, proven = [] }) => ((by === 'envelope-id') === isReturned ? proven : [])))
  return {
    ...winner,
    ...(also.length > 0 && { also }),
    conflicting,
    ties,
    proven: provenBy(false),
    returned: provenBy(true),
  }
}

/** In the order of their strength; each token of one kind is one way, whether it stands in To or in References. */
async function waysIn<Id extends string>(mail: Mail, lookups: MatchLookups<Id>): Promise<readonly Way<Id>[]> {
  const { byToken, byMessageId, byEnvelopeId, namedIn } = lookups
  const { dsn } = mail
  const [to, cc, delivered, answered, references, envelope, bounced, subject, original] = await Promise.all([
    found(tagsOf(mail.to), byToken),
    found(tagsOf(mail.cc), byToken),
    found(tagsOf(mail.deliveredTo), byToken),
    found(mail.inReplyTo === undefined ? [] : [mail.inReplyTo], byMessageId),
    found(someOf(mail.references), byMessageId),
    found(dsn?.envelopeId === undefined ? [] : [dsn.envelopeId], byEnvelopeId),
    found(quotedIds(mail), byMessageId),
    namedIn(mail.subject),
    namedIn(dsn?.originalSubject ?? ''),
  ])
  return [
    { by: 'token', ...joined(to, cc, delivered) },
    { by: 'token', place: 'to', ids: to.ids },
    { by: 'token', place: 'cc', ids: cc.ids },
    { by: 'message-id', ...joined(answered, references) },
    { by: 'message-id', place: 'in-reply-to', ids: answered.ids },
    { by: 'message-id', place: 'references', ids: references.ids },
    { by: 'envelope-id', ...envelope },
    { by: 'quoted', ids: bounced.ids },
    { by: 'subject', ids: unique([...subject, ...original]) },
    { by: 'subject', place: 'subject', ids: subject },
  ]
}

const mostOfOthers = 5

/** Ids that a server chose are looked up, and strangers write any number of them: the first of a thread, and the last. */
function someOf(ids: readonly string[]): readonly string[] {
  const isOurs = (id: string) => parseMessageId(id) !== undefined
  const others = ids.filter((id) => !isOurs(id))
  return [
    ...ids.filter(isOurs),
    ...others.slice(0, mostOfOthers),
    ...others.slice(mostOfOthers).slice(-mostOfOthers),
  ]
}

/** Of the mail that it quotes or sends back. */
const quotedIds = ({ dsn, quotedIds }: Mail): readonly string[] =>
  someOf([...(dsn?.originalMessageId === undefined ? [] : [dsn.originalMessageId]), ...quotedIds])

type Proven<Id> = { readonly ids: readonly Id[]; readonly proven: readonly Id[] }

async function found<Id extends string>(
  keys: readonly string[],
  find: (key: string) => Promise<Found<Id>>,
): Promise<Proven<Id>> {
  const all = await Promise.all(unique(keys).slice(0, mostKeys).map(find))
  return {
    ids: unique(all.flatMap(({ ids }) => ids)),
    proven: unique(all.flatMap(({ ids, isProven }) => (isProven ? ids : []))),
  }
}

const joined = <Id>(...some: readonly Proven<Id>[]): Proven<Id> => ({
  ids: unique(some.flatMap(({ ids }) => ids)),
  proven: unique(some.flatMap(({ proven }) => proven)),
})

async function tiesOf<Id extends string>(
  { bodyText }: Mail,
  ways: readonly Way<Id>[],
  { namedIn }: MatchLookups<Id>,
): Promise<Match<Id>['ties']> {
  const inHead = ways.flatMap(({ place, ids }) =>
    place === undefined || ids.length === 0 ? [] : [{ place, reportIds: ids }],
  )
  const inBody = await namedIn(bodyText)
  return inBody.length === 0 ? inHead : [...inHead, { place: 'body', reportIds: inBody }]
}

const mostKeys = 50

async function all<Id>(
  keys: readonly string[],
  find: (key: string) => Promise<readonly Id[]>,
): Promise<readonly Id[]> {
  const found = await Promise.all(unique(keys).slice(0, mostKeys).map(find))
  return unique(found.flat())
}

/** `reports+RDAR-2611-7F3K9QXM@…` → `rdar-2611-7f3k9qxm`. */
const tagsOf = (addresses: readonly string[]): readonly string[] =>
  addresses.flatMap((address) => /\+([^@]+)@/.exec(address)?.[1] ?? [])

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

const isWithin = <T>(some: readonly T[], others: readonly T[]): boolean =>
  some.every((one) => others.includes(one))
