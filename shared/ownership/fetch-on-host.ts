import { FeedRefusedError } from './source'

const mostRedirects = 5

/**
 * `fetch`, but no redirect leads to another host or from https to http: who may answer for a list is who was named.
 * @throws FeedRefusedError for such a redirect; any error of `fetch`
 */
export async function fetchOnHost(url: string, init: RequestInit): Promise<Response> {
  let at = new URL(url)
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await fetch(at, { ...init, redirect: 'manual' })
    const location = redirectIn(response)
    if (location === null) return response
    await response.body?.cancel()
    at = next(at, location)
  }
  throw new FeedRefusedError(`redirects more than ${mostRedirects} times`)
}

const redirectIn = ({ status, headers }: Response): string | null =>
  [301, 302, 303, 307, 308].includes(status) ? headers.get('location') : null

function next(from: URL, location: string): URL {
  const to = URL.parse(location, from.href)
  if (to?.host === from.host && to.protocol === from.protocol) return to
  const where = to === null ? 'to no address' : `to ${to.protocol}//${to.host}`
  throw new FeedRefusedError(`redirects ${where}; name the address itself, if that is right`)
}
