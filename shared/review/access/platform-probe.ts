import { minuteInMs, secondInMs } from '../../model/time'

/** A yes holds for so long, and no longer: somebody may switch the login off. */
const yesHoldsInMs = 10 * minuteInMs
const noHoldsInMs = minuteInMs
const timeoutInMs = 5 * secondInMs

/** Everything the platform would say of somebody who may act, but that it ran out long ago: it opens nothing anywhere. */
const forged = (clientId: string, tenantId: string): string => {
  const claims = { aud: clientId, tid: tenantId, oid: 'probe', exp: '1', roles: 'Reports.Act' }
  const list = Object.entries(claims).map(([typ, val]) => ({ typ, val }))
  return Buffer.from(JSON.stringify({ auth_typ: 'aad', role_typ: 'roles', claims: list })).toString('base64')
}

/** How it went, for the doctor. */
export type Probed = { readonly isStopped: boolean; readonly says: string }

/**
 * Calls this app from outside with a principal that nobody logged in for. Only the platform's own refusal, or its way to the
 * login, shows that it stands in front: any other answer, one of ours above all, shows nothing.
 * @param origin of the app in the eyes of everybody, such as `https://app.azurewebsites.net`
 */
export async function probePlatform(origin: string, clientId: string, tenantId: string): Promise<Probed> {
  try {
    const answer = await fetch(`${origin}/api/me`, {
      headers: { 'x-ms-client-principal': forged(clientId, tenantId) },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutInMs),
    })
    await answer.body?.cancel()
    return judge(answer)
  } catch (cause) {
    return { isStopped: false, says: `the app cannot be asked from outside (${String(cause)})` }
  }
}

function judge({ status, headers }: Response): Probed {
  // On every answer of ours, and on none of the platform.
  if (headers.has('content-security-policy'))
    return { isStopped: false, says: 'a forged principal reached the app' }
  const place = URL.parse(headers.get('location') ?? '', 'https://app.invalid')
  const isLogin = place !== null && /^\/\.auth\/login\/|\/oauth2\//.test(place.pathname)
  const isStopped = status === 401 || (status === 302 && isLogin)
  return { isStopped, says: isStopped ? 'the platform stops forged principals' : `it answers HTTP ${status}` }
}

/** Asked by the first principal, and again every ten minutes; after a no every minute. */
export function rememberedProbe(probe: () => Promise<Probed>): (now: Date) => Promise<boolean> {
  let known: { readonly until: number; readonly isStopped: Promise<boolean> } | undefined
  return async (now) => {
    if (known && now.getTime() < known.until) return known.isStopped
    const isStopped = probe().then((probed) => probed.isStopped)
    known = { until: now.getTime() + noHoldsInMs, isStopped }
    if (await isStopped) known = { until: now.getTime() + yesHoldsInMs, isStopped }
    return isStopped
  }
}
