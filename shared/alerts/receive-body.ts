import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import * as z from 'zod'

/** What is read of an HTTP request. */
export type AlertRequest = {
  readonly headers: { readonly get: (name: string) => string | null }
  readonly arrayBuffer: () => Promise<ArrayBuffer>
}

/** Why a request is not read at all; `detail` tells whoever set up the sender what to change. */
export type RefusedRequest = {
  readonly status: 400 | 411 | 413 | 415
  readonly detail: string
  readonly headers?: Readonly<Record<string, string>>
}

/** 1 MiB, both as it comes and unpacked. */
export const maxBodyInBytes = 1024 * 1024

const unpack = promisify(gunzip)

/** The text of a request: JSON, lines of JSON, or lines of CEF, as it is or packed with gzip. */
export async function readBody(request: AlertRequest): Promise<{ readonly text: string } | RefusedRequest> {
  const { headers } = request
  const coding = codingOf(headers.get('content-encoding'))
  const fault = faultOfType(headers.get('content-type')) ?? (coding === 'other' ? unknownCoding : undefined)
  if (fault !== undefined) return fault
  if (Number(headers.get('content-length') ?? 0) > maxBodyInBytes) return tooLarge
  const bytes = Buffer.from(await request.arrayBuffer())
  if (bytes.length > maxBodyInBytes) return tooLarge
  if (bytes.length === 0) return headers.get('content-length') === null ? noLength : empty
  return coding === 'gzip' ? unpacked(bytes) : decoded(bytes)
}

async function unpacked(bytes: Buffer): Promise<{ readonly text: string } | RefusedRequest> {
  try {
    return decoded(await unpack(bytes, { maxOutputLength: maxBodyInBytes }))
  } catch (error) {
    return outgrown.safeParse(error).success ? tooLarge : noGzip
  }
}

const outgrown = z.object({ code: z.literal('ERR_BUFFER_TOO_LARGE') })

function decoded(bytes: Buffer): { readonly text: string } | RefusedRequest {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return packedUnsaid
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return noUtf8
  }
}

function codingOf(header: string | null): 'none' | 'gzip' | 'other' {
  const coding = header?.trim().toLowerCase() ?? ''
  if (coding === '' || coding === 'identity') return 'none'
  return coding === 'gzip' || coding === 'x-gzip' ? 'gzip' : 'other'
}

/** Senders call JSON, lines and plain text by many names; what no name is given is judged by what it holds. */
const readableType =
  /^(?:application\/(?:[\w.-]+\+)?json|application\/(?:x-)?(?:ndjson|jsonl|jsonlines)|text\/(?:plain|json))$/

function faultOfType(header: string | null): RefusedRequest | undefined {
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim().toLowerCase())
  if (type !== '' && !readableType.test(type)) return unknownType
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length)
  return charset === undefined || /^"?(?:utf-?8|us-ascii)"?$/.test(charset) ? undefined : noUtf8
}

const refused = (
  status: RefusedRequest['status'],
  detail: string,
  headers?: Readonly<Record<string, string>>,
): RefusedRequest => ({ status, detail, ...(headers !== undefined && { headers }) })

const unknownType = refused(
  415,
  'Send JSON as Content-Type: application/json, lines of JSON as application/x-ndjson, lines of CEF as text/plain. (curl takes it as -H "Content-Type: application/json".)',
)
const unknownCoding = refused(415, 'Send the body as it is, or with Content-Encoding: gzip and no other.', {
  'accept-encoding': 'gzip',
})
const noUtf8 = refused(400, 'The body is not UTF-8. Send it in UTF-8.')
const noGzip = refused(400, 'The body is announced as gzip, but it is none, or ends too early.')
const packedUnsaid = refused(400, 'The body is gzip, but not announced. Send Content-Encoding: gzip with it.')
const empty = refused(400, 'The body is empty. Send one alert, a list of alerts, or one alert a line.')
const tooLarge = refused(
  413,
  `A request may hold ${maxBodyInBytes} bytes, unpacked too. Send the alerts in several requests.`,
)
/** The Functions host reads a body only when its length was announced; a chunked one arrives empty. */
const noLength = refused(
  411,
  'No body arrived, because its length was not announced. Send it with Content-Length instead of Transfer-Encoding: chunked, or put the alert on the queue.',
)
