import { sealed } from '../helpers/envelope-key'

/** An alert as Graph gives it, about this address and host. */
export const graphAlert = (
  changes: Readonly<Record<string, unknown>> = {},
  evidence: readonly object[] = storm,
) => ({
  id: 'da638224416000000001_-900420119',
  tenantId: '11111111-2222-4333-8444-555555555555',
  status: 'new',
  severity: 'high',
  classification: null,
  determination: null,
  serviceSource: 'microsoftDefenderForEndpoint',
  detectionSource: 'microsoftDefenderForEndpoint',
  title: 'Outbound connection from 192.168.5.105:58836 to 20.119.0.42:443 MSTIC Storm-0900 activity group.',
  category: 'CommandAndControl',
  actorDisplayName: 'Storm-0900',
  mitreTechniques: ['T1071.001'],
  createdDateTime: '2026-11-23T09:41:03.1733333Z',
  lastUpdateDateTime: '2026-11-23T09:58:20.65Z',
  firstActivityDateTime: '2026-11-23T09:36:44.2091547Z',
  lastActivityDateTime: '2026-11-23T09:36:51.9817733Z',
  evidence: evidence.map(complete),
  ...changes,
})

/** An entry with what Graph never leaves out. */
const complete = (entry: object) => ({
  ...{
    createdDateTime: '2026-11-23T09:41:03.1733333Z',
    remediationStatus: 'none',
    verdict: 'unknown',
    roles: [],
  },
  ...entry,
})

export const device = {
  '@odata.type': '#microsoft.graph.security.deviceEvidence',
  verdict: 'suspicious',
  roles: [],
  deviceDnsName: 'ws-0105.corp.example',
  hostName: 'ws-0105',
  ipInterfaces: ['192.168.5.105'],
  lastIpAddress: '192.168.5.105',
  lastExternalIpAddress: '203.0.113.77',
}

export const ip = (ipAddress: string) => ({
  '@odata.type': '#microsoft.graph.security.ipEvidence',
  verdict: 'suspicious',
  roles: [],
  ipAddress,
})

export const url = (link: string) => ({
  '@odata.type': '#microsoft.graph.security.urlEvidence',
  verdict: 'malicious',
  roles: [],
  url: link,
})

export const storm = [device, ip('20.119.0.42'), url('safe-hse.com')]

/** As collectAlerts puts it on the queue, and as the Functions library hands it over. */
export const fromGraph = (alert: object) => sealed({ source: 'graph', returned: 0, alert })
