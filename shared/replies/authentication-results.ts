import type { Authentication } from './mail'

/** `header.d`, `header.i`, `smtp.mailfrom`, `header.from`: the part that names a domain. */
type Result = {
  readonly method: string
  readonly result: string
  readonly properties: ReadonlyMap<string, string>
}

/**
 * RFC 8601 §2.2. Comments and quoted strings go first, because a sender can put `dkim=pass` into either; Exchange
 * leaves the server's name out and adds methods of its own, so nothing but the known ones is read.
 */
export function parseAuthenticationResults(header: string): Authentication {
  const [head = '', ...rest] = stripped(header.slice(0, 10_000)).split(';')
  const server = head.trim().split(/\s+/)[0] ?? ''
  const named = server !== '' && !server.includes('=')
  const results = (named ? rest : [head, ...rest]).map(parseResult).filter((result) => result !== undefined)
  const spf = results.find(({ method }) => method === 'spf')
  const dmarc = results.find(({ method }) => method === 'dmarc')
  return {
    ...(named ? { server: server.toLowerCase() } : {}),
    dkim: results
      .filter(({ method }) => method === 'dkim')
      .map((dkim) => verdict(dkim, ['header.d', 'header.i'])),
    ...(spf === undefined ? {} : { spf: verdict(spf, ['smtp.mailfrom', 'smtp.helo']) }),
    ...(dmarc === undefined ? {} : { dmarc: verdict(dmarc, ['header.from']) }),
  }
}

function verdict({ result, properties }: Result, names: readonly string[]) {
  const value = names.map((name) => properties.get(name)).find((found) => found !== undefined)
  const domain = value?.slice(value.lastIndexOf('@') + 1).toLowerCase()
  return { result, ...(domain === undefined || domain === '' ? {} : { domain }) }
}

function parseResult(segment: string): Result | undefined {
  const [first = '', ...rest] = segment.trim().split(/\s+/)
  const [method, result] = pair(first)
  if (method === '' || result === '') return undefined
  return { method, result, properties: new Map(rest.map(pair)) }
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? ['', ''] : [text.slice(0, at).toLowerCase(), text.slice(at + 1).toLowerCase()]
}

/** Without comments, which may nest, and with quoted strings emptied. Unclosed ones swallow the rest. */
function stripped(header: string): string {
  let depth = 0
  let quoted = false
  let out = ''
  for (let at = 0; at < header.length; at++) {
    const character = header.charAt(at)
    if (character === '\\') at++
    else if (character === '"' && depth === 0) quoted = !quoted
    else if (quoted) continue
    else if (character === '(') depth++
    else if (character === ')' && depth > 0) depth--
    else if (depth === 0) out += character
  }
  return out
}
