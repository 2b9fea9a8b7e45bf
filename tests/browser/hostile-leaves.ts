/** Changes one text, told where it stands. */
export type Visit = (text: string, place: string) => string

/**
 * The same body with its texts changed, also those within texts: JSON in a text, as Sentinel sends it, and the parts of
 * a line of CEF. A text that holds others is visited after them, at a place that ends in `{}`.
 */
export function visitLeaves(node: unknown, visit: Visit, place = ''): unknown {
  if (typeof node === 'string') return visitText(node, visit, place)
  if (typeof node !== 'object' || node === null) return node
  if (Array.isArray(node)) return node.map((inner: unknown, n) => visitLeaves(inner, visit, `${place}/${n}`))
  return Object.fromEntries(
    Object.entries(node).map(([name, inner]) => [name, visitLeaves(inner, visit, `${place}/${name}`)]),
  )
}

function visitText(text: string, visit: Visit, place: string): string {
  if (text.includes('CEF:0|')) return visit(visitCef(text, visit, place), `${place}{}`)
  const inner = jsonIn(text)
  if (inner === undefined) return visit(text, place)
  return visit(JSON.stringify(visitLeaves(inner, visit, `${place}{}`)), `${place}{}`)
}

function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const header = /^(.*?CEF:0\|)((?:(?:\\.|[^|\\])*\|){6})([\s\S]*)$/s

/** Escaped as a sender of CEF does: bars in the header, equals signs in the extension, line breaks in both. */
function visitCef(text: string, visit: Visit, place: string): string {
  const [, before = '', fields = '', extension = ''] = header.exec(text) ?? []
  if (before === '') throw new Error(`This is no CEF: ${text}`)
  const escaped = (part: string, at: string, special: RegExp) => {
    const after = visit(part, at)
    return after === part
      ? part
      : after.replace(special, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  }
  const parts = fields.split(/(?<!\\)\|/).slice(0, -1)
  const head = parts.map((part, n) => `${escaped(part, `${place}{}/${n}`, /[\\|]/g)}|`).join('')
  const pairs = extension.split(/ (?=\w+=)/).map((pair) => {
    const [, key = '', value = ''] = /^(\w+)=([\s\S]*)$/.exec(pair) ?? []
    return key === '' ? pair : `${key}=${escaped(value, `${place}{}/${key}`, /[\\=]/g)}`
  })
  return `${before}${head}${pairs.join(' ')}`
}
