import Mustache from 'mustache'
import {
  isPassage,
  shippedTemplates,
  templateNames,
  type TemplateName,
  type Templates,
} from './shipped-templates'
import { isList, placeMeanings, type PlaceName } from './template-places'

const maxTemplateInBytes = 20_000

/** Places without which a text would miss its purpose: who is meant, what it is about, how to answer. */
const mandatory: Readonly<Partial<Record<TemplateName, readonly PlaceName[]>>> = {
  subject: ['token'],
  initial: ['id', 'endpoint', 'token'],
  'reminder-1': ['id', 'endpoint', 'token'],
  'reminder-2': ['id', 'endpoint', 'token'],
  escalation: ['id', 'endpoint', 'token'],
  withdrawal: ['id', 'endpoint'],
  'msrc-notes': ['id', 'endpoint', 'token'],
  answer: ['token'],
  request: ['id'],
}

/**
 * What is wrong with a template that would take the place of the shipped one of this name; undefined when nothing is.
 * A template can name places and passages and nothing else, so it can neither let a fact out nor start a header.
 */
export function templateFault(name: TemplateName, bytes: Uint8Array): string | undefined {
  if (bytes.length > maxTemplateInBytes) return `is larger than ${maxTemplateInBytes} bytes`
  const text = templateText(bytes)
  if (text === undefined) return 'is not UTF-8'
  if (/[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/u.test(text)) return 'holds control or direction characters'
  if (text.trim() === '') return 'is empty'
  if (name === 'subject' && text.trim().includes('\n')) return 'has more than one line'
  try {
    const tokens = tokensOf(text)
    return tokens.map((token) => tokenFault(name, token)).find(Boolean) ?? missingPlace(name, tokens)
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Line ends as LF, without a byte order mark; undefined where it is no UTF-8. */
export function templateText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n')
  } catch {
    return undefined
  }
}

type Token = { readonly kind: string; readonly name: string; readonly within: readonly string[] }

/** Every tag, with the sections around it. */
function tokensOf(text: string): readonly Token[] {
  const walk = (spans: readonly unknown[], within: readonly string[]): readonly Token[] =>
    spans.flatMap((span) => {
      if (!Array.isArray(span)) return []
      const [kind, name, , , inner] = span.map((part: unknown) => part)
      const token = { kind: String(kind), name: String(name), within }
      return [token, ...(Array.isArray(inner) ? walk(inner, [...within, token.name]) : [])]
    })
  return walk(Mustache.parse(text), []).filter(({ kind }) => kind !== 'text' && kind !== '!')
}

const isPlace = (name: string): name is PlaceName => Object.hasOwn(placeMeanings, name)

function tokenFault(template: TemplateName, { kind, name, within }: Token): string | undefined {
  const around = within.at(-1)
  const isInList = around !== undefined && isPlace(around) && isList(around)
  switch (kind) {
    case 'name':
    case '&':
      return (name === '.' ? isInList : isPlace(name)) ? undefined : `names a place that is none: ${name}`
    case '#':
    case '^':
      return isPlace(name) ? undefined : `has a section on a place that is none: ${name}`
    case '>':
      if (isPassage(template) || template === 'subject')
        return `includes ${name}, which only a whole text may`
      return isPassage(name) ? undefined : `includes a passage that is none: ${name}`
    default:
      return 'changes its own tags'
  }
}

/** Counted where they stand unconditionally, in the text itself or in a passage that it includes. */
function missingPlace(template: TemplateName, tokens: readonly Token[]): string | undefined {
  const always = tokens.filter(({ within }) => within.length === 0)
  const included = always.flatMap(({ kind, name }) => (kind === '>' && isPassage(name) ? [name] : []))
  const named = [...always.map(({ name }) => name), ...included.flatMap((name) => mandatory[name] ?? [])]
  const missing = mandatory[template]?.filter((name) => !named.includes(name)) ?? []
  return missing.length === 0
    ? undefined
    : `lacks ${missing.map((name) => `{{${name}}}`).join(' and ')}, outside any section`
}

/** The templates in use: each override that has no fault in place of the shipped one, and the faults of the others. */
export function withOverrides(overrides: Iterable<readonly [name: string, bytes: Uint8Array]>): {
  readonly templates: Templates
  readonly faults: readonly { readonly template: string; readonly fault: string }[]
} {
  const used = new Map<string, string>()
  const faults: { template: string; fault: string }[] = []
  for (const [file, bytes] of overrides) {
    const name = templateNameOf(file)
    const fault = name === undefined ? 'is no name of a template' : templateFault(name, bytes)
    if (fault !== undefined) faults.push({ template: file, fault })
    else if (name !== undefined) used.set(name, templateText(bytes) ?? '')
  }
  return { templates: { ...shippedTemplates, ...Object.fromEntries(used) }, faults }
}

/** Whether a file of this name could take the place of a shipped template. */
export const isTemplateFile = (file: string): boolean => templateNameOf(file) !== undefined

function templateNameOf(file: string): TemplateName | undefined {
  const name = /^([a-z0-9-]+)\.txt$/.exec(file)?.[1]
  return templateNames.find((one) => one === name)
}
