import { parseAlert } from '../../../shared/alerts/parse-alerts'

function severityOf(alert: object): string {
  return parseAlert({ event_type: 'alert', flow_id: 1, src_ip: '192.0.2.1', alert }, 'queue').severity
}

describe('the severity of a Suricata alert', () => {
  it.each([
    { severity: 1, category: 'A Network Trojan was detected', is: 'high' },
    { severity: 3, category: 'Attempted Information Leak', is: 'low' },
    { severity: 3, category: 'Generic Protocol Command Decode', is: 'informational' },
    { severity: 3, category: 'Misc activity', is: 'informational' },
    { severity: 1, signature: 'SURICATA STREAM excessive retransmissions', is: 'informational' },
    { severity: 1, metadata: { signature_severity: ['Informational'] }, is: 'informational' },
    { severity: 1, metadata: { signature_severity: ['Major'] }, is: 'high' },
    { severity: null, is: 'unknown' },
  ])('$severity $category $signature $metadata: $is', ({ is, ...alert }) => {
    expect(severityOf(alert)).toBe(is)
  })
})
