import { isInForce, type Template, type Wording } from '../reports/wordings'

/** A confirmed wording that a mail resembles, and the sentences by which they differ. */
export type NearWording = {
  readonly wording: Wording
  /** In the mail only. */
  readonly added: readonly string[]
  /** In the wording only. */
  readonly missing: readonly string[]
}

/** So many of all words are in both. */
const leastAlike = 0.4

/** The confirmed wording of this sender and signer that is most alike; a person sees what differs, and decides. */
export function nearWording(
  template: Template,
  wordings: readonly Wording[],
  now: Date,
): NearWording | undefined {
  const { sender, signer, sentences, key } = template
  const [nearest] = wordings
    .filter((one) => one.key !== key && one.sender === sender && one.signer === signer && isInForce(one, now))
    .map((wording) => ({ wording, alike: likeness(wording.sentences, sentences) }))
    .filter(({ alike }) => alike >= leastAlike)
    .toSorted((a, b) => b.alike - a.alike)
  if (nearest === undefined) return undefined
  const { wording } = nearest
  return {
    wording,
    added: sentences.filter((one) => !wording.sentences.includes(one)),
    missing: wording.sentences.filter((one) => !sentences.includes(one)),
  }
}

/** Words of both, as a part of the words of either. */
function likeness(some: readonly string[], others: readonly string[]): number {
  const [one, other] = [some, others].map((texts) => new Set(texts.join(' ').toLowerCase().split(/\s+/)))
  if (one === undefined || other === undefined) return 0
  return one.intersection(other).size / one.union(other).size
}

/** For the question: whose wording it resembles, and what differs. */
export const nearInWords = ({ wording: { meaning, by, at }, added, missing }: NearWording): string =>
  [
    `resembles words confirmed as "${meaning}" by ${by} on ${at.toISOString().slice(0, 10)}`,
    ...(added.length > 0 ? [`new here: ${quoted(added)}`] : []),
    ...(missing.length > 0 ? [`missing here: ${quoted(missing)}`] : []),
  ].join('; ')

const quoted = (sentences: readonly string[]): string =>
  sentences
    .slice(0, 3)
    .map((sentence) => `"${sentence.slice(0, 150)}"`)
    .join(' ')
