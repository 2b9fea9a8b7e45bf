import * as z from 'zod'
import {
  askGraph,
  type GraphAsk,
  graphOrigin,
  type GraphOptions,
  readRefusal,
  refused,
  type Refused,
} from '../alerts/graph-request'

export type GraphDoorSettings = GraphOptions & {
  /** Address of the mailbox that sends. */
  readonly mailbox: string
}

export type Draft = { readonly kind: 'draft'; readonly id: string; readonly internetMessageId?: string }

/** The mailbox that sends, one request at a time, none of them ever repeated by itself. */
export type GraphOutbox = {
  /** @param raw a whole MIME mail */
  readonly createDraft: (raw: Buffer) => Promise<Draft | Refused>
  readonly send: (id: string) => Promise<{ readonly kind: 'taken' } | Refused>
  /** `missing`: there is no message of this id, or no longer. */
  readonly look: (id: string) => Promise<{ readonly kind: 'draft' | 'sent' | 'missing' } | Refused>
  readonly remove: (id: string) => Promise<{ readonly kind: 'gone' } | Refused>
  readonly findDrafts: (messageId: string) => Promise<Found | Refused>
  readonly findSent: (
    by: { readonly messageId: string } | { readonly inSubject: string },
  ) => Promise<Found | Refused>
  /** Asks for what every send needs, changing nothing. */
  readonly probe: () => Promise<{ readonly kind: 'reached' } | Refused>
}

type Found = { readonly kind: 'found'; readonly ids: readonly string[] }
type Read<Answer> = (response: Response, content: unknown) => Answer | Refused

const created = z.object({ id: z.string().min(1), internetMessageId: z.string().nullish() })
const looked = z.object({ isDraft: z.boolean() })
const list = z.object({ value: z.array(z.object({ id: z.string() })) })

/** Ids that stay the same when a message moves from Drafts to Sent Items. */
const prefer = 'IdType="ImmutableId"'

export function graphOutbox(settings: GraphDoorSettings): GraphOutbox {
  const mailbox = `${graphOrigin(settings.endpoint)}/v1.0/users/${encodeURIComponent(settings.mailbox)}`
  const ask = <Answer>(path: string, read: Read<Answer>, how: GraphAsk = {}) =>
    askGraph<Answer | Refused>(settings, `${mailbox}/${path}`, read, { prefer, ...how })
  const messageAt = (id: string) => `messages/${encodeURIComponent(id)}`
  const find = (folder: 'drafts' | 'sentitems', filter: string) =>
    ask(`mailFolders/${folder}/messages?$select=id&$top=10&$filter=${encodeURIComponent(filter)}`, readList)
  return {
    createDraft: (raw) => ask('messages', readCreated, { method: 'POST', body: raw.toString('base64') }),
    send: (id) => ask(`${messageAt(id)}/send`, readTaken, { method: 'POST' }),
    look: (id) => ask(`${messageAt(id)}?$select=isDraft`, readLooked),
    remove: (id) => ask(messageAt(id), readGone, { method: 'DELETE' }),
    findDrafts: (messageId) => find('drafts', `internetMessageId eq ${quoted(messageId)}`),
    findSent: (by) =>
      find(
        'sentitems',
        'messageId' in by
          ? `internetMessageId eq ${quoted(by.messageId)}`
          : `contains(subject,${quoted(by.inSubject)})`,
      ),
    probe: () => ask('mailFolders/drafts?$select=id', readReached),
  }
}

/** OData doubles a quote within a string. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

function readCreated(response: Response, content: unknown): Draft | Refused {
  if (!response.ok) return readRefusal(response, content)
  const { data } = created.safeParse(content)
  if (data === undefined) return refused('not-json', 'the answer names no draft')
  const { id, internetMessageId } = data
  return { kind: 'draft', id, ...(internetMessageId != null && { internetMessageId }) }
}

/** 202 alone says that the mail was taken; the client lets every other status pass as well. */
function readTaken(response: Response, content: unknown): { kind: 'taken' } | Refused {
  return response.status === 202 ? { kind: 'taken' } : readRefusal(response, content)
}

function readLooked(response: Response, content: unknown): { kind: 'draft' | 'sent' | 'missing' } | Refused {
  if (response.status === 404 && isAboutTheItem(content)) return { kind: 'missing' }
  if (!response.ok) return readRefusal(response, content)
  const { data } = looked.safeParse(content)
  if (data === undefined) return refused('not-json', 'the answer does not say whether it is a draft')
  return { kind: data.isDraft ? 'draft' : 'sent' }
}

const itemFault = z.object({ error: z.object({ code: z.literal('ErrorItemNotFound') }) })

/** A mailbox that is not there answers 404 too, and says nothing about the message. */
const isAboutTheItem = (content: unknown): boolean => itemFault.safeParse(content).success

function readGone(response: Response, content: unknown): { kind: 'gone' } | Refused {
  return response.ok || (response.status === 404 && isAboutTheItem(content))
    ? { kind: 'gone' }
    : readRefusal(response, content)
}

function readList(response: Response, content: unknown): Found | Refused {
  if (!response.ok) return readRefusal(response, content)
  const { data } = list.safeParse(content)
  if (data === undefined) return refused('not-json', 'the answer is no list of messages')
  return { kind: 'found', ids: data.value.map(({ id }) => id) }
}

function readReached(response: Response, content: unknown): { kind: 'reached' } | Refused {
  return response.ok ? { kind: 'reached' } : readRefusal(response, content)
}
