import { hash } from 'node:crypto'
import type { Alert, AlertSource } from './alert'
import { type Collector, noteUnreadable } from './collector'
import { withDefaultRole } from './default-roles'
import { toText } from './fields'
import { known } from './known'
import { actorInText } from './phrases'
import { UnreadableAlertError } from './unreadable-alert-error'
import { isSampleAlert } from './sample-alert'
import { parseSeverity, parseTechniques } from './words'

/** What a dialect reads besides the findings; anything may be missing. */
export type AlertDraft = {
  readonly format: string
  readonly id: string | number | null | undefined
  readonly tenantId?: string | null | undefined
  readonly title?: string | null | undefined
  readonly description?: string | null | undefined
  readonly severity?: string | null | undefined
  readonly category?: string | null | undefined
  readonly alertType?: string | number | null | undefined
  readonly kindWords?: readonly (string | null | undefined)[] | undefined
  readonly signatures?: readonly (string | null | undefined)[] | undefined
  readonly direction?: Alert['direction'] | undefined
  readonly classification?: string | null | undefined
  readonly determination?: string | null | undefined
  readonly investigation?: string | null | undefined
  readonly status?: string | null | undefined
  readonly isSample?: boolean | undefined
  readonly hasComment?: boolean | undefined
  readonly isEvent?: boolean | undefined
  readonly detectionSource?: string | null | undefined
  readonly actor?: string | null | undefined
  readonly threat?: string | null | undefined
  readonly techniques?: readonly string[] | undefined
  readonly createdAt?: Date | undefined
  readonly updatedAt?: Date | undefined
  readonly firstActivityAt?: Date | undefined
  readonly lastActivityAt?: Date | undefined
}

/** The finished alert: ids bounded, blank members absent, roles completed from the alert's category. */
export function finishAlert(
  draft: AlertDraft,
  collector: Collector,
  source: AlertSource,
  body: unknown,
): Alert {
  const techniques = parseTechniques(draft.techniques ?? [])
  const category = toText(draft.category)
  const context = { category, techniques }
  const findings = collector.findings.map((finding) => withDefaultRole(finding, context))
  const { victims, ownAttackers, names } = collector
  const { createdAt, updatedAt, firstActivityAt, lastActivityAt } = draft
  return known({
    source,
    format: draft.format,
    id: alertId(draft.id, body),
    techniques,
    findings,
    createdAt,
    updatedAt,
    firstActivityAt,
    lastActivityAt,
    tenantId: toText(draft.tenantId)?.toLowerCase(),
    title: toText(draft.title),
    description: toText(draft.description),
    category,
    alertType: toText(draft.alertType),
    kindWords: textsIn(draft.kindWords),
    signatures: textsIn(draft.signatures),
    direction: draft.direction,
    investigation: toText(draft.investigation),
    status: statusOf(draft.status),
    isSample: flag(draft.isSample === true || isSampleAlert(textsOf(draft))),
    hasComment: flag(draft.hasComment),
    isEvent: flag(draft.isEvent),
    classification: judgement(collector, 'classification', draft.classification),
    determination: judgement(collector, 'determination', draft.determination),
    detectionSource: toText(draft.detectionSource),
    actor: toText(draft.actor) ?? actorInText(draft.title),
    threat: toText(draft.threat),
    severity: parseSeverity(draft.severity),
    victims: victims.length > 0 ? victims : undefined,
    ownAttackers: ownAttackers.length > 0 ? ownAttackers : undefined,
    names: names.size > 0 ? [...names] : undefined,
    unreadable: collector.unreadable.length > 0 ? collector.unreadable : undefined,
  })
}

const MOST_KIND_WORDS = 50

function textsIn(list: AlertDraft['kindWords'] = []): readonly string[] | undefined {
  const words = list.flatMap((word) => toText(word) ?? [])
  return words.length > 0 ? words.slice(0, MOST_KIND_WORDS) : undefined
}

/** Longer than any word or sentence that people judge alerts by. */
const LONGEST_JUDGEMENT = 1000

/** Without one that is no judgement; with a note, since it may have been one. */
function judgement(
  collector: Collector,
  member: string,
  text: string | null | undefined,
): string | undefined {
  if ((text?.length ?? 0) <= LONGEST_JUDGEMENT) return toText(text)
  noteUnreadable(collector, member, 'it is longer than any judgement')
  return undefined
}

const flag = (is: boolean | undefined): true | undefined => (is === true ? true : undefined)

const textsOf = ({ title, description, alertType }: AlertDraft) => ({
  title,
  description,
  alertType: toText(alertType),
})

/** Closed by people, in the words of Graph, Sentinel and Defender for Cloud. */
function statusOf(text: string | null | undefined): Alert['status'] {
  const word = text?.trim().toLowerCase()
  if (word === 'dismissed') return 'dismissed'
  return word === 'resolved' || word === 'closed' ? 'resolved' : undefined
}

const LONGEST_ID = 256

/** The product's id as it stands; a hash where there is none or it is too long to be a key. */
function alertId(id: string | number | null | undefined, body: unknown): string {
  const text = toText(id)
  if (text === undefined) return sha256(contentOf(body))
  return text.length > LONGEST_ID ? sha256(text) : text
}

function sha256(text: string): string {
  return `sha256-${hash('sha256', text, 'hex')}`
}

function contentOf(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch (cause) {
    throw new UnreadableAlertError('it is nested too deeply', { cause })
  }
}

/** More entries than any product puts into one alert. */
const MOST_ENTRIES = 1000

/** The entries of a list, as far as they are taken; the rest is noted. */
export function boundedEntries<T>(
  collector: Collector,
  entries: readonly T[],
  path: string,
): readonly (readonly [number, T])[] {
  if (entries.length > MOST_ENTRIES) noteUnreadable(collector, path, 'it has too many entries')
  return [...entries.slice(0, MOST_ENTRIES).entries()]
}
