import type { AppContext } from '../../shared/platform/app-context'
import { askPage, type PageAnswer } from '../helpers/ask-page'

/** A form as it stands in a page. */
export type Form = {
  readonly method: string
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
  readonly button: string
}

const attribute = (tag: string, name: string): string =>
  unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}
const unescaped = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (one) => entities[one]!)

/** As a browser would send them without anybody having filled in anything. */
export const formsOf = (page: string): readonly Form[] =>
  [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', body = '']) => ({
    method: attribute(head, 'method'),
    action: attribute(head, 'action'),
    fields: Object.fromEntries([
      ...[...body.matchAll(/<input\b[^>]*>/g)].map(([tag]) => [
        attribute(tag, 'name'),
        attribute(tag, 'value'),
      ]),
      ...[...body.matchAll(/<select\b([^>]*)>\s*<option value="([^"]*)"/g)].map(
        ([, tag = '', value = '']) => [attribute(tag, 'name'), value],
      ),
      ...[...body.matchAll(/<textarea\b([^>]*)>\n?([\s\S]*?)<\/textarea>/g)].map(
        ([, tag = '', text = '']) => [attribute(tag, 'name'), unescaped(text)],
      ),
    ]) as Record<string, string>,
    button: unescaped(/<button[^>]*>([\s\S]*?)<\/button>/.exec(body)?.[1] ?? '')
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  }))

export const wordsOf = (page: string): string =>
  unescaped(page.replace(/<head>[\s\S]*?<\/head>/, '').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ')

const accept = { accept: 'text/html,application/xhtml+xml' }

/** Opens pages and presses buttons as a browser at this machine does. */
export function browse(app: AppContext) {
  const open = (path: string, headers: Record<string, string> = {}): Promise<PageAnswer> =>
    askPage(app, path.replace(/^\/api\/?/, ''), { headers: { ...accept, ...headers } })
  const press = (form: Form, fields: Record<string, string> = {}): Promise<PageAnswer> =>
    askPage(app, form.action.replace(/^\/api\//, ''), {
      method: 'POST',
      headers: {
        ...accept,
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'http://127.0.0.1:7071',
        'sec-fetch-site': 'same-origin',
      },
      body: new URLSearchParams({ ...form.fields, ...fields }).toString(),
    })
  return { open, press }
}

const empty = new Set(['meta', 'link', 'input', 'br', 'hr', 'img', 'rect', 'line', 'circle', 'path'])

/** Tags that close what is not open, or are left open. */
export function tagFaults(page: string): string[] {
  const open: string[] = []
  const faults: string[] = []
  for (const [tag, slash, name = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (slash === '' && !empty.has(name) && !tag.endsWith('/>')) open.push(name)
    if (slash === '/' && open.pop() !== name) faults.push(`${tag} closes something else`)
  }
  return [...faults, ...open.map((name) => `<${name}> is left open`)]
}
