import type { Alert, AlertSource } from './alert'
import { isAzureMonitor, parseAzureMonitor } from './defender-api/azure-monitor'
import { type Dialect, line, record } from './dialect'
import { isObject } from './fields'
import {
  isEndpointAlert,
  isIncidentAlert,
  parseEndpointAlert,
  parseIncidentAlert,
} from './defender-api/defender-alert'
import { isGraphAlert, parseGraphAlert } from './graph/graph-alert'
import { isSentinelIncident, parseSentinelIncident } from './sentinel/incident'
import { isSecurityAlert, parseSecurityAlert } from './sentinel/security-alert'
import { isCef, parseCef } from './siem/cef'
import { isLeef, parseLeef } from './siem/leef'
import { isCrowdStrike, parseCrowdStrike } from './siem/crowdstrike'
import { isElastic, parseElastic } from './siem/elastic'
import { isOcsf, parseOcsf } from './siem/ocsf'
import { isPlainAlert, parsePlainAlert } from './siem/plain'
import { isQradar, parseQradar } from './siem/qradar'
import { isSplunk, parseSplunk } from './siem/splunk'
import { isSuricata, parseSuricata } from './siem/suricata'
import { isWazuh, parseWazuh } from './siem/wazuh'
import { UnreadableAlertError } from './unreadable-alert-error'
import { isXdrStreaming, parseXdrStreaming } from './xdr-streaming/xdr-streaming'

/** Every dialect, a row each. No alert fits two of them, so the order says nothing. */
export const DIALECTS: readonly Dialect[] = [
  record('Defender XDR streaming (category AdvancedHunting-…, properties)', 'stated', isXdrStreaming, parseXdrStreaming),
  record('Sentinel incident trigger (objectSchemaType Incident)', 'microsoftSentinel', isSentinelIncident, parseSentinelIncident),
  record('Sentinel or Defender for Cloud alert (SystemAlertId)', 'stated', isSecurityAlert, parseSecurityAlert),
  record('Graph alerts_v2 (evidence, serviceSource)', 'stated', isGraphAlert, parseGraphAlert),
  record('Defender for Endpoint API (evidence with entityType)', 'stated', isEndpointAlert, parseEndpointAlert),
  record('Microsoft 365 Defender API (alertId, entities)', 'stated', isIncidentAlert, parseIncidentAlert),
  record('Azure Monitor alert (schemaId)', 'stated', isAzureMonitor, parseAzureMonitor),
  record('OCSF (class_uid)', 'stated', isOcsf, parseOcsf),
  record('Elastic (kibana.alert.*)', 'elasticSecurity', isElastic, parseElastic),
  record('Suricata EVE (event_type)', 'suricata', isSuricata, parseSuricata),
  record('CrowdStrike detection (metadata.eventType, composite_id)', 'crowdStrikeFalcon', isCrowdStrike, parseCrowdStrike),
  record('QRadar offense (offense_source)', 'qRadar', isQradar, parseQradar),
  record('Wazuh (rule, agent, data)', 'wazuh', isWazuh, parseWazuh),
  record('plain (observables)', 'stated', isPlainAlert, parsePlainAlert),
  record('Splunk (sid, result)', 'splunk', isSplunk, parseSplunk),
  line('CEF', 'stated', isCef, parseCef),
  line('LEEF', 'stated', isLeef, parseLeef),
] // prettier-ignore

/** True for a line of text that a dialect knows. */
export function isAlertLine(text: string): boolean {
  return DIALECTS.some((dialect) => dialect.form === 'line' && dialect.recognise(text))
}

/** The dialect that a body is in; undefined where none knows it. */
export function dialectOf(body: unknown): Dialect | undefined {
  return DIALECTS.find((dialect) => isIn(dialect, body))
}

export function isIn(dialect: Dialect, body: unknown): boolean {
  if (dialect.form === 'line') return typeof body === 'string' && dialect.recognise(body)
  return isObject(body) && dialect.recognise(body)
}

/** @throws UnreadableAlertError when no dialect knows it, saying which there are. */
export function parseSingle(body: unknown, source: AlertSource): Alert {
  for (const dialect of DIALECTS) {
    const alert = readBy(dialect, body, source)
    if (alert !== undefined) return withProduct(alert, dialect)
  }
  if (typeof body !== 'string' && !isObject(body)) throw new UnreadableAlertError('it is no JSON object')
  const names = DIALECTS.map(({ name }) => name).join('; ')
  throw new UnreadableAlertError(`it has the shape of no known alert; known are ${names}`)
}

function readBy(dialect: Dialect, body: unknown, source: AlertSource): Alert | undefined {
  if (dialect.form === 'record')
    return isObject(body) && dialect.recognise(body) ? dialect.parse(body, source) : undefined
  return typeof body === 'string' && dialect.recognise(body) ? dialect.parse(body, source) : undefined
}

function withProduct(alert: Alert, { product }: Dialect): Alert {
  return product === 'stated' ? alert : { detectionSource: product, ...alert }
}
