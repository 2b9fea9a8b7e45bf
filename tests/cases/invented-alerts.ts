/** Alerts of our own making, each judged by hand before the program saw it. All addresses are stand-ins by their class. */
export const VM = '20.0.0.1'
export const VM2 = '20.0.0.2'
export const VM3 = '20.0.0.3'
export const EXCHANGE = '40.107.1.1'
export const FRONT = '20.119.0.42'
export const DNS = '20.0.9.53'
export const SINKHOLE = '131.253.18.40'
export const PAGE = 'evil.azurewebsites.net'
export const SHOP = 'shop.azurewebsites.net'

type Expected = Readonly<Record<string, 'report' | 'hold' | 'ignore' | 'hold/ignore' | 'report/hold'>>
export type Invented = readonly [name: string, body: unknown, expected: Expected]

const e = (type: string, members: object) => ({
  '@odata.type': `#microsoft.graph.security.${type}Evidence`,
  ...members,
})
const ip = (ipAddress: string, verdict = 'suspicious', ...roles: string[]) =>
  e('ip', { ipAddress, verdict, roles })
const url = (link: string, verdict = 'suspicious', ...roles: string[]) =>
  e('url', { url: link, verdict, roles })
const device = (roles: string[] = [], lastExternalIpAddress?: string) =>
  e('device', {
    deviceDnsName: 'ws-1.corp.example',
    hostName: 'ws-1',
    lastIpAddress: '10.1.2.3',
    roles,
    ...(lastExternalIpAddress && { lastExternalIpAddress }),
  })
const connection = (from: string, to: string, verdict?: string, more: object = {}) =>
  e('networkConnection', {
    sourceAddress: { ipAddress: from },
    destinationAddress: { ipAddress: to },
    destinationPort: 443,
    protocol: 'tcp',
    ...(verdict && { verdict }),
    ...more,
  })
const dns = (domainName: string, verdict: string, ...addresses: string[]) =>
  e('dns', { domainName, verdict, ipAddresses: addresses.map((ipAddress) => ({ ipAddress })) })
const mail = (verdict: string, more: object) =>
  e('analyzedMessage', {
    verdict,
    antiSpamDirection: 'inbound',
    recipientEmailAddress: 'jo@corp.example',
    ...more,
  })

const graph = (title: string, category: string, evidence: object[], more: object = {}) => ({
  id: title,
  title,
  category,
  severity: 'high',
  serviceSource: 'microsoftDefenderForEndpoint',
  detectionSource: 'microsoftDefenderForEndpoint',
  firstActivityDateTime: '2026-11-24T08:00:00Z',
  lastActivityDateTime: '2026-11-24T08:05:00Z',
  evidence,
  ...more,
})
const office = {
  serviceSource: 'microsoftDefenderForOffice365',
  detectionSource: 'microsoftDefenderForOffice365',
}
const identity = { serviceSource: 'azureAdIdentityProtection', detectionSource: 'azureAdIdentityProtection' }
const apps = { serviceSource: 'microsoftDefenderForCloudApps', detectionSource: 'cloudAppSecurity' }

const databases = {
  serviceSource: 'microsoftDefenderForCloud',
  detectionSource: 'microsoftDefenderForDatabases',
}

const entityIp = (Address: string) => ({ Type: 'ip', Address })
const cloud = (
  AlertType: string,
  AlertDisplayName: string,
  Entities: object[],
  ExtendedProperties: object = {},
  more: object = {},
) => ({
  SystemAlertId: AlertType,
  AlertType,
  AlertDisplayName,
  Severity: 'Medium',
  VendorName: 'Microsoft',
  ProductName: 'Microsoft Defender for Cloud',
  StartTimeUtc: '2026-11-24T08:00:00Z',
  CompromisedEntity: 'vm-web-1',
  ResourceIdentifiers: [],
  Entities: [...Entities, { Type: 'host', HostName: 'vm-web-1' }],
  ExtendedProperties,
  ...more,
})
const sentinel = (title: string, Entities: object[], more: object = {}) => ({
  SystemAlertId: title,
  AlertName: title,
  AlertSeverity: 'High',
  ProviderName: 'ASI Scheduled Alerts',
  ProductName: 'Azure Sentinel',
  StartTime: '2026-11-24T08:00:00Z',
  Entities: JSON.stringify(Entities),
  ExtendedProperties: '{}',
  ...more,
})
const splunk = (search_name: string, result: object) => ({
  sid: 's',
  search_name,
  result: { event_id: search_name, severity: 'high', _time: '1795506597', ...result },
})
const suricata = (
  signature: string,
  category: string,
  src_ip: string,
  dest_ip: string,
  more: object = {},
) => ({
  timestamp: '2026-11-24T08:00:00.0+0000',
  flow_id: 1,
  event_type: 'alert',
  src_ip,
  dest_ip,
  src_port: 50000,
  dest_port: 443,
  proto: 'TCP',
  alert: { signature, category, signature_id: 1, severity: 1 },
  ...more,
})
const elastic = (name: string, more: object) => ({
  'kibana.alert.uuid': name,
  'kibana.alert.rule.name': name,
  'kibana.alert.severity': 'high',
  '@timestamp': '2026-11-24T08:00:00Z',
  ...more,
})

export const INVENTED: readonly Invented[] = [
  // Command and control
  ['C2 by verdict and role', graph('C2', 'CommandAndControl', [device(), ip(VM, 'malicious', 'commandAndControl')]), { [VM]: 'report' }],
  ['C2 by role alone', graph('x', 'Execution', [device(), ip(VM, 'unknown', 'commandAndControl')]), { [VM]: 'report' }],
  ['C2 by suspicion and category', graph('Suspicious connection', 'CommandAndControl', [device(), ip(VM)]), { [VM]: 'report' }],
  ['a suspicion in an execution alert', graph('Suspicious process', 'Execution', [device(), ip(VM)]), { [VM]: 'hold' }],
  ['verdict unknown in a C2 alert', graph('C2 beacon', 'CommandAndControl', [device(), ip(VM, 'malicious'), ip(VM2, 'unknown')]), { [VM]: 'report', [VM2]: 'hold' }],
  ['clean company of a C2', graph('C2 beacon', 'CommandAndControl', [device(), ip(VM, 'malicious'), url(`https://${SHOP}/`, 'noThreatsFound')]), { [VM]: 'report', [SHOP]: 'ignore' }],
  ['a context link beside a C2', graph('C2 beacon', 'CommandAndControl', [device(), ip(VM, 'malicious'), url(`https://${SHOP}/`, 'unknown', 'contextual')]), { [VM]: 'report', [SHOP]: 'ignore' }],
  ['a connection judged malicious', graph('x', 'Execution', [device(), connection('10.1.2.3', VM, 'malicious')]), { [VM]: 'report' }],
  ['a connection judged unknown', graph('x', 'Execution', [device(), connection('10.1.2.3', VM, 'unknown')]), { [VM]: 'hold' }],
  ['a connection with the role of C2', graph('x', 'Execution', [device(), connection('10.1.2.3', VM, 'unknown', { roles: ['commandAndControl'] })]), { [VM]: 'report' }],
  ['the update service beside it', graph('C2', 'CommandAndControl', [device(), url('http://ctldl.windowsupdate.com/x', 'unknown')]), { 'ctldl.windowsupdate.com': 'ignore' }],
  ['the relay that all tunnels share', graph('Tunnel used for C2', 'CommandAndControl', [device(), url('https://global.rel.tunnels.api.visualstudio.com/', 'malicious')]), { 'global.rel.tunnels.api.visualstudio.com': 'hold' }],
  ['a tunnel of somebody’s', graph('Tunnel used for C2', 'CommandAndControl', [device(), url('https://abc-80.euw.devtunnels.ms/', 'malicious')]), { 'abc-80.euw.devtunnels.ms': 'report' }],
  ['a seized name', graph('Connection to a sinkholed domain', 'CommandAndControl', [device(), connection('10.1.2.3', SINKHOLE, 'malicious')]), { [SINKHOLE]: 'ignore' }],
  ['a sinkhole nobody names so', graph('C2', 'CommandAndControl', [device(), connection('10.1.2.3', SINKHOLE, 'malicious')]), { [SINKHOLE]: 'hold' }],
  ['a name of the attacker’s that answers with somebody’s address', graph('C2', 'CommandAndControl', [device(), dns('evil.example', 'malicious', VM)]), { 'evil.example': 'hold' }],
  ['the same, and a connection condemns the address', graph('C2', 'CommandAndControl', [device(), dns('evil.example', 'malicious', VM), connection('10.1.2.3', VM, 'malicious')]), { 'evil.example': 'report' }],
  ['both ends public, neither known', graph('C2', 'CommandAndControl', [connection('198.51.100.9', VM, 'malicious')]), { [VM]: 'hold' }],
  ['our end known by its device', graph('C2', 'CommandAndControl', [device([], VM2), connection(VM2, VM, 'malicious')]), { [VM]: 'report', [VM2]: 'ignore' }],
  ['a mention in a command line', graph('Suspicious PowerShell', 'Execution', [device(), e('process', { processCommandLine: `curl https://${PAGE}/x`, verdict: 'malicious' })]), { [PAGE]: 'hold' }],
  // Our own machine attacks
  ['our device is the attacker', graph('Device is scanning external hosts', 'Discovery', [device(['attacker']), connection('10.1.2.3', VM, 'suspicious')]), { [VM]: 'ignore' }],
  ['the same, judged malicious', graph('Device is scanning external hosts', 'Discovery', [device(['attacker']), ip(VM, 'malicious')]), { [VM]: 'ignore' }],
  ['outgoing brute force by title', graph('Outgoing RDP brute force from a device', 'LateralMovement', [device(), ip(VM)]), { [VM]: 'ignore' }],
  ['bulk mail from a device', graph('Suspicious bulk SMTP traffic from a device', 'Impact', [device(), connection('10.1.2.3', VM, 'suspicious')]), { [VM]: 'ignore' }],
  ['our user sends spam', graph('User restricted from sending email', 'Impact', [ip(VM)], office), { [VM]: 'ignore' }],
  ['attacked, whoever did it', graph('x', 'CredentialAccess', [device(), ip(VM, 'suspicious', 'attacked')]), { [VM]: 'ignore' }],
  ['the master of our attacking machine', graph('Device is scanning external hosts', 'Discovery', [device(['attacker']), ip(VM, 'malicious', 'commandAndControl'), ip(VM2)]), { [VM]: 'report', [VM2]: 'ignore' }],
  ['DDoS from us', cloud('DDOS', 'Possible outgoing denial-of-service attack detected', [entityIp(VM)], { 'Possible Victims': VM }), { [VM]: 'ignore' }],
  ['outgoing SSH', cloud('SSH_Outgoing_BF_OneToMany', 'Suspicious outgoing SSH network activity to multiple destinations', [entityIp(VM)], { 'Attacker IP': VM2 }), { [VM]: 'ignore', [VM2]: 'ignore' }],
  ['outgoing port scan', cloud('PortScanning', 'Suspicious outgoing traffic detected', [entityIp(VM)]), { [VM]: 'ignore' }],
  ['a scan by our client, seen by Suricata', suricata('ET SCAN Potential SSH Scan OUTBOUND', 'Attempted Information Leak', '10.1.2.3', VM), { [VM]: 'ignore' }],
  ['a brute force by our client, seen by Splunk', splunk('Brute Force Access Behavior Detected', { src_ip: '10.1.2.3', dest_ip: VM }), { [VM]: 'ignore' }],
  // Incoming attacks
  ['incoming RDP', cloud('RDP_Incoming_BF_OneToOne', 'Suspicious incoming RDP network activity', [entityIp(VM)], { 'Attacker IP': VM, 'Victim IP': VM2 }), { [VM]: 'report', [VM2]: 'ignore' }],
  ['incoming SSH without properties', cloud('SSH_Incoming_BF_ManyToOne', 'Suspicious incoming SSH network activity from multiple sources', [entityIp(VM), entityIp(VM2)]), { [VM]: 'report', [VM2]: 'report' }],
  ['SQL brute force', cloud('SQL.DB_BruteForce', 'Suspected brute force attack', [entityIp(VM)], { 'Client IP address': VM }), { [VM]: 'report' }],
  ['SQL injection through our own application', cloud('SQL.DB_PotentialSqlInjection', 'Potential SQL injection', [entityIp(VM)], { 'Client IP address': VM }), { [VM]: 'hold' }],
  ['a known bad client of our storage', cloud('Storage.Blob_SuspiciousIp', 'Access from a suspicious IP address', [entityIp(VM)]), { [VM]: 'report/hold' }],
  ['SSH brute force on the host', cloud('VM_SshBruteForceFailed', 'Failed SSH brute force attack', [entityIp(VM)]), { [VM]: 'report' }],
  ['password spray', graph('Password spray', 'CredentialAccess', [ip(VM, 'suspicious')], identity), { [VM]: 'report' }],
  ['a scan from outside, seen by Suricata', suricata('ET SCAN Nmap Scripting Engine', 'Web Application Attack', VM, '10.1.2.3'), { [VM]: 'report' }],
  ['an exploit from outside', suricata('ET EXPLOIT Log4Shell', 'Attempted Administrator Privilege Gain', VM, '10.1.2.3'), { [VM]: 'report' }],
  ['a flood from outside, perhaps forged', suricata('ET DOS SYN flood', 'Attempted Denial of Service', VM, '10.1.2.3'), { [VM]: 'hold' }],
  ['brute force from outside, seen by Splunk', splunk('Brute Force Access Behavior Detected', { src_ip: VM, dest_ip: '10.1.2.3', direction: 'inbound' }), { [VM]: 'report' }],
  ['brute force from outside, seen by Elastic', elastic('Potential SSH Brute Force Detected', { 'source.ip': VM, 'destination.ip': '10.1.2.3', 'host.ip': '10.1.2.3', 'network.direction': 'inbound' }), { [VM]: 'report' }],
  ['an attack that our server answered', suricata('ET ATTACK_RESPONSE Possible /etc/passwd via HTTP', 'Successful Administrator Privilege Gain', '10.1.2.3', VM, { src_port: 80, dest_port: 50000, direction: 'to_client', flow: { src_ip: VM, dest_ip: '10.1.2.3' } }), { [VM]: 'report' }],
  ['SQL injection through our own application, as Graph has it', graph('Potential SQL injection', 'InitialAccess', [ip(VM)], databases), { [VM]: 'hold' }],
  ['a toolkit that a session of ours ran', graph('PowerZure exploitation toolkit used to elevate access', 'PrivilegeEscalation', [ip(VM)], databases), { [VM]: 'hold' }],
  ['what threat intelligence knows, as Graph has it', graph('Access from a suspicious IP address to a storage account', 'InitialAccess', [ip(VM)], databases), { [VM]: 'report' }],
  ['an attack on our site behind Akamai', 'CEF:0|Akamai|akamai_siem|1.0|mitigate|SQL Injection Attack|10|act=deny dhost=shop.azurewebsites.net src=20.0.0.1 request=https://shop.azurewebsites.net/x start=1795601397000', { [VM]: 'report', [SHOP]: 'ignore' }],
  // C2 seen by a network sensor
  ['C2 answer, seen by Suricata', suricata('ET MALWARE Cobalt Strike Beacon', 'Malware Command and Control Activity Detected', '10.1.2.3', VM), { [VM]: 'report' }],
  ['C2, seen by Splunk', splunk('Beacon to a known command and control server', { src_ip: '10.1.2.3', dest_ip: VM, direction: 'outbound' }), { [VM]: 'report' }],
  ['a decoder’s note', suricata('SURICATA HTTP response field missing', 'Generic Protocol Command Decode', VM, '10.1.2.3'), { [VM]: 'ignore' }],
  ['a policy note', suricata('ET POLICY Dropbox in use', 'Potential Corporate Privacy Violation', '10.1.2.3', VM), { [VM]: 'ignore' }],
  ['an informational signature', suricata('ET INFO Observed DNS over HTTPS', 'Misc activity', '10.1.2.3', VM), { [VM]: 'ignore' }],
  ['a rule’s own title over a signature', elastic('Suricata alert severity 1', { 'source.ip': '10.1.2.3', 'destination.ip': VM, 'suricata.eve.alert.signature': 'ET MALWARE Cobalt Strike Beacon Activity' }), { [VM]: 'report' }],
  ['a rule’s own title over a note', elastic('Suricata alert severity 3', { 'source.ip': '10.1.2.3', 'destination.ip': VM, 'suricata.eve.alert.signature': 'ET INFO Observed DNS over HTTPS' }), { [VM]: 'ignore' }],
  ['a log’s title over an attack, from outside', 'CEF:0|Fortinet|Fortigate|v7.4.1|16384|utm:ips signature dropped|7|src=20.0.0.1 dst=10.1.2.3 FTNTFGTsrcintfrole=wan FTNTFGTdstintfrole=dmz FTNTFGTattack=Apache.Struts.2.Remote.Code.Execution rt=1795601397000', { [VM]: 'report' }],
  ['a class of threat that a proxy gives', 'CEF:0|Zscaler|NSSWeblog|5.7|403|Blocked|8|act=Blocked dhost=evil.azurewebsites.net src=203.0.113.200 request=evil.azurewebsites.net/login cs6Label=threatclass cs6=Phishing', { [PAGE]: 'report' }],
  ['a page that a proxy let pass', 'CEF:0|Zscaler|NSSWeblog|5.7|200|Allowed|2|act=Allowed dhost=shop.azurewebsites.net src=203.0.113.200 request=shop.azurewebsites.net/ cs6Label=threatclass cs6=None', { [SHOP]: 'hold/ignore' }],
  ['what a feed matched, and its company', splunk('Threat Activity Detected', { src: '10.1.2.3', dest: `${VM}, ${VM2}`, threat_match_value: VM }), { [VM]: 'report', [VM2]: 'hold/ignore' }],
  ['a sign-in by brute force', elastic('Potential Successful SSH Brute Force Attack', { 'source.ip': VM, 'host.name': 'srv-1', 'event.category': ['authentication'] }), { [VM]: 'report' }],
  ['a sign-in from an unusual place', elastic('Unusual Login Activity', { 'source.ip': VM, 'host.name': 'srv-1', 'event.category': ['authentication'] }), { [VM]: 'hold' }],
  ['a list of bad reputations', suricata('ET CINS Active Threat Intelligence Poor Reputation IP', 'Misc Attack', VM, '10.1.2.3'), { [VM]: 'hold' }],
  // Anomalies
  ['impossible travel', graph('Impossible travel activity', 'InitialAccess', [ip(VM), ip(VM2)], apps), { [VM]: 'hold', [VM2]: 'hold' }],
  ['unfamiliar sign-in', graph('Unfamiliar sign-in properties', 'InitialAccess', [ip(VM)], identity), { [VM]: 'hold' }],
  ['non-corporate address', graph('Administrative activity from a non-corporate IP address', 'InitialAccess', [ip(VM)], apps), { [VM]: 'hold' }],
  ['mass download', graph('Mass download by a single user', 'Exfiltration', [ip(VM)], apps), { [VM]: 'hold' }],
  ['unusual amount of data', cloud('Storage.Blob_DataExfiltration.AmountOfDataAnomaly', 'Unusual amount of data extracted', [entityIp(VM)]), { [VM]: 'hold' }],
  ['unusual data centre', cloud('SQL.DB_DataCenterAnomaly', 'Log on from an unusual Azure Data Center', [entityIp(VM)]), { [VM]: 'hold' }],
  ['a type that nobody has published', cloud('Storage.Blob_BrandNew', 'Something brute force', [entityIp(VM)]), { [VM]: 'hold' }],
  ['a custom rule’s mapped entity', sentinel('Connection to a known C2 server', [entityIp(VM)]), { [VM]: 'hold' }],
  ['a custom rule’s connection', sentinel('Traffic to a known C2 server', [{ Type: 'network-connection', SourceAddress: { Address: '10.1.2.3' }, DestinationAddress: { Address: VM } }]), { [VM]: 'report' }],
  ['only a severity', graph('Alert', 'SuspiciousActivity', [ip(VM, 'unknown')]), { [VM]: 'hold' }],
  // Mails
  ['a phishing mail and its page', graph('Email messages containing malicious URL removed after delivery', 'InitialAccess', [mail('malicious', { urls: [`https://${PAGE}/l`, `https://${SHOP}/`] }), url(`https://${PAGE}/l`, 'malicious')], office), { [PAGE]: 'report', [SHOP]: 'hold/ignore' }],
  ['a suspected bait beside a condemned link', graph('Email messages containing malicious URL removed after delivery', 'InitialAccess', [url(`https://${PAGE}/l`, 'malicious'), url(`https://${SHOP}/`)], office), { [PAGE]: 'report', [SHOP]: 'hold' }],
  ['a forged From through a relay', graph('Phish delivered', 'InitialAccess', [mail('malicious', { senderIp: EXCHANGE, p2Sender: { emailAddress: 'ceo@innocent.onmicrosoft.com' } })], office), { 'innocent.onmicrosoft.com': 'hold', [EXCHANGE]: 'hold' }],
  ['a forged From from a virtual machine', graph('Phish delivered', 'InitialAccess', [mail('malicious', { senderIp: VM, p2Sender: { emailAddress: 'ceo@innocent.onmicrosoft.com' } })], office), { 'innocent.onmicrosoft.com': 'hold', [VM]: 'report' }],
  ['words that a user reported', graph(`Reported by user: "Re: malicious url ${SHOP}"`, 'InitialAccess', [device()], office), { [SHOP]: 'hold/ignore' }],
  ['a clicked link that is judged', graph('A potentially malicious URL click was detected', 'InitialAccess', [url(`https://${PAGE}/`, 'malicious')], office), { [PAGE]: 'report' }],
  // Judged, samples, no alert
  ['judged false', graph('C2', 'CommandAndControl', [ip(VM, 'malicious')], { classification: 'falsePositive' }), { [VM]: 'ignore' }],
  ['found benign by an investigation', graph('C2', 'CommandAndControl', [ip(VM, 'malicious')], { investigationState: 'benign' }), { [VM]: 'ignore' }],
  ['dismissed', cloud('RDP_Incoming_BF_OneToOne', 'Suspicious incoming RDP network activity', [entityIp(VM)], {}, { Status: 'Dismissed' }), { [VM]: 'ignore' }],
  ['resolved, no word why', graph('C2', 'CommandAndControl', [ip(VM, 'malicious')], { status: 'resolved' }), { [VM]: 'hold' }],
  ['resolved as right', graph('C2', 'CommandAndControl', [ip(VM, 'malicious')], { status: 'resolved', classification: 'truePositive' }), { [VM]: 'report' }],
  ['not enough data', graph('C2', 'CommandAndControl', [ip(VM, 'malicious')], { determination: 'notEnoughDataToValidate' }), { [VM]: 'hold' }],
  ['commented', graph('C2', 'CommandAndControl', [ip(VM, 'malicious')], { comments: [{ comment: 'this is our vendor' }] }), { [VM]: 'hold' }],
  ['commented by this program', graph('C2', 'CommandAndControl', [ip(VM, 'malicious')], { comments: [{ comment: 'Abuse report DAR-2611-7F3K9QXM to Microsoft: sent. [x]' }] }), { [VM]: 'report' }],
  ['a sample by its type', cloud('SIMULATED_RDP_Incoming_BF_OneToOne', '[SAMPLE ALERT] Suspicious incoming RDP', [entityIp(VM)], { 'Attacker IP': VM }), { [VM]: 'ignore' }],
  ['a test by its title', graph('[Test Alert] Suspicious PowerShell commandline', 'Execution', [ip(VM, 'malicious')]), { [VM]: 'ignore' }],
  ['a row of mail links', { category: 'AdvancedHunting-EmailUrlInfo', properties: { Timestamp: '2026-11-24T08:00:00Z', ReportId: 'r', NetworkMessageId: 'n', Url: `https://${PAGE}/` } }, { [PAGE]: 'hold/ignore' }],
  ['a click that was allowed', { category: 'AdvancedHunting-UrlClickEvents', properties: { Timestamp: '2026-11-24T08:00:00Z', ReportId: 'r', Url: `https://${SHOP}/`, ActionType: 'ClickAllowed', ThreatTypes: '[]' } }, { [SHOP]: 'hold/ignore' }],
  ['a click on phishing', { category: 'AdvancedHunting-UrlClickEvents', properties: { Timestamp: '2026-11-24T08:00:00Z', ReportId: 'r', Url: `https://${PAGE}/`, ThreatTypes: '["Phish"]' } }, { [PAGE]: 'report/hold' }],
  ['a block by network protection', { category: 'AdvancedHunting-DeviceEvents', properties: { Timestamp: '2026-11-24T08:00:00Z', ReportId: 1, DeviceName: 'ws-1.corp.example', ActionType: 'ExploitGuardNetworkProtectionBlocked', RemoteUrl: `https://${PAGE}/`, AdditionalFields: JSON.stringify({ IsAudit: false, ResponseCategory: 'CommandAndControl' }) } }, { [PAGE]: 'report' }],
  ['a block that was only tried out', { category: 'AdvancedHunting-DeviceEvents', properties: { Timestamp: '2026-11-24T08:00:00Z', ReportId: 1, DeviceName: 'ws-1.corp.example', ActionType: 'ExploitGuardNetworkProtectionBlocked', RemoteUrl: `https://${PAGE}/`, AdditionalFields: JSON.stringify({ IsAudit: true, ResponseCategory: 'CommandAndControl' }) } }, { [PAGE]: 'hold/ignore' }],
  ['a block by a list of our own', { category: 'AdvancedHunting-DeviceEvents', properties: { Timestamp: '2026-11-24T08:00:00Z', ReportId: 1, DeviceName: 'ws-1.corp.example', ActionType: 'ExploitGuardNetworkProtectionBlocked', RemoteUrl: `https://${PAGE}/`, AdditionalFields: JSON.stringify({ IsAudit: false, ResponseCategory: 'CustomBlockList' }) } }, { [PAGE]: 'hold/ignore' }],
  // Our own
  ['phishing on our own site', cloud('AppServices_PhishingContent', 'Phishing content hosted on Azure Webapps', [{ Type: 'url', Url: `https://${PAGE}/` }]), { [PAGE]: 'ignore' }],
  ['a shared front end alone', graph('C2', 'CommandAndControl', [device(), ip(FRONT, 'malicious', 'commandAndControl')]), { [FRONT]: 'hold' }],
  // Decoys
  ['a decoy beside a third party’s server', graph('C2', 'CommandAndControl', [url('https://evil.example/x', 'malicious'), ip('104.16.1.1', 'malicious'), ip(VM, 'unknown', 'contextual')]), { [VM]: 'ignore', 'evil.example': 'ignore' }],
  ['a search engine beside a C2', graph('C2', 'CommandAndControl', [ip(VM, 'malicious'), url('https://www.search.example/?q=x', 'suspicious')]), { [VM]: 'report', 'www.search.example': 'ignore' }],
  // What an attacker can steer
  ['a forged sender in what a user submitted', graph('Phish delivered', 'InitialAccess', [e('submissionMail', { senderIp: VM, sender: 'ceo@innocent.onmicrosoft.com', recipient: 'jo@corp.example' })], office), { 'innocent.onmicrosoft.com': 'hold/ignore', [VM]: 'hold/ignore' }],
  ['a decoy found clean', graph('x', 'Execution', [url('https://evil.example/x', 'malicious'), ip(VM, 'noThreatsFound')]), { [VM]: 'ignore', 'evil.example': 'ignore' }],
  ['a decoy that nobody judged', graph('x', 'Execution', [url('https://evil.example/x', 'malicious'), ip(VM, 'unknown')]), { [VM]: 'hold/ignore', 'evil.example': 'ignore' }],
  ['a record that names somebody else’s address, and a decoy', graph('x', 'Execution', [dns('evil.example', 'malicious', '104.16.1.1'), ip(VM, 'unknown', 'contextual')]), { [VM]: 'ignore', 'evil.example': 'ignore' }],
  ['a record that adds an innocent address', graph('x', 'Execution', [dns('evil.example', 'malicious', '104.16.1.1', VM)]), { [VM]: 'hold/ignore', 'evil.example': 'hold/ignore' }],
  ['a clean name beside a bad machine', graph('x', 'Execution', [url('https://good.example/x', 'noThreatsFound'), ip(VM, 'malicious')]), { [VM]: 'report', 'good.example': 'ignore' }],
  ['our mail service as context', graph('x', 'Execution', [url('https://evil.example/x', 'malicious'), ip(EXCHANGE, 'unknown', 'contextual')]), { [EXCHANGE]: 'ignore', 'evil.example': 'ignore' }],
  ['two addresses of a sign-in', graph('Sign-in', 'InitialAccess', [ip(VM, 'unknown'), ip('198.51.100.9', 'unknown')], identity), { [VM]: 'hold/ignore' }],
  ['a defanged link in a description', graph('t', 'Execution', [], { description: `Process invoice hxxps://${SHOP.replaceAll('.', '[.]')}/x .exe was started` }), { [SHOP]: 'hold/ignore' }],
  ['words of a connection in a user agent', graph('t', 'Execution', [], { description: `User agent: outbound connection from 10.0.0.1 to ${SHOP}:443 curl` }), { [SHOP]: 'hold/ignore' }],
  ['a link to read more', graph('t', 'Execution', [], { description: `see https://${SHOP}/kb` }), { [SHOP]: 'hold/ignore' }],
  ['a connection that only a title tells of', graph(`Outbound connection from 10.0.0.1:5 to ${VM}:443`, 'Execution', [device()]), { [VM]: 'hold/ignore' }],
  ['a mail’s subject in a Sentinel title', graph(`Phish: dangerous link: https://${SHOP}/a for user`, 'InitialAccess', [], { serviceSource: 'microsoftSentinel', detectionSource: 'scheduledAlerts' }), { [SHOP]: 'hold/ignore' }],
  ['our own form on a host that all share', graph('x', 'Execution', [e('blob', { url: `https://${PAGE}/r/ours` }), url(`https://${PAGE}/r/ours`, 'malicious')]), { [PAGE]: 'hold/ignore' }],
] // prettier-ignore
