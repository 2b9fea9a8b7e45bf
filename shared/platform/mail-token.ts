import type { AppContext } from './app-context'

/**
 * Gets a token for SMTP AUTH or IMAP at Exchange Online. The credential keeps it until it runs out; where the server
 * refuses it all the same, it is asked for once more.
 * @throws Error when there is no identity, or it may not have one
 */
export function mailToken({ settings, credential }: AppContext): (host: string) => Promise<string> {
  return async (host) => {
    const { graph } = settings.need('graph')
    const token = await credential(graph.tenantId).getToken(scopeOf(host))
    if (!token) throw new Error('no identity gives a token for the mail server')
    return token.token
  }
}

/** Each cloud has its own audience. */
function scopeOf(host: string): string {
  return `https://outlook.office365.${host.endsWith('.us') ? 'us' : 'com'}/.default`
}
