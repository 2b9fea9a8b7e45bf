import type { Alert, AlertSource } from './alert'
import type { JsonObject } from './fields'
import { isGraphAlert, parseGraphAlert } from './graph/graph-alert'
import { isSentinelIncident, parseSentinelIncident } from './sentinel/incident'
import { isSecurityAlert, parseSecurityAlert } from './sentinel/security-alert'
import { isCrowdStrike, parseCrowdStrike } from './siem/crowdstrike'
import { isElastic, parseElastic } from './siem/elastic'
import { isOcsf, parseOcsf } from './siem/ocsf'
import { isPlainAlert, parsePlainAlert } from './siem/plain'
import { isQradar, parseQradar } from './siem/qradar'
import { isSplunk, parseSplunk } from './siem/splunk'
import { isSuricata, parseSuricata } from './siem/suricata'
import { isXdrStreaming, parseXdrStreaming } from './xdr-streaming/xdr-streaming'

/** One product's way to write an alert: recognised by members that only it has, cheaply, before any parsing. */
export type Dialect = {
  /** As a person knows it; listed when a message matches none. */
  readonly name: string
  readonly recognise: (body: JsonObject) => boolean
  readonly parse: (body: JsonObject, source: AlertSource) => Alert
}

const dialect = (name: string, recognise: Dialect['recognise'], parse: Dialect['parse']): Dialect => ({
  name,
  recognise,
  parse,
})

/** In the order in which they are tried: the most telling marks first, Graph’s loose ones last. */
export const DIALECTS: readonly Dialect[] = [
  dialect(
    'Defender XDR streaming (category AdvancedHunting-…, properties)',
    isXdrStreaming,
    parseXdrStreaming,
  ),
  dialect('Sentinel incident trigger (objectSchemaType Incident)', isSentinelIncident, parseSentinelIncident),
  dialect('Sentinel or Defender for Cloud alert (SystemAlertId)', isSecurityAlert, parseSecurityAlert),
  dialect('OCSF (class_uid)', isOcsf, parseOcsf),
  dialect('Elastic (kibana.alert.*)', isElastic, parseElastic),
  dialect('Suricata EVE (event_type)', isSuricata, parseSuricata),
  dialect('CrowdStrike detection (metadata.eventType, composite_id)', isCrowdStrike, parseCrowdStrike),
  dialect('QRadar offense (offense_source)', isQradar, parseQradar),
  dialect('plain (observables)', isPlainAlert, parsePlainAlert),
  dialect('Splunk (sid, result)', isSplunk, parseSplunk),
  dialect('Graph alerts_v2 (evidence, serviceSource)', isGraphAlert, parseGraphAlert),
]
