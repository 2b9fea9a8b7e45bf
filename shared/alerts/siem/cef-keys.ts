/**
 * The short key of each dictionary name of CEF (ArcSight Common Event Format, implementation standard). Products
 * write either; keys differ in case between them.
 */
const NAMES: Readonly<Record<string, string>> = {
  deviceAction: 'act',
  agentAddress: 'agt',
  agentHostName: 'ahost',
  deviceEventCategory: 'cat',
  destinationAddress: 'dst',
  destinationHostName: 'dhost',
  destinationPort: 'dpt',
  destinationUserName: 'duser',
  deviceAddress: 'dvc',
  deviceHostName: 'dvchost',
  endTime: 'end',
  fileName: 'fname',
  message: 'msg',
  requestUrl: 'request',
  sourceAddress: 'src',
  sourceHostName: 'shost',
  sourcePort: 'spt',
  sourceUserName: 'suser',
  startTime: 'start',
  deviceReceiptTime: 'rt',
  transportProtocol: 'proto',
  applicationProtocol: 'app',
}
const CUSTOM = /^device(customipv6address|customstring|customnumber)(\d{1,2})(label)?$/
const CUSTOM_SHORT: Readonly<Record<string, string>> = {
  customipv6address: 'c6a',
  customstring: 'cs',
  customnumber: 'cn',
}

const SAME = [
  ...['externalId', 'deviceDirection', 'deviceTranslatedAddress', 'sourceTranslatedAddress'],
  ...['destinationTranslatedAddress', 'deviceInboundInterface', 'deviceOutboundInterface'],
  ...['sourceZoneURI', 'destinationZoneURI', 'destinationDnsDomain', 'sourceDnsDomain'],
]

const SHORT = new Map([
  ...Object.entries(NAMES).map(([long, short]) => [long.toLowerCase(), short] as const),
  ...Object.values(NAMES).map((short) => [short, short] as const),
  ...SAME.map((name) => [name.toLowerCase(), name] as const),
])

/** The extension under short keys: the value of the short key where a line has both, names of no dictionary as they are. */
export function shortKeys(extension: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const short = new Map<string, string>()
  for (const [key, value] of extension) {
    const name = shortKey(key)
    if (name === key || !extension.has(name)) short.set(name, value)
  }
  return short
}

function shortKey(key: string): string {
  const lower = key.toLowerCase()
  const [, kind = '', number = '', label = ''] = CUSTOM.exec(lower) ?? []
  if (kind !== '') return `${CUSTOM_SHORT[kind] ?? kind}${number}${label === '' ? '' : 'Label'}`
  if (/^(?:c6a|cs|cn)\d{1,2}(?:label)?$/.test(lower)) return lower.replace('label', 'Label')
  return SHORT.get(lower) ?? key
}

/** Whether the dictionary has the key, so that its meaning is read elsewhere. */
export function isDictionaryKey(key: string): boolean {
  return SHORT.has(key.toLowerCase()) || /^(?:c6a|cs|cn|flexString|cfp)\d{1,2}(?:Label)?$/i.test(key)
}
