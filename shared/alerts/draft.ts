import { createHash } from 'node:crypto'
import type { Alert, AlertSource } from './alert'
import { type Collector, noteUnreadable } from './collector'
import { withDefaultRole } from './default-roles'
import { toText } from './fields'
import { type Known, known } from './known'
import { actorInText } from './phrases'
import { UnreadableAlertError } from './unreadable-alert-error'
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
  readonly classification?: string | null | undefined
  readonly determination?: string | null | undefined
  readonly detectionSource?: string | null | undefined
  readonly actor?: string | null | undefined
  readonly threat?: string | null | undefined
  readonly techniques?: readonly string[] | undefined
  readonly createdAt?: Date | undefined
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
  const findings = collector.findings.map((finding) => withDefaultRole(finding, { category, techniques }))
  const { victims, unreadable } = collector
  const { createdAt, firstActivityAt, lastActivityAt } = draft
  const times = known({ createdAt, firstActivityAt, lastActivityAt })
  return {
    ...{ source, format: draft.format, id: alertId(draft.id, body), techniques, findings, ...times },
    ...textsOf(draft),
    severity: parseSeverity(draft.severity),
    ...(victims.length > 0 && { victims }),
    ...(unreadable.length > 0 && { unreadable }),
  }
}

function textsOf(draft: AlertDraft): Known<Pick<Alert, TextMember>> {
  const { tenantId, title, description, category, classification } = draft
  const { determination, detectionSource, actor, threat } = draft
  return known({
    ...{ tenantId: toText(tenantId), title: toText(title), description: toText(description) },
    ...{ category: toText(category), classification: toText(classification) },
    ...{ determination: toText(determination), detectionSource: toText(detectionSource) },
    ...{ actor: toText(actor) ?? actorInText(title), threat: toText(threat) },
  })
}

type TextMember =
  | ('tenantId' | 'title' | 'description' | 'category' | 'classification')
  | ('determination' | 'detectionSource' | 'actor' | 'threat')

const LONGEST_ID = 256

/** The product's id as it stands; a hash where there is none or it is too long to be a key. */
function alertId(id: string | number | null | undefined, body: unknown): string {
  const text = toText(id)
  if (text === undefined) return sha256(contentOf(body))
  return text.length > LONGEST_ID ? sha256(text) : text
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('hex')}`
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
