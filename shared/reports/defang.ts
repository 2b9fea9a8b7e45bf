import { isIP } from 'node:net'

/** `safe-hse[.]com`. An address keeps its shape: `20.119.0[.]42`, `2001[:]db8::1`. */
export function defangHost(host: string): string {
  const version = isIP(host)
  if (version === 4) return host.replace(/\.(?=\d+$)/, '[.]')
  if (version === 6) return host.replace(':', '[:]')
  return host.replaceAll('.', '[.]')
}

/** `hxxps://contoso[.]sharepoint[.]com/…`: scheme and authority are broken, the path stays as it is. */
export function defangUrl(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)((?:[/?#].*)?)$/is.exec(url)
  if (parts === null) return defangHost(url)
  const [, scheme = '', authority = '', rest = ''] = parts
  return `${scheme.replace(/^http/i, 'hxxp')}://${authority.replaceAll('.', '[.]')}${rest}`
}

/** How hosts, addresses and URLs are written in text that people and mail filters read. */
export type Spelling = { readonly host: (host: string) => string; readonly url: (url: string) => string }

export const spellingOf = (defanged: boolean): Spelling =>
  defanged ? { host: defangHost, url: defangUrl } : { host: (host) => host, url: (url) => url }
