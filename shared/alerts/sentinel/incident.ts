import type { Alert, AlertSource } from '../alert'
import { newCollector, readTime } from '../collector'
import { boundedEntries, finishAlert } from '../draft'
import {
  anything,
  isObject,
  type JsonObject,
  objectOf,
  optionalText,
  optionalTime,
  readObject,
  required,
  shape,
  textOrNumber,
  texts,
  things,
} from '../fields'
import { addPhrases } from '../phrases'
import { categoryFrom } from '../siem/category'
import { readEntities } from './entities'
import { readExtendedProperties } from './extended-properties'

const properties = objectOf({
  title: optionalText,
  description: optionalText,
  severity: optionalText,
  classification: optionalText,
  classificationReason: optionalText,
  createdTimeUtc: optionalTime,
  firstActivityTimeUtc: optionalTime,
  lastActivityTimeUtc: optionalTime,
  additionalData: objectOf({ tactics: texts, techniques: texts }),
  relatedEntities: anything,
  alerts: things,
})

/** One of the incident's alerts; its entities are among the incident's. */
const incidentAlert = shape({
  properties: objectOf({ additionalData: anything }),
})

const incident = shape({ id: textOrNumber, name: textOrNumber, properties: required(properties) })

/** The body that Sentinel's incident trigger hands to a playbook. */
export function isSentinelIncident(body: JsonObject): boolean {
  return body['objectSchemaType'] === 'Incident' && isObject(body['object'])
}

export function parseSentinelIncident(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const seen = readObject(incident, body['object'], 'object', collector)
  const about = seen?.properties
  const { title, description, additionalData } = about ?? {}
  readEntities(about?.relatedEntities, 'object.properties.relatedEntities', collector)
  for (const [i, entry] of boundedEntries(collector, about?.alerts ?? [], 'object.properties.alerts')) {
    const path = `object.properties.alerts[${i}]`
    const alert = readObject(incidentAlert, entry, path, collector)
    readExtendedProperties(alert?.properties?.additionalData, `${path}.properties.additionalData`, collector)
  }
  addPhrases(collector, title, 'object.properties.title')
  addPhrases(collector, description, 'object.properties.description')
  const tactic = additionalData?.tactics[0]
  const draft = {
    ...{ format: 'sentinel.incident-trigger', id: seen?.name ?? seen?.id, title, description },
    ...{
      severity: about?.severity,
      classification: about?.classification,
      techniques: additionalData?.techniques,
    },
    category: tactic ?? categoryFrom(title),
    createdAt: readTime(collector, 'createdTimeUtc', about?.createdTimeUtc),
    firstActivityAt: readTime(collector, 'firstActivityTimeUtc', about?.firstActivityTimeUtc),
    lastActivityAt: readTime(collector, 'lastActivityTimeUtc', about?.lastActivityTimeUtc),
  }
  return finishAlert(draft, collector, source, body)
}
