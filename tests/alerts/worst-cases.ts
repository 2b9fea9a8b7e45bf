/** Texts made to keep an expression or a loop busy: the beginning of a match, over and over, with nothing after it. */
export const pumps: Readonly<Record<string, string>> = {
  ...{
    blanks: ' ',
    tabs: '\t',
    lines: '\n',
    backslashes: '\\',
    quotes: '"',
    brackets: '[',
    parentheses: '((((',
  },
  ...{
    'at signs': 'a@',
    dots: '1.1.1.1.',
    digits: '111.',
    colons: 'f:',
    dashes: ' - ',
    slashes: '/',
    marks: '!).',
  },
  ...{ percent: '%41', base64: 'QUJD', hex: 'abcdef', plus: '+', token: 'eyJ', surrogates: '\ud83d\ude00' },
  ...{
    from: 'from ',
    'from to': 'from aaa to ',
    connection: 'outbound connection ',
    'ip address': 'IP address ',
  },
  ...{ blamed: 'malicious ', 'blamed link': 'malicious url ', link: 'https://', defanged: 'hxxp://a[.]' },
  ...{
    label: 'bad ',
    sample: 'test alert ',
    'labels and keys': 'bad cs1=',
    keys: ' a=',
    bars: '|',
    arrow: '<',
    equals: 'x=',
    json: '{"a":',
  },
  ...{ command: 'curl ', option: ' -o ', mention: '\\\\a@1@1@1', 'network path': '\\\\a\\', escaped: '\\=' },
}

const long = (pump: string, size: number): string => pump.repeat(Math.ceil(size / pump.length)).slice(0, size)

const graph = (member: object, evidence: readonly object[] = []) => ({
  ...{ id: 'w', severity: 'high', serviceSource: 'microsoftDefenderForEndpoint', evidence, title: 't' },
  ...member,
})
const evidenceOf = (type: string, member: object) => ({
  '@odata.type': `#microsoft.graph.security.${type}Evidence`,
  ...member,
})

/** Where a text of an alert may stand, one body per place. */
export const places: Readonly<Record<string, (text: string) => unknown>> = {
  'a title': (text) => graph({ title: text }),
  'a description': (text) => graph({ description: text }),
  'a classification': (text) => graph({ classification: text, determination: text }),
  'a link': (text) => graph({}, [evidenceOf('url', { url: `https://evil.example/${text}` })]),
  'no link at all': (text) => graph({}, [evidenceOf('url', { url: text })]),
  'a command line': (text) => graph({}, [evidenceOf('process', { processCommandLine: text })]),
  'an address': (text) => graph({}, [evidenceOf('ip', { ipAddress: text })]),
  'a mail': (text) =>
    graph({}, [evidenceOf('analyzedMessage', { subject: text, urls: [text], senderIp: text })]),
  'a time': (text) => graph({ lastActivityDateTime: text, createdDateTime: text }),
  'entities in text': (text) => ({ SystemAlertId: 's', AlertName: text, Entities: `[${text}` }),
  'extended properties': (text) => ({ SystemAlertId: 's', ExtendedProperties: { 'Attacker IP': text } }),
  'the name of a CEF event': (text) => `CEF:0|v|p|1|100|${text}|5|src=192.0.2.1`,
  'a CEF value': (text) => `CEF:0|v|p|1|100|n|5|msg=${text} src=192.0.2.1`,
  'a CEF label': (text) => `CEF:0|v|p|1|100|n|5|cs1Label=${text} cs1=x`,
  'a CEF header': (text) => `CEF:0|${text}`,
  'what precedes CEF': (text) => `${text.slice(0, 900)} CEF:0|${text}`,
  'a plain alert': (text) => ({ id: 'p', observables: [{ type: 'url', value: text }], title: text }),
  'a Suricata event': (text) => ({
    event_type: 'alert',
    alert: { signature: text },
    http: { hostname: text, url: text },
  }),
  'an Elastic alert': (text) => ({
    'kibana.alert.uuid': 'u',
    'url.full': text,
    message: text,
    'process.command_line': text,
  }),
  'a Splunk result': (text) => ({
    sid: 's',
    search_name: text,
    result: { url: text, src: text, _raw: text },
  }),
  'a LEEF value': (text) => `LEEF:1.0|v|p|1|e|msg=${text}\tsrc=192.0.2.1`,
  'keys of CEF': (text) => `CEF:0|v|p|1|100|n|5|src=192.0.2.1 ${text}`,
  'a zone of CEF': (text) => `CEF:0|v|p|1|100|n|5|cs1Label=Source Zone cs1=${text} request=${text}`,
  'a question of CEF': (text) =>
    `CEF:0|Infoblox|NIOS|1|100|${text}|5|msg=rewrite ${text} cs1Label=DNS Query cs1=${text}`,
  'the product of CEF': (text) => `CEF:0|${text.replaceAll('|', '')}|p|1|100|n|5|cat=${text}`,
  'LEEF with bars': (text) => `LEEF:1.0|v|p|1|e|a=${text}|src=192.0.2.1|b=${text}`,
  'a syslog header before JSON': (text) => `<134>${text}{"SystemAlertId":"s"}`,
  'a Wazuh alert': (text) => ({
    ...{ rule: { level: 9, description: text, groups: [text] }, agent: { name: text } },
    data: { srcip: text, url: text, win: { eventdata: { commandLine: text, queryName: text } } },
  }),
  'an OCSF finding': (text) => ({
    ...{ class_uid: 2004, severity_id: 4, finding_info: { title: text, desc: text } },
    evidences: [{ dst_endpoint: { ip: text, hostname: text }, url: text, process: { cmd_line: text } }],
    observables: [{ name: text, type_id: 6, value: text }],
  }),
  'a CrowdStrike detection': (text) => ({
    ...{
      composite_id: 'c',
      agent_id: 'a',
      display_name: text,
      cmdline: text,
      ioc_type: 'url',
      ioc_value: text,
    },
    network_accesses: [{ remote_address: text }],
  }),
  'a QRadar offense': (text) => ({
    ...{ offense_source: text, offense_type: 99, magnitude: 9, description: text },
    destination_networks: [text],
  }),
  'a LEEF header': (text) => `LEEF:2.0|${text}`,
  'an entity of the Defender API': (text) => ({
    machineId: 'm',
    alertCreationTime: text,
    evidence: [{ entityType: 'Url', url: text, processCommandLine: text, sender: text }],
  }),
  'evidence in Elastic': (text) => ({
    '@timestamp': text,
    m365_defender: { alert: { evidence: [{ odata_type: '#x.urlEvidence', url: text, [text]: text }] } },
  }),
  'an original in Elastic': (text) => ({
    'kibana.alert.uuid': 'u',
    'event.original': `{"evidence":[${text}`,
  }),
  'a dimension of Azure Monitor': (text) => ({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: { alertContext: { condition: { allOf: [{ dimensions: [{ name: 'RemoteUrl', value: text }] }] } } },
  }),
  'the data of an envelope': (text) => ({ specversion: '1.0', type: 't', source: 's', data: text }),
  'the base64 of an envelope': (text) => ({ '$content-type': 'application/json', $content: text }),
  'a wrapped link': (text) =>
    graph({}, [
      evidenceOf('url', { url: `https://urldefense.com/v3/__https://a.example/${text}__;${text}!!x$` }),
      evidenceOf('url', { url: `https://urldefense.proofpoint.com/v2/url?u=${text}` }),
    ]),
  'a link in a link': (text) =>
    graph({}, [evidenceOf('url', { url: `https://a.example/?u=https://b.example/${text}` })]),
  'member names': (text) => ({ SystemAlertId: 's', ExtendedProperties: Object.fromEntries(namesIn(text)) }),
}

/** Thousands of spellings of one name, as many as the text is long. */
function* namesIn(text: string): Generator<readonly [string, string]> {
  const spaced = 'attackerip'.split('')
  for (let i = 0; i < text.length / 32; i++) {
    yield [
      spaced.map((letter, n) => letter + '_'.repeat((i >> n) & 1) + '-'.repeat((i >> (n + 4)) & 1)).join(''),
      '192.0.2.1',
    ]
  }
}

type Case = { readonly name: string; readonly body: unknown }

/** Every text in every place, or one in one. */
export function* worstCases(
  size: number,
  only?: { readonly place: string; readonly pump: string },
): Generator<Case> {
  for (const [place, bodyWith] of Object.entries(places)) {
    if (only !== undefined && only.place !== place) continue
    for (const [pump, unit] of Object.entries(pumps)) {
      if (only === undefined || only.pump === pump)
        yield { name: `${pump} in ${place}`, body: bodyWith(long(unit, size)) }
    }
  }
}
