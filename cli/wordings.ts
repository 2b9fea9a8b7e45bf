import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import {
  isInForce,
  type Template,
  templateSchema,
  type Wording,
  wordingKeyOf,
  wordingMeanings,
  wordingStore,
} from '../shared/reports/wordings'
import { signature } from '../shared/review/access/person'
import { decideAt, decisionsAt, refused, told, wrong } from './acts'
import { jsonText, oneLine } from './one-line'
import { readCall } from './read-call'
import { personAt, type Terminal } from './terminal'

export const WORDINGS_USAGE = 'wordings [--json] [--import FILE]'
export const REVOKE_USAGE = 'revoke-wording KEY [--by NAME]'

const imported = z.array(templateSchema.omit({ key: true }).extend({ meaning: z.enum(wordingMeanings) }))

/** Lists the confirmed wordings, as JSON for another deployment; or takes such a list in, as suggestions only. */
export async function runWordings(args: readonly string[], terminal: Terminal): Promise<number> {
  const call = readCall(WORDINGS_USAGE, args)
  if ('fault' in call || call.words.length > 0)
    return wrong(terminal, WORDINGS_USAGE, 'fault' in call ? call.fault : undefined)
  const file = call.text('import')
  if (file !== undefined) return takeIn(file, terminal)
  const { storage, name } = terminal.open()
  const wordings = await Array.fromAsync(wordingStore(storage).list())
  const { out } = terminal.io
  if (call.has('json')) out(jsonText(wordings.filter(({ state }) => state === 'confirmed').map(exported), 2))
  else if (wordings.length === 0) out(`No wording is known in ${name}.`)
  else for (const wording of wordings) out(lineOf(wording, new Date()))
  return 0
}

const exported = ({ sender, signer, sentences, meaning }: Wording) => ({ sender, signer, sentences, meaning })

function lineOf(wording: Wording, now: Date): string {
  const { key, state, meaning, sender, by, at, usedAt, mail, sentences, why } = wording
  const isLapsed = state === 'confirmed' && !isInForce(wording, now)
  const used = usedAt ? `, last used ${day(usedAt)}` : ''
  const from = mail === '' ? '' : `, from mail ${mail.slice(0, 8)}`
  const told = `${isLapsed ? 'lapsed' : state} by ${by} on ${day(at)}${from}${used}${why ? `: ${why}` : ''}`
  return oneLine(`${key.slice(0, 12)}  ${meaning}  ${sender}  (${told})  ${sentences.join(' ')}`)
}

const day = (at: Date): string => at.toISOString().slice(0, 10)

async function takeIn(file: string, terminal: Terminal): Promise<number> {
  const read = imported.safeParse(await jsonIn(file))
  if (!read.success) {
    terminal.io.err(`${file} is no list of wordings.`)
    return 1
  }
  const store = wordingStore(terminal.open().storage)
  let taken = 0
  for (const { meaning, ...words } of read.data) {
    const template: Template = { ...words, key: wordingKeyOf(words) }
    if (await store.suggest(template, meaning, signature(personAt(terminal, undefined)), new Date()))
      taken += 1
  }
  terminal.io.out(`${taken} taken in, as suggestions: each is asked about before it counts.`)
  return 0
}

async function jsonIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** The key may be cut where what is left of it says which one is meant. */
export async function runRevoke(args: readonly string[], terminal: Terminal): Promise<number> {
  const call = readCall(REVOKE_USAGE, args)
  const [key, ...more] = 'fault' in call ? [] : call.words
  if ('fault' in call || key === undefined || more.length > 0)
    return wrong(terminal, REVOKE_USAGE, 'fault' in call ? call.fault : undefined)
  const at = terminal.open()
  const deps = decisionsAt(terminal, at)
  if (typeof deps === 'string') return refused(terminal, deps)
  const all = await Array.fromAsync(wordingStore(at.storage).list())
  const found = all.filter((one) => one.key.startsWith(key) && key.length >= 6)
  const subject = found.length === 1 && found[0] ? found[0].key : key
  return told(terminal, await decideAt(terminal, call, deps, 'revoke-wording', { subject }))
}
