import type { Page } from 'playwright-core'
import { everyPage } from '../review/pages/every-page'

const tags = Object.values(everyPage()).flatMap((page) => page.match(/<[a-z][^>]*>/gi) ?? [])
/** What our pages are made of. */
const elements = new Set(tags.map((tag) => /^<([^\s>/]+)/.exec(tag)?.[1]?.toLowerCase()))
const attributes = new Set(
  tags.flatMap((tag) =>
    [...tag.replace(/"[^"]*"/g, '""').matchAll(/\s([\w:-]+)(?==|\s|>|\/)/g)].map(([, name]) =>
      name?.toLowerCase(),
    ),
  ),
)
/** Of what the browser itself says of a page's parts. */
for (const name of ['html', 'head', 'body', 'tbody']) elements.add(name)

type Seen = {
  readonly elements: readonly string[]
  readonly attributes: readonly string[]
  readonly targets: readonly string[]
  readonly runs: number
  readonly text: string
}

const look = `(() => {
  const all = [...document.querySelectorAll('*')]
  const of = (name) => all.flatMap((one) => one.hasAttribute(name) ? [one.getAttribute(name)] : [])
  return {
    elements: [...new Set(all.map((one) => one.localName))],
    attributes: [...new Set(all.flatMap((one) => one.getAttributeNames()))],
    targets: [...new Set(['href', 'src', 'action', 'formaction', 'xlink:href', 'data'].flatMap(of))],
    runs: document.querySelectorAll('img, iframe, object, embed, base, meta[http-equiv], svg[onload], script:not([src]), style').length,
    text: document.documentElement.textContent + ' ' + [...document.querySelectorAll('textarea, input')].map((one) => one.value).join(' '),
  }
})()`

/** Controls, direction marks, what has no width, halves of pairs: nobody would see them. */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** The text of a page, and whatever of it is more than text; nothing where all that was planted is inert. */
export async function lookAt(page: Page, path: string): Promise<{ text: string; faults: readonly string[] }> {
  const seen = await page.evaluate<Seen>(look)
  const at = unseen.exec(seen.text)
  const faults = [
    ...seen.elements.filter((name) => !elements.has(name)).map((name) => `<${name}>`),
    ...seen.attributes
      .filter(
        (name) => name.startsWith('on') || !(attributes.has(name.toLowerCase()) || name.startsWith('data-')),
      )
      .map((name) => `${name}=`),
    ...seen.targets
      .filter((target) => !/^(?:#|\/api(?:\/|$))/.test(target))
      .map((target) => `leads to ${target}`),
    ...(seen.runs > 0 ? [`${seen.runs} elements that run or load`] : []),
    ...(at ? [`unseen ${JSON.stringify(seen.text.slice(Math.max(0, at.index - 40), at.index + 20))}`] : []),
  ]
  return { text: seen.text, faults: faults.map((fault) => `${path}: ${fault}`) }
}
