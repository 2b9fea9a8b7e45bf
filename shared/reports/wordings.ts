import * as z from 'zod'
import { keyHash } from '../model/hash'
import { after, dayInMs, later } from '../model/time'
import { isNewerRow } from '../storage/schema-version'
import type { Storage } from '../storage/storage'
import type { StoredRow } from '../storage/table'

/** What a mail in these words says, as the question offers it. */
export const wordingMeanings = ['acknowledged', 'question', 'taken down', 'no action', 'rejected'] as const
export type WordingMeaning = (typeof wordingMeanings)[number]

/** Sentences of one sender, with all that is known from a report masked. */
export const templateSchema = z.object({
  /** Follows from the others. */
  key: z.string(),
  /** Mail address in lower case. */
  sender: z.string(),
  /** Domain whose signature was found true. */
  signer: z.string(),
  sentences: z.array(z.string()).min(1),
})
export type Template = Readonly<z.infer<typeof templateSchema>>

/** Whoever writes the same, signed by the same, writes under the same key. */
export const wordingKeyOf = ({ sender, signer, sentences }: Omit<Template, 'key'>): string =>
  keyHash(sender, signer, ...sentences)

/** What a person has made of a template. */
export type Wording = Template & {
  readonly meaning: WordingMeaning
  /** `suggested`: by an import, and confirmed by nobody here. */
  readonly state: 'confirmed' | 'suggested' | 'revoked'
  readonly by: string
  readonly at: Date
  /** Key of the mail that it was confirmed by; empty for an import. */
  readonly mail: string
  readonly usedAt?: Date
  /** Why it is revoked. */
  readonly why?: string
}

export type WordingStore = {
  readonly find: (key: string) => Promise<Wording | undefined>
  readonly list: () => AsyncIterable<Wording>
  /** In place of whatever is there: a person says so. */
  readonly confirm: (wording: Omit<Wording, 'state' | 'usedAt' | 'why'>) => Promise<void>
  readonly noteUse: (key: string, at: Date) => Promise<void>
  /** False where there is none in force. */
  readonly revoke: (key: string, by: string, why: string, at: Date) => Promise<boolean>
  /** Of an import; changes nothing that is there. */
  readonly suggest: (template: Template, meaning: WordingMeaning, by: string, at: Date) => Promise<boolean>
}

const partitionKey = 'wording'
const lapsesAfterMs = 365 * dayInMs

/** Confirmed here, and heard of within a year. */
export const isInForce = ({ state, at, usedAt }: Wording, now: Date): boolean =>
  state === 'confirmed' && after(later(at, usedAt) ?? at, lapsesAfterMs) > now

const cells = z.object({
  Sender: z.string(),
  Signer: z.string(),
  Sentences: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
  Meaning: z.enum(wordingMeanings),
  State: z.enum(['confirmed', 'suggested', 'revoked']),
  By: z.string(),
  At: z.coerce.date(),
  FromMail: z.string(),
  UsedAt: z.coerce.date().optional(),
  Why: z.string().optional(),
})

/** The table Wordings: what people have confirmed that the desk's words mean. */
export function wordingStore(storage: Storage): WordingStore {
  const table = storage.table('Wordings')
  const write = async (wording: Wording): Promise<void> => {
    const row = toRow(wording)
    for (;;) {
      const there = await table.get({ partitionKey, rowKey: wording.key })
      const written = there ? await table.replace(row, there.etag) : await table.insert(row)
      if (written !== undefined) return
    }
  }
  const find = async (key: string) => {
    const row = await table.get({ partitionKey, rowKey: key })
    return row && fromRow(row)
  }
  return {
    find,
    list: async function* () {
      for await (const row of table.list({ partitionKey })) {
        const wording = fromRow(row)
        if (wording) yield wording
      }
    },
    confirm: (wording) => write({ ...wording, state: 'confirmed' }),
    noteUse: (rowKey, at) => table.merge({ partitionKey, rowKey, UsedAt: at }).then(() => undefined),
    revoke: async (key, by, why, at) => {
      const wording = await find(key)
      if (wording === undefined || wording.state === 'revoked') return false
      await write({ ...wording, state: 'revoked', by, at, why })
      return true
    },
    suggest: async (template, meaning, by, at) => {
      const row = toRow({ ...template, meaning, by, at, mail: '', state: 'suggested' })
      return (await table.insert(row)) !== undefined
    },
  }
}

const toRow = ({ key, sender, signer, sentences, meaning, state, by, at, mail, usedAt, why }: Wording) => ({
  partitionKey,
  rowKey: key,
  SchemaVersion: 1,
  Sender: sender,
  Signer: signer,
  Sentences: JSON.stringify(sentences),
  Meaning: meaning,
  State: state,
  By: by.slice(0, 200),
  At: at,
  FromMail: mail,
  UsedAt: usedAt,
  Why: why?.slice(0, 500),
})

function fromRow(row: StoredRow): Wording | undefined {
  const { data } = cells.safeParse(row.cells)
  if (data === undefined || isNewerRow('Wordings', row)) return undefined
  return {
    key: row.key.rowKey,
    sender: data.Sender,
    signer: data.Signer,
    sentences: data.Sentences,
    meaning: data.Meaning,
    state: data.State,
    by: data.By,
    at: data.At,
    mail: data.FromMail,
    ...(data.UsedAt && { usedAt: data.UsedAt }),
    ...(data.Why !== undefined && { why: data.Why }),
  }
}
