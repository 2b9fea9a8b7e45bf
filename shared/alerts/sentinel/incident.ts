import * as z from 'zod'
import type { Alert, AlertSource } from '../alert'
import { newCollector, readTime } from '../collector'
import { finishAlert } from '../draft'
import {
  isObject,
  type JsonObject,
  optionalText,
  optionalTime,
  readObject,
  textOrNumber,
  texts,
} from '../fields'
import { addPhrases } from '../phrases'
import { categoryFrom } from '../siem/category'
import { readEntities } from './entities'

const properties = z.object({
  title: optionalText,
  description: optionalText,
  severity: optionalText,
  classification: optionalText,
  classificationReason: optionalText,
  createdTimeUtc: optionalTime,
  firstActivityTimeUtc: optionalTime,
  lastActivityTimeUtc: optionalTime,
  additionalData: z.object({ tactics: texts, techniques: texts }).nullish(),
  relatedEntities: z.unknown().optional(),
})

const incident = z.object({ id: textOrNumber, name: textOrNumber, properties })

/** The body that Sentinel's incident trigger hands to a playbook. */
export function isSentinelIncident(body: JsonObject): boolean {
  return body['objectSchemaType'] === 'Incident' && isObject(body['object'])
}

export function parseSentinelIncident(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const seen = readObject(incident, body['object'], 'object', collector)
  const { title, description, additionalData, ...words } = seen?.properties ?? {}
  readEntities(words.relatedEntities, 'object.properties.relatedEntities', collector)
  addPhrases(collector, title, 'object.properties.title')
  addPhrases(collector, description, 'object.properties.description')
  const tactic = additionalData?.tactics[0]
  const draft = {
    ...{ format: 'sentinel.incident-trigger', id: seen?.name ?? seen?.id, title, description },
    ...{
      severity: words.severity,
      classification: words.classification,
      techniques: additionalData?.techniques,
    },
    category: tactic ?? categoryFrom(title),
    createdAt: readTime(collector, 'createdTimeUtc', words.createdTimeUtc),
    firstActivityAt: readTime(collector, 'firstActivityTimeUtc', words.firstActivityTimeUtc),
    lastActivityAt: readTime(collector, 'lastActivityTimeUtc', words.lastActivityTimeUtc),
  }
  return finishAlert(draft, collector, source, body)
}
