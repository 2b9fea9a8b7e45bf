import { createHash } from 'node:crypto'
import * as z from 'zod'
import { type Alert, type AlertSource, alertSources } from './alert'
import { decodeAlert } from './alert-schema'
import { isAlertLine } from './dialects'
import type { Envelope } from './envelope'
import { readingVersion } from './reading-version'
import {
  type EnvelopeKey,
  isReadSealed,
  isSealed,
  type LoadKey,
  type ReadAlong,
  sealOf,
  sealOfRead,
} from './seal'
import { UnreadableAlertError } from './unreadable-alert-error'

export type UnpackedMessage = {
  readonly source: AlertSource
  readonly returned: number
  readonly body: unknown
  /** The alert that `body` is, where it was read before it was queued, by this version of the program. */
  readonly read?: Alert | undefined
  readonly traceParent?: string | undefined
}

/** Keeps what is too large for a queue: the name is the content's SHA-256 in hex, so writing it twice is one. */
export type PutBlob = (name: string, bytes: Uint8Array) => Promise<void>
export type LoadBlob = (name: string) => Promise<Uint8Array | undefined>

export type PackDeps = {
  readonly putBlob: PutBlob
  readonly loadKey: LoadKey
  /** Of the span that the alert is queued in, where spans are gathered. */
  readonly traceParent?: () => string | undefined
}
export type UnpackDeps = { readonly loadBlob: LoadBlob; readonly loadKey: LoadKey }

/** Deeper than any product nests, and shallow enough for every recursive reader behind us. */
export const maxNesting = 100

/** The envelope around an alert is a level of its own. */
export const maxAlertNesting = maxNesting - 1

/** What the queue service takes, as stored: base64 leaves three quarters of it. */
export const maxMessageInBytes = 64 * 1024
/** An alert of that size is an accident or an attack, and would hold up all others. */
const maxBlobInBytes = 16 * 1024 * 1024
const folder = 'alerts/'

const envelope = z
  .object({
    defenderAbuseReporter: z.literal(1),
    source: z.enum(alertSources),
    returned: z.int().min(0).max(1_000_000).default(0),
    seal: z.string().optional(),
    traceParent: z
      .string()
      .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
      .optional()
      .catch(undefined),
    read: z.object({ version: z.string(), seal: z.string(), alert: z.unknown() }).optional().catch(undefined),
  })
  .and(
    z.union([
      z.object({ blob: z.string().regex(/^alerts\/[0-9a-f]{64}$/) }),
      z.object({ alert: z.unknown() }).refine((value) => 'alert' in value),
    ]),
  )

/**
 * Base64 of JSON, which no character of an alert can break on its way through the queue's XML.
 * May be longer than the queue takes; {@link packAlert} sees to that.
 */
export function packMessage(content: Envelope, key: EnvelopeKey): string {
  const { source, returned, traceParent, read } = content
  const seal = sealOf(key, content)
  const body = 'blob' in content ? { blob: content.blob } : { alert: content.alert ?? null }
  const sealed = {
    defenderAbuseReporter: 1,
    source,
    returned,
    seal,
    traceParent,
    ...body,
    read: read && sealedRead(key, seal, { version: readingVersion, alert: read }),
  }
  return Buffer.from(JSON.stringify(sealed)).toString('base64')
}

const sealedRead = (key: EnvelopeKey, seal: string, read: ReadAlong) => ({
  ...read,
  seal: sealOfRead(key, seal, read),
})

/**
 * A message that the queue takes: an alert too large for it goes to a blob first. What was read in it goes along, unless
 * that alone is too large: then it is read again.
 */
export async function packAlert(
  { putBlob, loadKey, traceParent: traced = () => undefined }: PackDeps,
  { source, returned, body, read }: UnpackedMessage,
): Promise<string> {
  const key = await loadKey()
  const traceParent = traced()
  const said = { source, returned, traceParent }
  const message = packMessage({ ...said, alert: body, read }, key)
  if (message.length <= maxMessageInBytes) return message
  const bytes = Buffer.from(JSON.stringify(body))
  const name = sha256(bytes)
  await putBlob(name, bytes)
  const reference = { ...said, blob: folder + name }
  const referring = packMessage({ ...reference, read }, key)
  return referring.length <= maxMessageInBytes ? referring : packMessage(reference, key)
}

/**
 * The body of a queue message as the Functions library hands it over: parsed where it was JSON, else text.
 * Only the body counts: the binding mixes top-level keys of the body into its metadata (`id`, `dequeueCount`).
 * What an envelope says of itself counts if it bears our seal; without it, its alert came by the queue like any other.
 * @throws UnreadableAlertError when no later attempt can read it either.
 */
export async function unpackMessage(body: unknown, deps: UnpackDeps): Promise<UnpackedMessage> {
  const content = typeof body === 'string' ? parseText(body) : body
  if (typeof content === 'string' && isAlertLine(content))
    return { source: 'queue', returned: 0, body: content }
  if (typeof content !== 'object' || content === null) throw new UnreadableAlertError(whatItIs(content))
  if (isDeeperThan(content, maxNesting)) throw tooDeep()
  if (!('defenderAbuseReporter' in content)) return { source: 'queue', returned: 0, body: content }
  const { data } = envelope.safeParse(content)
  if (data === undefined) throw new UnreadableAlertError('its envelope is not one of ours')
  const { traceParent } = data
  return {
    ...(await saidUnderSeal(data, deps)),
    ...(traceParent && { traceParent }),
    body: 'blob' in data ? await loadReferenced(data.blob, deps) : data.alert,
  }
}

async function saidUnderSeal(
  data: z.infer<typeof envelope>,
  { loadKey }: UnpackDeps,
): Promise<Pick<UnpackedMessage, 'source' | 'returned' | 'read'>> {
  const { source, returned, seal, read } = data
  if (seal === undefined) return unsealed
  const key = await loadKey()
  if (!isSealed(key, data, seal)) return unsealed
  const isCurrent = read?.version === readingVersion && isReadSealed(key, seal, read)
  const alert = isCurrent ? decodeAlert(read.alert) : undefined
  return { source, returned, ...(alert && { read: alert }) }
}

const unsealed = { source: 'queue', returned: 0 } as const

/** True when objects and lists stand in each other more than `levels` deep. Looks no deeper than that. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels <= 0) return true
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  for (const member of members)
    if (typeof member === 'object' && isDeeperThan(member, levels - 1)) return true
  return false
}

async function loadReferenced(reference: string, { loadBlob }: UnpackDeps): Promise<unknown> {
  const name = reference.slice(folder.length)
  const bytes = await loadBlob(name)
  if (bytes === undefined) throw new UnreadableAlertError('the blob it refers to does not exist')
  if (bytes.byteLength > maxBlobInBytes) throw new UnreadableAlertError('the blob it refers to is too large')
  if (sha256(bytes) !== name)
    throw new UnreadableAlertError('the blob it refers to is not the one that was written')
  const content = parseJson(decodeUtf8(bytes))
  if (content === undefined) throw new UnreadableAlertError('the blob it refers to holds no JSON')
  if (isDeeperThan(content.value, maxNesting)) throw tooDeep()
  return content.value
}

/** Plain JSON first, because base64 never begins as an object or a list does. */
function parseText(text: string): unknown {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  if (trimmed === '') throw new UnreadableAlertError('it is empty')
  if (isAlertLine(trimmed)) return trimmed
  const content = parseJson(trimmed) ?? parseJson(fromBase64(trimmed))
  if (content === undefined) throw new UnreadableAlertError('it is neither JSON nor base64 of JSON in UTF-8')
  return content.value
}

function fromBase64(text: string): string | undefined {
  const joined = text.replaceAll(/\s/g, '')
  if (joined.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(joined)) return undefined
  return decodeUtf8(Buffer.from(joined, 'base64'))
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** In a box, because `null` is JSON too. */
function parseJson(text: string | undefined): { readonly value: unknown } | undefined {
  try {
    return text === undefined ? undefined : { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function tooDeep() {
  return new UnreadableAlertError(`it is nested more than ${maxNesting} levels deep`)
}

function whatItIs(content: unknown): string {
  if (content === undefined || content === null) return 'it is empty'
  return `it is a mere ${typeof content}`
}
