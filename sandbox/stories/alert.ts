import type { AlertJson } from '../world/graph-alerts'
import { ORGANISATION } from '../world/organisation'

export type AlertWords = {
  readonly id: string
  readonly title: string
  readonly category: string
  readonly device: string
  readonly address?: string
  readonly host?: string
  readonly url?: string
  readonly severity?: string
  readonly actor?: string
  readonly techniques?: readonly string[]
}

const EVIDENCE = '#microsoft.graph.security.'
const MINUTE_IN_MS = 60_000

/** An alert of Defender for Endpoint as Graph gives it, with a device, a process and what they talked to. */
export function defenderAlert(words: AlertWords, at: Date): AlertJson {
  const created = at.toISOString()
  const activity = (minutesAgo: number) => new Date(at.getTime() - minutesAgo * MINUTE_IN_MS).toISOString()
  return {
    id: words.id,
    providerAlertId: words.id,
    incidentId: '900',
    status: 'new',
    severity: words.severity ?? 'high',
    classification: null,
    determination: null,
    serviceSource: 'microsoftDefenderForEndpoint',
    detectionSource: 'microsoftDefenderForEndpoint',
    productName: 'Microsoft Defender for Endpoint',
    tenantId: ORGANISATION.tenantId,
    title: words.title,
    description: 'A connection to an address with a bad reputation was observed on this device.',
    category: words.category,
    assignedTo: null,
    alertWebUrl: `https://security.microsoft.com/alerts/${words.id}?tid=${ORGANISATION.tenantId}`,
    incidentWebUrl: `https://security.microsoft.com/incidents/900?tid=${ORGANISATION.tenantId}`,
    actorDisplayName: words.actor ?? null,
    mitreTechniques: words.techniques ?? [],
    createdDateTime: created,
    lastUpdateDateTime: created,
    firstActivityDateTime: activity(5),
    lastActivityDateTime: activity(4),
    comments: [],
    systemTags: [],
    evidence: [device(words.device, created), browser(created), ...remoteEvidence(words, created)],
  }
}

function remoteEvidence(words: AlertWords, createdDateTime: string): object[] {
  const common = { createdDateTime, verdict: 'suspicious', remediationStatus: 'none', roles: [], tags: [] }
  const link = words.url ?? words.host
  return [
    ...(words.address === undefined
      ? []
      : [{ '@odata.type': `${EVIDENCE}ipEvidence`, ...common, ipAddress: words.address }]),
    ...(link === undefined ? [] : [{ '@odata.type': `${EVIDENCE}urlEvidence`, ...common, url: link }]),
  ]
}

function device(name: string, createdDateTime: string): object {
  return {
    '@odata.type': `${EVIDENCE}deviceEvidence`,
    createdDateTime,
    verdict: 'suspicious',
    remediationStatus: 'none',
    roles: [],
    detailedRoles: ['PrimaryDevice'],
    tags: [],
    mdeDeviceId: '6f1b2d6a0e5b4a7a9d1f3e5c7b9a0d2c4e6f8a01',
    deviceDnsName: `${name}.contoso.example`,
    hostName: name,
    dnsDomain: 'contoso.example',
    osPlatform: 'Windows11',
    ipInterfaces: ['192.168.5.105', '127.0.0.1', '::1'],
    lastIpAddress: '192.168.5.105',
    lastExternalIpAddress: ORGANISATION.addresses[0],
    loggedOnUsers: [{ accountName: 'm.muster', domainName: 'CONTOSO' }],
    vmMetadata: null,
  }
}

function browser(createdDateTime: string): object {
  return {
    '@odata.type': `${EVIDENCE}processEvidence`,
    createdDateTime,
    verdict: 'unknown',
    remediationStatus: 'none',
    roles: [],
    tags: [],
    processId: 11_748,
    processCommandLine: '"msedge.exe" --type=utility --lang=de',
    imageFile: { fileName: 'msedge.exe', filePath: 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application' },
    userAccount: { accountName: 'm.muster', domainName: 'CONTOSO' },
  }
}
