import { isIP } from 'node:net'

/** `safe-hse[.]com`. An address is no link, and desks search for it: it stays as it is. */
export function defangHost(host: string): string {
  return isIP(host) === 0 ? host.replaceAll('.', '[.]') : host
}

/** `hxxps://contoso[.]sharepoint[.]com/…`: scheme and host are broken, an address too; port and path stay as they are. */
export function defangUrl(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(url)
  if (parts === null) return defangHost(url)
  const [whole, scheme = '', authority = ''] = parts
  return `${scheme.replace(/^http/i, 'hxxp')}://${authority.replaceAll('.', '[.]')}${url.slice(whole.length)}`
}
