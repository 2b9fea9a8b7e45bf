import { parseAlert } from '../../shared/alerts/parse-alerts'

const many = Array.from({ length: 2_500 }, (_, i) => `198.51.${i % 100}.${1 + (i % 250)}`)
const hosts = Array.from({ length: 2_500 }, (_, i) => `h${i}.evil.example`)

/** More than any dialect keeps, each in a list that the dialect reads. */
const alerts = [
  {
    name: 'Elastic',
    body: { 'kibana.alert.uuid': 'e', 'kibana.alert.severity': 'high', 'dns.question.name': hosts },
  },
  {
    name: 'Suricata',
    body: {
      ...{
        event_type: 'alert',
        timestamp: '2026-11-30T10:00:00Z',
        src_ip: '192.0.2.7',
        dest_ip: '192.0.2.53',
      },
      ...{ alert: { signature: 'ET MALWARE x', severity: 1 }, flow_id: 1, proto: 'UDP', dest_port: 53 },
      dns: { queries: hosts.map((rrname) => ({ rrname, type: 'query' })) },
    },
  },
  {
    name: 'Sentinel, a custom list',
    body: {
      ...{ SystemAlertId: 's', AlertName: 'x', AlertSeverity: 'High', Entities: '[]' },
      ExtendedProperties: JSON.stringify({ Attackers: many }),
    },
  },
]

it.each(alerts)('$name: what is too much to keep is noted', ({ body }) => {
  const { findings, unreadable = [] } = parseAlert(body, 'queue')
  expect(findings.length).toBeGreaterThan(1_000)
  expect(unreadable.map(({ reason }) => reason)).toContain('it names too many values')
})
