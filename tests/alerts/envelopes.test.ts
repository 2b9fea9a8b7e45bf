import { parseAlert, parseAlerts } from '../../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { sidesFound } from './found-sides'

const inner = {
  id: 'a1',
  serviceSource: 'microsoftDefenderForEndpoint',
  evidence: [{ '@odata.type': '#microsoft.graph.security.ipEvidence', ipAddress: '192.0.2.1' }],
}
const text = JSON.stringify(inner)
const base64 = Buffer.from(text).toString('base64')
const cef = 'CEF:0|V|P|1|1|x|5|src=10.0.0.1 dst=192.0.2.1 deviceDirection=1'

const eventGrid = (data: unknown) => ({
  ...{ id: 'e1', topic: 't', subject: 's', eventType: 'Contoso.Alert', eventTime: '2026-11-23T10:00:00Z' },
  ...{ dataVersion: '1.0', data },
})
const cloudEvent = { specversion: '1.0', id: 'e2', source: '/siem', type: 'Contoso.Alert' }
const wazuh = { id: '1.1', rule: { level: 12, id: '99506' }, agent: { id: '000' }, manager: { name: 'm' } }

describe('an envelope is opened before any dialect is asked', () => {
  it.each([
    ['Event Grid, one event', eventGrid(inner)],
    ['Event Grid, as it posts', [eventGrid(inner)]],
    ['Event Grid around text', [eventGrid(text)]],
    ['CloudEvents', { ...cloudEvent, data: inner }],
    ['CloudEvents in base64', { ...cloudEvent, data_base64: base64 }],
    ['Logic Apps', { '$content-type': 'application/json; charset=utf-8', $content: base64 }],
    ['Splunk HEC', { time: 1795426611, source: 'defender', sourcetype: 'x', event: inner }],
    ['Splunk HEC around text', { time: 1795426611, sourcetype: 'x', event: text }],
    ['Splunk HEC around CEF', { time: 1795426611, sourcetype: 'x', event: cef }],
    ['Wazuh, named member', { ...wazuh, data: { integration: 'ms-graph', 'ms-graph': inner } }],
    ['Wazuh, data itself', { ...wazuh, data: inner }],
    ['JSON in a JSON text', JSON.stringify(text)],
    ['JSON behind a syslog header', `<134>Nov 23 09:36:51 ids1 suricata[2312]: ${text}`],
    ['JSON behind a syslog header without a priority', `Nov  3 09:36:51 ids1 app: @cee: ${text}`],
    ['JSON behind a syslog header of RFC 5424', `<134>1 2026-11-23T09:36:51Z ids1 app 1 - [m s="1"] ${text}`],
    [
      'Splunk HEC around a syslog line',
      { time: 1, sourcetype: 'x', event: `<134>Nov 23 09:36:51 h a: ${text}` },
    ],
    ['one in another', eventGrid({ ...cloudEvent, data: { value: [text] } })],
  ])('%s', (_, body) => {
    expect(sidesFound(parseAlert(body, 'queue')).remote).toEqual(['192.0.2.1'])
  })

  it.each([
    ['Event Grid that asks to be confirmed', [eventGrid({ validationCode: 'x' })]],
    ['base64 that is none', { '$content-type': 'application/json', $content: '%%%' }],
    ['Wazuh around its own reading of a log', { ...wazuh, data: { srcip: '192.0.2.1' } }],
    ['a sentence before JSON', `see ${text}`],
    ['more in each other than anybody puts', Array.from({ length: 8 }).reduce(eventGrid, inner)],
  ])('%s is refused', (_, body) => {
    expect(() => parseAlerts(body, 'queue')).toThrow(UnreadableAlertError)
  })
})

/** Members that two products share do not make one of the other. */
describe('another product is refused, not read as one that it resembles', () => {
  it.each([
    [
      'SentinelOne is not Graph',
      { id: '1', name: 'x', severity: 'HIGH', detectionSource: { product: 'Identity' } },
    ],
    [
      'Cato is not Suricata',
      { event_type: 'Security', src_ip: '10.1.1.1', dest_ip: '192.0.2.1', url: 'https://evil.example/' },
    ],
    [
      'TheHive is not the plain form',
      { title: 'x', type: 'external', observables: [{ dataType: 'ip', data: '192.0.2.1' }] },
    ],
    ['a rule with a source is not Splunk', { rule_name: 'x', src_ip: '192.0.2.1', dest_ip: '10.0.0.1' }],
    [
      'a change notification holds no alert',
      { value: [{ changeType: 'created', resourceData: { id: 'a1' } }] },
    ],
  ])('%s', (_, body) => {
    expect(() => parseAlert(body, 'queue')).toThrow(UnreadableAlertError)
  })
})
