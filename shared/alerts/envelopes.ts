import { dialectOf } from './dialects'
import { isObject, type JsonObject } from './fields'
import { UnreadableAlertError } from './unreadable-alert-error'

/** What a product puts around alerts of others: recognised by members that only it has. */
type Envelope = {
  readonly name: string
  /** What is inside, still unread; undefined where the body is no such envelope. */
  readonly open: (body: JsonObject) => readonly unknown[] | undefined
}

const isText = (value: unknown): value is string => typeof value === 'string'
const has = (body: JsonObject, ...members: readonly string[]) => members.every((member) => member in body)

/** Azure Event Grid's own schema. */
const eventGrid = (body: JsonObject) =>
  isText(body['eventType']) && has(body, 'eventTime', 'subject', 'data') ? [body['data']] : undefined

/** CloudEvents 1.0 in JSON (`data`, or `data_base64`). */
function cloudEvent(body: JsonObject): readonly unknown[] | undefined {
  if (!isText(body['specversion']) || !has(body, 'type', 'source')) return undefined
  return isText(body['data_base64']) ? [textOfBase64(body['data_base64'])] : [body['data']]
}

/** A body that Logic Apps did not parse: `$content-type` and `$content`, base64. */
const logicApps = (body: JsonObject) =>
  isText(body['$content']) && has(body, '$content-type') ? [textOfBase64(body['$content'])] : undefined

/** An event of Splunk's HTTP Event Collector. */
const splunkCollector = (body: JsonObject) =>
  has(body, 'event') && (has(body, 'sourcetype') || has(body, 'time', 'source')) ? [body['event']] : undefined

/**
 * An alert of Wazuh around an event that another product wrote as JSON: below `data`, or below the member of it that
 * `integration` names. What Wazuh's own decoders read there is a dialect.
 */
function wazuh(body: JsonObject): readonly unknown[] | undefined {
  const { rule, agent, manager, data } = body
  if (!isObject(rule) || !isObject(data) || !(isObject(agent) || isObject(manager))) return undefined
  const { integration } = data
  const inner = isText(integration) && isObject(data[integration]) ? data[integration] : data
  return dialectOf(inner) === undefined ? undefined : [inner]
}

const ENVELOPES: readonly Envelope[] = [
  { name: 'Event Grid', open: eventGrid },
  { name: 'CloudEvents', open: cloudEvent },
  { name: 'Logic Apps', open: logicApps },
  { name: 'Splunk HTTP Event Collector', open: splunkCollector },
  { name: 'Wazuh', open: wazuh },
]

/** What an envelope holds; undefined where the body is none. */
export function contentsOf(body: JsonObject): readonly unknown[] | undefined {
  for (const { open } of ENVELOPES) {
    const contents = open(body)
    if (contents !== undefined) return contents
  }
  return undefined
}

function textOfBase64(text: string): string {
  const joined = text.replaceAll(/\s/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(joined)) throw notBase64()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(joined, 'base64'))
  } catch (cause) {
    throw notBase64(cause)
  }
}

const notBase64 = (cause?: unknown) =>
  new UnreadableAlertError('its envelope holds no base64 of text in UTF-8', { cause })
