import { type Collector, addFinding } from '../collector'
import { toNumber } from '../fields'
import type { CefLine } from './cef-line'
import { asPlace } from './cef-values'
import type { Direction } from './connection'

type Extension = ReadonlyMap<string, string>

/** Keys and labels of the name that was asked for: `FTNTFGTqname`, `cs3Label=DNS Query`. */
const QUESTION =
  /^(?:ad|ftntfgt|panos)?(?:qname|dns(?:query|queryname|question|questionname)|queryname|querydomain)$/

/** The name that a machine asked for, as a firewall or a name server saw it; of Infoblox also where it was rewritten. */
export function addAsked(
  collector: Collector,
  { vendor, extension }: CefLine,
  direction: Direction | undefined,
): void {
  // What somebody outside asks our own name server for may be our own name.
  const fieldSide = direction === 'inbound' ? 'unsaid' : 'remote'
  for (const [from, value] of questionsIn(extension))
    addFinding(collector, { type: 'host', value, from, fieldSide })
  if (!/^infoblox/i.test(vendor)) return
  const rewritten = /\brewrite\s(\S{3,253})/.exec(extension.get('msg') ?? '')?.[1]
  addFinding(collector, { type: 'host', value: rewritten, from: 'msg', fieldSide: 'remote' })
}

/** The destination is a name server, which is no party to what the name is used for. */
export function asksResolver(extension: Extension): boolean {
  const port = toNumber(extension.get('dpt')) ?? 53
  return (port === 53 || port === 853) && questionsIn(extension).length > 0
}

function questionsIn(extension: Extension): readonly (readonly [string, string | undefined])[] {
  return [...extension].flatMap(([key, value]) => {
    const name = (extension.get(`${key}Label`) ?? key).slice(0, 40).replace(/[^a-z]/gi, '')
    return QUESTION.test(name.toLowerCase()) ? [[key, asPlace(value)?.replace(/\.$/, '')] as const] : []
  })
}
