import { randomUUID } from 'node:crypto'
import { graphError, type GraphFault } from './graph-fault'
import { type ArrivedMail, graphFolders, type GraphFolders, messageIdOf } from './graph-folders'
import { mailboxPlaces } from './graph-places'
import { headerOf } from './mail-header'
import type { ReceivedMail } from './smtp'

/** What is answered in place of the truth, and whether what was asked for is done all the same. */
export type MailFault = GraphFault & { readonly done: boolean }

/** Asked before each step; `undefined` lets it happen. May be replaced at any time. */
export type GraphMailScript = {
  readonly create?: () => MailFault | undefined
  readonly send?: () => MailFault | undefined
  /** Listing what has changed in a folder, and fetching a mail. */
  readonly read?: (path: string) => MailFault | undefined
  /** Every other request: looking at a message, searching, removing. */
  readonly other?: () => MailFault | undefined
}

/** Habits of Exchange: each is a switch. */
export type MailboxWeather = {
  /** Sent Items shows a mail so long after it has left. */
  readonly sentShownAfterInMs?: number
  /** What was sent has another id, whatever id the draft was promised. */
  readonly sentUnderAnotherId?: boolean
  /** Documented: four requests at a time from one app to one mailbox; the next is refused with 429. */
  readonly atOnce?: number
  /** How long a request takes; left out, none is ever under way beside another. */
  readonly takesInMs?: number
}

type Message = {
  /** In Sent Items. */
  shownFrom: number
  id: string
  isDraft: boolean
  readonly raw: Buffer
  readonly internetMessageId: string
  readonly subject: string
  readonly createdAt: Date
  /** Its id stays when it is moved, because whoever made it asked for that. */
  readonly isImmutable: boolean
}

export type GraphMailRequest = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export type GraphMailbox = {
  /** Undefined where the path is none of a mailbox. */
  readonly answer: (request: GraphMailRequest) => GraphFault | Promise<GraphFault> | undefined
  /** Message-IDs of what lies ready. */
  readonly drafts: () => readonly string[]
  /** Every mail that left, in order. */
  readonly sent: readonly ReceivedMail[]
  /** Where mails arrive. */
  readonly folders: GraphFolders
  script: GraphMailScript
  weather: MailboxWeather
}

export type GraphMailboxOptions = {
  readonly address: string
  readonly now?: () => Date
  /** Called for every mail that leaves, before the sender gets its answer. */
  readonly onMail?: (mail: ReceivedMail) => void
}

/** Documented: 4 MB for a request, and MIME travels in base64. */
const largestRequestInBytes = 4 * 1024 * 1024

/** A mailbox in Exchange Online: drafts from MIME, `/send`, the folder of what was sent, and those where mails arrive. */
export function graphMailbox(options: GraphMailboxOptions): GraphMailbox {
  const messages: Message[] = []
  const sent: ReceivedMail[] = []
  const state: { script: GraphMailScript; weather: MailboxWeather } = { script: {}, weather: {} }
  const prefix = `/v1.0/users/${encodeURIComponent(options.address)}/`
  const home = `https://graph.microsoft.com/v1.0/users('${encodeURIComponent(options.address)}')`
  const now = options.now ?? (() => new Date())
  const folders = graphFolders(home, now)
  const inTurn = mailboxPlaces(() => state.weather)
  const send = (message: Message): GraphFault => {
    if (!message.isDraft) return graphError(400, 'ErrorInvalidRequest', 'The message is no draft.')
    message.isDraft = false
    if (!message.isImmutable || state.weather.sentUnderAnotherId === true) message.id = randomUUID()
    message.shownFrom = now().getTime() + (state.weather.sentShownAfterInMs ?? 0)
    const mail = leaving(message, options)
    sent.push(mail)
    options.onMail?.(mail)
    return { status: 202 }
  }
  const act = (request: GraphMailRequest, path: string): GraphFault => {
    const arrived = folders.answer(request, path)
    if (arrived !== undefined) return arrived
    const [, id = '', verb] = /^messages\/([^/]+)(\/send|\/\$value)?$/.exec(path) ?? []
    const message = messages.find((one) => one.id === decodeURIComponent(id))
    if (path === 'messages' && request.method === 'GET') return everywhere(messages, folders, request)
    if (path === 'messages' && request.method === 'POST') return create(messages, request, now())
    if (id !== '' && message === undefined) {
      return graphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
    }
    if (message !== undefined && verb === '/send') return send(message)
    if (message !== undefined && request.method === 'DELETE') {
      messages.splice(messages.indexOf(message), 1)
      return { status: 204 }
    }
    return message === undefined ? folder(messages, request, path, now()) : json(200, shown(message))
  }
  return {
    answer: (request) => {
      // Graph names things `users/x` and `users('x')` alike.
      const asked = request.path.replace(/\('([^']*)'\)/g, '/$1')
      if (!asked.startsWith('/v1.0/users/')) return undefined
      if (!asked.startsWith(prefix)) return graphError(404, 'ErrorInvalidUser', 'No such mailbox.')
      const path = asked.slice(prefix.length)
      return inTurn(() => {
        const fault = faultOf(state.script, request, path)
        if (fault === undefined) return act(request, path)
        if (fault.done) act(request, path)
        return fault
      })
    },
    drafts: () => messages.filter(({ isDraft }) => isDraft).map((message) => message.internetMessageId),
    sent,
    folders,
    get script() {
      return state.script
    },
    set script(script) {
      state.script = script
    },
    get weather() {
      return state.weather
    },
    set weather(weather) {
      state.weather = weather
    },
  }
}

function faultOf(script: GraphMailScript, { method }: GraphMailRequest, path: string): MailFault | undefined {
  if (method === 'POST' && path === 'messages') return script.create?.()
  if (/\/(?:delta|\$value)$/.test(path)) return script.read?.(path)
  return method === 'POST' && path.endsWith('/send') ? script.send?.() : script.other?.()
}

function create(messages: Message[], { body, headers }: GraphMailRequest, createdAt: Date): GraphFault {
  if (headers['content-type'] !== 'text/plain') return graphError(400, 'BadRequest', 'Neither MIME nor JSON.')
  const raw = Buffer.from(body, 'base64')
  if (body.length > largestRequestInBytes) return graphError(413, 'ErrorMessageSizeExceeded', 'Too large.')
  const internetMessageId = headerOf(raw, 'Message-ID')
  if (internetMessageId === '') return graphError(400, 'ErrorMimeContentInvalidBase64String', 'No MIME mail.')
  const isImmutable = String(headers['prefer']).includes('IdType="ImmutableId"')
  const subject = headerOf(raw, 'Subject')
  const id = `${randomUUID()}=`
  const message = { id, isDraft: true, raw, internetMessageId, subject, isImmutable, createdAt, shownFrom: 0 }
  messages.push(message)
  return json(201, shown(message))
}

function folder(
  messages: readonly Message[],
  { query }: GraphMailRequest,
  path: string,
  now: Date,
): GraphFault {
  const name = /^mailFolders\/(drafts|sentitems)\/messages$/.exec(path)
  if (name === null) return graphError(404, 'ResourceNotFound', `no ${path} here`)
  const inFolder = messages
    .filter(({ isDraft }) => isDraft === (name[1] === 'drafts'))
    .filter(({ isDraft, shownFrom }) => isDraft || shownFrom <= now.getTime())
  const [, verb, text = ''] =
    /^(internetMessageId eq |contains\(subject,)'((?:[^']|'')*)'\)?$/.exec(query.get('$filter') ?? '') ?? []
  const wanted = text.replaceAll("''", "'")
  const fits = (message: Message) =>
    verb?.startsWith('internet') === true
      ? message.internetMessageId === wanted
      : message.subject.includes(wanted)
  return json(200, { value: inFolder.filter(fits).map(shown) })
}

/** By Message-ID, in all folders. */
function everywhere(
  messages: readonly Message[],
  folders: GraphFolders,
  { query }: GraphMailRequest,
): GraphFault {
  const [, text = ''] = /^internetMessageId eq '((?:[^']|'')*)'$/.exec(query.get('$filter') ?? '') ?? []
  const wanted = text.replaceAll("''", "'")
  const arrived = folders.arrived().filter((mail) => messageIdOf(mail) === wanted)
  const ours = messages.filter(({ internetMessageId }) => internetMessageId === wanted)
  return json(200, { value: [...ours.map(shown), ...arrived.map(arrivedMail)] })
}

const shown = ({ createdAt, id, isDraft, internetMessageId, subject }: Message) => ({
  ...{ id, createdDateTime: createdAt.toISOString(), isDraft, internetMessageId, subject },
})

const arrivedMail = ({ id, receivedAt }: ArrivedMail) => ({
  ...{ id, createdDateTime: receivedAt.toISOString(), isDraft: false },
})

/** Graph knows no envelope: whoever the headers name gets the mail. */
function leaving({ raw }: Message, { address, now }: GraphMailboxOptions): ReceivedMail {
  const to = [headerOf(raw, 'To'), headerOf(raw, 'Cc')].flatMap(
    (list) => list.match(/[^\s<>,]+@[^\s<>,]+/g) ?? [],
  )
  return { from: address, to, raw, receivedAt: now?.() ?? new Date() }
}

const json = (status: number, body: object): GraphFault => ({ status, body: JSON.stringify(body) })
