import type { Alert, AlertSource, Finding } from '../alert'
import { type Collector, newCollector, nextRecord, readTime } from '../collector'
import { boundedEntries, finishAlert } from '../draft'
import {
  anything,
  isObject,
  type JsonObject,
  optionalText,
  optionalTime,
  readObject,
  shape,
  textOrNumber,
  texts,
  things,
} from '../fields'
import { hasOthersComment } from '../graph-comments'
import { addLabelledMembers } from '../labelled-value'
import { addPhrases } from '../phrases'
import { readExtendedProperties } from '../sentinel/extended-properties'
import { isGraphEvidence, readEvidence } from './evidence'

const graphAlert = shape({
  id: textOrNumber,
  tenantId: optionalText,
  title: optionalText,
  description: optionalText,
  severity: optionalText,
  category: optionalText,
  categories: texts,
  classification: optionalText,
  determination: optionalText,
  investigationState: optionalText,
  status: optionalText,
  detectorId: textOrNumber,
  serviceSource: optionalText,
  detectionSource: optionalText,
  actorDisplayName: optionalText,
  threatDisplayName: optionalText,
  threatFamilyName: optionalText,
  mitreTechniques: texts,
  createdDateTime: optionalTime,
  lastUpdateDateTime: optionalTime,
  firstActivityDateTime: optionalTime,
  lastActivityDateTime: optionalTime,
  evidence: things,
  additionalData: anything,
  customDetails: anything,
})

/** Members that Graph writes and the older alert APIs of Defender, which write `evidence` too, do not. */
const TELLING = ['alertWebUrl', 'providerAlertId', 'createdDateTime', 'lastUpdateDateTime'] as const

/**
 * A Graph security alert (alerts_v2), as polled or as somebody pushed it, possibly cut down and without `@odata.type`:
 * its product, or evidence of Graph's types or beside members of Graph's.
 */
export function isGraphAlert(body: JsonObject): boolean {
  const { evidence } = body
  const entries: readonly unknown[] = Array.isArray(evidence) ? evidence : [evidence]
  if (entries.some((entry) => isObject(entry) && 'entityType' in entry)) return false
  if (typeof body['serviceSource'] === 'string' && !('alertId' in body)) return true
  if (typeof evidence !== 'object' || evidence === null) return false
  return entries.some(isGraphEvidence) || TELLING.some((member) => member in body)
}

export function parseGraphAlert(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const alert = readObject(graphAlert, body, '', collector)
  for (const [i, entry] of boundedEntries(collector, alert?.evidence ?? [], 'evidence')) {
    readEvidence(entry, `evidence[${i}]`, collector)
  }
  joinEnds(collector, alert?.evidence ?? [])
  readExtendedProperties(alert?.additionalData, 'additionalData', collector)
  addLabelledMembers(collector, alert?.customDetails, 'customDetails')
  addPhrases(collector, alert?.title, 'title')
  addPhrases(collector, alert?.description, 'description')
  const draft = {
    format: 'graph.alerts_v2',
    id: alert?.id,
    tenantId: alert?.tenantId,
    title: alert?.title,
    description: alert?.description,
    severity: alert?.severity,
    classification: alert?.classification,
    determination: alert?.determination,
    investigation: alert?.investigationState,
    status: alert?.status,
    hasComment: hasOthersComment(body),
    alertType: alert?.detectorId,
    category: alert?.category ?? alert?.categories[0],
    detectionSource: alert?.detectionSource ?? alert?.serviceSource,
    kindWords: [alert?.serviceSource, alert?.threatFamilyName, ...(alert?.categories ?? [])],
    actor: alert?.actorDisplayName,
    threat: alert?.threatDisplayName ?? alert?.threatFamilyName,
    techniques: alert?.mitreTechniques,
    createdAt: readTime(collector, 'createdDateTime', alert?.createdDateTime),
    updatedAt: readTime(collector, 'lastUpdateDateTime', alert?.lastUpdateDateTime),
    firstActivityAt: readTime(collector, 'firstActivityDateTime', alert?.firstActivityDateTime),
    lastActivityAt: readTime(collector, 'lastActivityDateTime', alert?.lastActivityDateTime),
  }
  return finishAlert(draft, collector, source, body)
}

const isEnd = ({ type, role, from }: Finding): boolean =>
  type === 'ip' && (role === 'source' || role === 'destination') && /^evidence\[\d+\]\.ipAddress$/.test(from)

/**
 * Addresses in entries of their own, some called source and some destination, are the two ends of a connection: then
 * neither is the other side by being an entry, unless it is blamed.
 */
function joinEnds(collector: Collector, evidence: readonly unknown[]): void {
  const { findings } = collector
  if (!findings.some(isEnd) || !calls(evidence, 'source') || !calls(evidence, 'destination')) return
  const record = nextRecord(collector)
  for (const [i, finding] of findings.entries()) {
    if (!isEnd(finding)) continue
    const isBlamed = finding.verdict === 'malicious' || finding.verdict === 'suspicious'
    const end = finding.role === 'source' ? 'source' : 'destination'
    findings[i] = { ...finding, record, end, fieldSide: isBlamed ? finding.fieldSide : 'unsaid' }
  }
}

/** Whether an entry has the role, with an address or without. */
function calls(evidence: readonly unknown[], role: 'source' | 'destination'): boolean {
  return evidence.some((entry) => {
    const roles: unknown = isObject(entry) ? entry['roles'] : undefined
    return (
      Array.isArray(roles) && roles.some((word) => typeof word === 'string' && word.toLowerCase() === role)
    )
  })
}
