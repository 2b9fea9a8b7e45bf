import * as z from 'zod'
import {
  askGraph,
  askGraphFor,
  contentType,
  graphOrigin,
  type GraphOptions,
  jsonOf,
  readRefusal,
  refused,
  type Refused,
} from '../alerts/graph-request'
import { isMissingMail } from './graph-mailbox-error'

export type GraphMailboxSettings = GraphOptions & {
  /** Address of the mailbox that is read. */
  readonly mailbox: string
}

export type ListedMail = {
  readonly id: string
  readonly receivedAt?: Date
  readonly conversationId?: string
}

export type DeltaPage = {
  readonly kind: 'page'
  readonly mails: readonly ListedMail[]
  /** The next page, or where the folder is to be read on from another time. */
  readonly link: string
  readonly isLast: boolean
}

/** What a mailbox of Exchange Online is asked when it is read, one request at a time. */
export type GraphInbox = {
  readonly firstLink: (folder: string) => string
  /** `expired`: Exchange no longer knows what the link stands for. */
  readonly page: (link: string) => Promise<DeltaPage | { readonly kind: 'expired' } | Refused>
  /** `missing`: moved or deleted since it was listed. */
  readonly mime: (
    id: string,
  ) => Promise<{ readonly kind: 'mime'; readonly raw: Buffer } | { readonly kind: 'missing' } | Refused>
  /** Looks in every folder but for drafts, which have not left. */
  readonly find: (messageId: string) => Promise<{ readonly kind: 'found' | 'absent' } | Refused>
}

/** A mail longer than this is read up to here; what an answer says stands at its beginning. */
export const maxMailInBytes = 5 * 1024 * 1024

const prefer = 'IdType="ImmutableId", odata.maxpagesize=50'

export function graphInbox(settings: GraphMailboxSettings): GraphInbox {
  const origin = graphOrigin(settings.endpoint)
  const mailbox = `${origin}/v1.0/users/${encodeURIComponent(settings.mailbox)}`
  return {
    firstLink: (folder) =>
      `${mailbox}/mailFolders/${folder}/messages/delta?$select=id,receivedDateTime,conversationId`,
    page: async (link) => {
      if (URL.parse(link)?.origin !== origin || !link.startsWith(`${origin}/`))
        return refused('foreign-link', `the next page is said to be at ${link.slice(0, 100)}`)
      return askGraph(settings, link, readPage, { prefer })
    },
    mime: (id) =>
      askGraphFor(settings, `${mailbox}/messages/${encodeURIComponent(id)}/$value`, readMime, { prefer }),
    find: (messageId) => {
      const filter = encodeURIComponent(`internetMessageId eq '${messageId.replaceAll("'", "''")}'`)
      return askGraph(settings, `${mailbox}/messages?$select=isDraft&$top=10&$filter=${filter}`, readFound, {
        prefer,
      })
    },
  }
}

const deltaPage = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      receivedDateTime: z.coerce.date().nullish(),
      conversationId: z.string().nullish(),
      '@removed': z.unknown().optional(),
    }),
  ),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
})

function readPage(response: Response, content: unknown): DeltaPage | { kind: 'expired' } | Refused {
  if (isExpired(response.status, content)) return { kind: 'expired' }
  if (!response.ok) return readRefusal(response, content)
  const { data } = deltaPage.safeParse(content)
  const link = data?.['@odata.nextLink'] ?? data?.['@odata.deltaLink']
  if (data === undefined || link === undefined)
    return refused('not-json', 'the answer is no page of changes in a folder')
  const mails = data.value.flatMap(({ id, receivedDateTime, conversationId, '@removed': removed }) => {
    const known = { ...(receivedDateTime && { receivedAt: receivedDateTime }) }
    return removed === undefined ? [{ id, ...known, ...(conversationId != null && { conversationId }) }] : []
  })
  return { kind: 'page', mails, link, isLast: data['@odata.nextLink'] === undefined }
}

const graphFault = z.object({ error: z.object({ code: z.string() }) })
const codeOf = (content: unknown): string => graphFault.safeParse(content).data?.error.code ?? ''

/** 410 is what is documented; the codes have been seen with other statuses. */
const isExpired = (status: number, content: unknown): boolean =>
  status === 410 || (status >= 400 && /^(?:syncState|resyncRequired)/i.test(codeOf(content)))

async function readMime(response: Response) {
  // A page of some gateway in between is no mail, whatever its status.
  if (contentType(response).includes('html')) return refused('not-json', 'a web page instead of a mail')
  if (response.ok) return { kind: 'mime', raw: await beginningOf(response, maxMailInBytes) } as const
  const content = await jsonOf(response)
  return isMissingMail(response.status, content)
    ? ({ kind: 'missing' } as const)
    : readRefusal(response, content)
}

async function beginningOf(response: Response, maxInBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  const body = response.body?.getReader()
  for (let next = await body?.read(); next?.value !== undefined; next = await body?.read()) {
    const chunk = Buffer.from(next.value)
    chunks.push(chunk)
    length += chunk.length
    if (length >= maxInBytes) break
  }
  await body?.cancel()
  return Buffer.concat(chunks, Math.min(length, maxInBytes))
}

const foundMails = z.object({ value: z.array(z.object({ isDraft: z.boolean() })) })

function readFound(response: Response, content: unknown): { kind: 'found' | 'absent' } | Refused {
  if (!response.ok) return readRefusal(response, content)
  const { data } = foundMails.safeParse(content)
  if (data === undefined) return refused('not-json', 'the answer is no list of messages')
  return { kind: data.value.some(({ isDraft }) => !isDraft) ? 'found' : 'absent' }
}
