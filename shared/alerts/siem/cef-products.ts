import type { CefLine } from './cef-line'
import type { Direction } from './connection'

/** `reference`: a link to the product's own page, or a name of a list. */
export type KeySide = 'own' | 'remote' | 'unsaid' | 'reference'

export type CefProduct = {
  /** As docs/sources.md names them. */
  readonly names: readonly string[]
  /** Tried against `vendor|product|name|signature|category`. */
  readonly pattern: RegExp
  /**
   * `packet`: its deviceDirection is that of a packet, an interface or an answer, and says nothing about sides.
   * `source-is-external`: it says whose the source is. `visited`: a source without a destination came to the device.
   */
  readonly direction?: Direction | 'packet' | 'source-is-external' | 'visited'
  /** Keys that the product fills otherwise than the dictionary says. */
  readonly keys?: Readonly<Record<string, KeySide>>
}

/** What products document about their ends and keys; docs/sources.md has the same for people. */
export const CEF_PRODUCTS: readonly CefProduct[] = [
  // Web application firewalls and load balancers: the source asks, the destination is the protected site.
  {
    names: ['Imperva'],
    pattern: /^(?:imperva|incapsula)[^|]*\|/i,
    direction: 'inbound',
    keys: { sip: 'own', xff: 'unsaid' },
  },
  {
    names: ['F5 ASM and AFM'],
    pattern: /^f5[^|]*\|[^|]*(?:\basm\b|\bafm\b|waf|application security|advanced (?:waf|firewall))/i,
    direction: 'inbound',
  },
  { names: ['Citrix AppFW'], pattern: /^citrix[^|]*\|[^|]*\|appfw/i, direction: 'inbound' },
  { names: ['Akamai'], pattern: /^akamai\|(?:akamai[ _])?siem/i, direction: 'inbound' },
  {
    names: ['FortiWeb'],
    pattern: /^[^|]*\|[^|]*(?:\bwaf\b|\bwaas\b|fortiweb|appwall|web application firewall|kona)/i,
    direction: 'inbound',
  },
  // Managed machines report who attacked them, and what they opened.
  {
    names: ['Kaspersky Security Center', 'McAfee and Trellix ePO'],
    pattern: /^kaspersky ?lab\|security ?center|^(?:mcafee|trellix)\|(?:epo\b|epolicy)/i,
    direction: 'inbound',
    keys: { request: 'remote' },
  },
  {
    names: ['Sophos Central'],
    pattern: /^sophos\|sophos central/i,
    keys: { dhost: 'own', source_info_ip: 'own' },
  },
  { names: ['Sophos Enterprise Console'], pattern: /^sophos\|enterprise console/i, keys: { src: 'own' } },
  { names: ['OSSEC', 'Wazuh'], pattern: /^trend ?micro inc\.\|ossec|^wazuh[^|]*\|/i, direction: 'visited' },
  // Managed machines report what they opened.
  {
    names: ['Trend Micro Apex Central'],
    pattern: /^trend ?micro\|(?:apex|control manager|officescan)[^|]*\|.*\|(?:wb|cnc):/i,
    direction: 'outbound',
  },
  {
    names: ['Deep Security'],
    pattern: /^trend ?micro\|deep security[^|]*\|webreputation/i,
    direction: 'outbound',
  },
  { names: ['ESET'], pattern: /^eset\|.*(?:filtered|blocked) ?web/i, direction: 'outbound' },
  // The ends are called local and remote, and the link leads to its console.
  {
    names: ['Palo Alto Cortex XDR'],
    pattern: /^palo alto[^|]*\|cortex xdr/i,
    direction: 'outbound',
    keys: { request: 'reference' },
  },
  // The device is whatever somebody signed in with.
  { names: ['Defender for Cloud Apps'], pattern: /^mcas\|/i, keys: { dvc: 'unsaid', c6a1: 'unsaid' } },
  // Forward proxies: the source is the user, the destination what the user opened.
  { names: ['Zscaler'], pattern: /^zscaler\|(?:nss|zia)[^|]*/i, direction: 'outbound' },
  { names: ['Forcepoint'], pattern: /^(?:forcepoint|websense)\|(?:security|web)/i, direction: 'outbound' },
  {
    names: ['Netskope', 'iboss', 'Menlo', 'Umbrella'],
    pattern: /^(?:netskope|iboss|menlo security)[^|]*\||^cisco\|umbrella/i,
    direction: 'outbound',
  },
  {
    names: ['Blue Coat'],
    pattern:
      /^[^|]*\|[^|]*(?:proxysg|web (?:security )?gateway|interscan web|web security appliance|swg|\bwsa\b)/i,
    direction: 'outbound',
  },
  // The infected client is the source, whatever it talks to.
  {
    names: ['FireEye and Trellix'],
    pattern:
      /^(?:fireeye|trellix)[^|]*\|[^|]*\|(?:malware-callback|domain-match|infection-match|web-infection)/i,
    direction: 'outbound',
  },
  { names: ['Vectra', 'Darktrace'], pattern: /^vectra[^|]*\||^darktrace\|dcip/i, direction: 'outbound' },
  {
    names: ['Infoblox'],
    pattern: /^infoblox[^|]*\|/i,
    direction: 'outbound',
    keys: { InfobloxDNSQName: 'remote', InfobloxAtcQname: 'remote', destinationDnsDomain: 'remote' },
  },
  // Keeps the monitored host and its peer in keys that hold the same end before or after NAT elsewhere.
  {
    names: ['Trend Micro Deep Discovery Inspector'],
    pattern: /^trend ?micro\|deep discovery inspector/i,
    direction: 'source-is-external',
    keys: { sourceTranslatedAddress: 'own', destinationTranslatedAddress: 'remote' },
  },
  { names: ['Check Point'], pattern: /^check ?point[^|]*\|/i, direction: 'packet' },
  { names: ['Fortinet'], pattern: /^fortinet\|/i, direction: 'packet' },
  { names: ['McAfee ESM'], pattern: /^mcafee\|esm/i, direction: 'packet' },
]

/** What is known of the product that wrote the line; undefined where nothing is. */
export function productOf(line: CefLine): CefProduct | undefined {
  const { vendor, product, name, signatureId, extension } = line
  const text = [vendor, product, name, signatureId, extension.get('cat') ?? ''].join('|').slice(0, 500)
  return CEF_PRODUCTS.find(({ pattern }) => pattern.test(text))
}
