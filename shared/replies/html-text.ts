const block = /^\/?(?:p|div|br|tr|li|h[1-6]|table|hr|ul|ol)$/
const silent = new Set(['style', 'script', 'head', 'title', 'blockquote', 'template', 'noscript'])
const empty = /^(?:br|hr|img|input|meta|link|col|wbr|area|base|source)$/

/** What mail programs put around the mail that they quote, and what nobody sees. */
const quoting =
  /\b(?:class|id)\s*=\s*["']?[^"'>]{0,100}\b(?:gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote|zmail_extra)/i
const unseen =
  /\bstyle\s*=\s*["'][^"'>]{0,500}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*[;"']|mso-hide\s*:\s*all|opacity\s*:\s*0\s*[;"'])|\shidden(?:[\s=>]|$)/i
/** Outlook puts this in front of the head of the quoted mail, and nothing around it. */
const quoteBelow = /\bid\s*=\s*["']?(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container)/i

/**
 * The words of an HTML mail, lines where blocks end; quoted mails (`blockquote`) are left out unless all is wanted. Reads each character
 * once, whatever the nesting: a mail may be made to be slow.
 */
export function htmlToText(html: string, shows: 'new' | 'all' = 'new'): string {
  let text = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) return tidy(text + decoded(html.slice(at)))
    text += decoded(html.slice(at, open))
    const close = endOfTag(html, open)
    if (close < 0) return tidy(text)
    const name = /^\/?[a-z][a-z0-9]*/i.exec(html.slice(open + 1, open + 20))?.[0].toLowerCase() ?? ''
    if (block.test(name)) text += '\n'
    const tag = html.slice(open, Math.min(close, open + 2000))
    if (shows === 'new' && quoteBelow.test(tag)) return tidy(text)
    const isOut = shows === 'new' ? isLeftOut(name, tag) : silent.has(name) && name !== 'blockquote'
    at = isOut ? afterClosing(html, close, name) : close + 1
  }
  return tidy(text)
}

const isLeftOut = (name: string, tag: string): boolean =>
  silent.has(name) ||
  (name !== '' && !name.startsWith('/') && !empty.test(name) && (quoting.test(tag) || unseen.test(tag)))

function endOfTag(html: string, open: number): number {
  if (!html.startsWith('<!--', open)) return html.indexOf('>', open)
  const end = html.indexOf('-->', open)
  return end < 0 ? -1 : end + 2
}

/** Where the outermost `</name>` ends; the end of the mail where there is none. */
function afterClosing(html: string, from: number, name: string): number {
  const tag = new RegExp(`<(/?)${name}\\b`, 'gi')
  tag.lastIndex = from
  let depth = 1
  for (let found = tag.exec(html); found !== null; found = tag.exec(html)) {
    depth += found[1] === '/' ? -1 : 1
    const end = depth === 0 ? html.indexOf('>', found.index) : undefined
    if (end !== undefined) return end < 0 ? html.length : end + 1
  }
  return html.length
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  szlig: 'ß',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  ndash: '–',
  mdash: '—',
}

function decoded(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,6});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10)
    return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ' '
  })
}

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
