import {
  anything,
  listOf,
  objectOf,
  optionalText,
  optionalTime,
  type Read,
  required,
  shape,
  textOrNumber,
  texts,
} from '../fields'

const place = objectOf({ ip: optionalText })
const answered = listOf(required(objectOf({ rrtype: optionalText, rdata: optionalText })))
const asked = listOf(required(objectOf({ rrname: optionalText })))

/** What Suricata's EVE log writes of an alert, as far as it is read (doc/userguide/output/eve/eve-json-format.rst). */
export const eveEvent = shape({
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
  flow: objectOf({ src_ip: optionalText, dest_ip: optionalText }),
  alert: objectOf({
    signature: optionalText,
    signature_id: textOrNumber,
    category: optionalText,
    severity: textOrNumber,
    // Written where the rule has the keyword `target`: who attacked, and who was attacked.
    source: place,
    target: place,
    metadata: objectOf({
      mitre_technique_id: texts,
      mitre_tactic_name: texts,
      attack_target: texts,
      signature_severity: texts,
    }),
  }),
  http: objectOf({
    hostname: optionalText,
    http_port: textOrNumber,
    url: optionalText,
    // Where the answer sent the client.
    redirect: optionalText,
  }),
  tls: objectOf({ sni: optionalText }),
  quic: objectOf({ sni: optionalText }),
  // Versions 1 and 2 have `rrname` or, in an alert, `query`; version 3 has `queries`.
  dns: objectOf({
    rrname: optionalText,
    query: asked,
    queries: asked,
    answers: answered,
    grouped: anything,
  }),
  email: objectOf({ from: optionalText, url: texts }),
})

export type EveEvent = Read<typeof eveEvent>
