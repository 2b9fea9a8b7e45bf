import * as z from 'zod'
import { optionalText, optionalTime, textOrNumber, texts } from '../fields'

const place = z.object({ ip: optionalText }).nullish()
const asked = z.array(z.object({ rrname: optionalText })).nullish()

/** What Suricata's EVE log writes of an alert, as far as it is read (doc/userguide/output/eve/eve-json-format.rst). */
export const eveEvent = z.object({
  event_type: optionalText,
  timestamp: optionalTime,
  flow_id: textOrNumber,
  src_ip: optionalText,
  src_port: textOrNumber,
  dest_ip: optionalText,
  dest_port: textOrNumber,
  proto: optionalText,
  app_proto: optionalText,
  direction: optionalText,
  flow: z.object({ src_ip: optionalText, dest_ip: optionalText }).nullish(),
  alert: z
    .object({
      signature: optionalText,
      signature_id: textOrNumber,
      category: optionalText,
      severity: textOrNumber,
      // Written where the rule has the keyword `target`: who attacked, and who was attacked.
      source: place,
      target: place,
      metadata: z
        .object({
          mitre_technique_id: texts,
          mitre_tactic_name: texts,
          attack_target: texts,
          signature_severity: texts,
        })
        .nullish(),
    })
    .nullish(),
  http: z.object({ hostname: optionalText, http_port: textOrNumber, url: optionalText }).nullish(),
  tls: z.object({ sni: optionalText }).nullish(),
  quic: z.object({ sni: optionalText }).nullish(),
  // Versions 1 and 2 have `rrname` or, in an alert, `query`; version 3 has `queries`.
  dns: z.object({ rrname: optionalText, query: asked, queries: asked }).nullish(),
})

export type EveEvent = z.output<typeof eveEvent>
