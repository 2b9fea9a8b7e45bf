import { createHash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import * as z from 'zod'
import { decodeArrays, encodeArrays } from './address-codec'
import { type AddressData, flatten, unflatten } from './address-data'
import type { Ownership, OwnershipIndex } from './ownership'
import { createOwnershipIndex } from './ownership-index'
import { countPrefixes, type Source, SOURCE_NAMES, type SourceSummary } from './source'
import { specialEntries } from './special-entries'

/** "DARO", then the format's version. A reader takes only its own version; an older file is rebuilt from feeds. */
const MAGIC = Uint8Array.of(0x44, 0x41, 0x52, 0x4f, 0, 1)
const DIGEST_IN_BYTES = 16
const MAX_SIZE_IN_BYTES = 256 * 1024 * 1024

const sourceName = z.enum(SOURCE_NAMES)
const label = z.object({
  source: sourceName,
  tag: z.string(),
  cloud: z.string().exactOptional(),
  region: z.string().exactOptional(),
  systemService: z.string().exactOptional(),
  desk: z.string().exactOptional(),
})
const storedSource = z.object({
  source: sourceName,
  hosts: z.array(z.object({ pattern: z.string(), service: z.string() })),
  version: z.string().exactOptional(),
  date: z.string(),
  from: z.string(),
  etag: z.string().exactOptional(),
  lastModified: z.string().exactOptional(),
  checkedAt: z.string().exactOptional(),
  refused: z.string().exactOptional(),
  prefixes: z.number(),
  /** How many of the labels are this source's. */
  labels: z.number(),
})
const header = z.object({
  createdAt: z.iso.datetime(),
  labels: z.array(label),
  sources: z.array(storedSource),
})
type Header = z.infer<typeof header>

/** An opened snapshot: the answers, and where they come from. */
export type Snapshot = {
  readonly index: OwnershipIndex
  readonly sources: readonly SourceSummary[]
  readonly createdAt: Date
  /** The sources with their data, as they were packed. */
  readonly unpack: () => Source[]
  readonly data: AddressData
}

/** A snapshot that cannot be used: of another version, damaged, or none at all. */
export class SnapshotUnreadableError extends Error {
  override readonly name = 'SnapshotUnreadableError'
}

/** All sources as one compressed file, with provenance, dates and a checksum. Equal input gives equal bytes. */
export function packSnapshot(sources: readonly Source[], createdAt: Date): Uint8Array {
  const { head, data } = layOut(sources, createdAt)
  const headBytes = Buffer.from(JSON.stringify(head))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(headBytes.length)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 }
  const body = brotliCompressSync(Buffer.concat([size, headBytes, encodeArrays(data)]), { params })
  return Buffer.concat([MAGIC, digestOf(body), body])
}

/** The same without the file between: what the CLI answers from when it is given a folder of feeds. */
export function snapshotOf(sources: readonly Source[], createdAt: Date): Snapshot {
  const { head, data } = layOut(sources, createdAt)
  return answering(head, data)
}

function layOut(sources: readonly Source[], createdAt: Date): { head: Header; data: AddressData } {
  const data = flatten([...sources.flatMap(({ entries }) => entries), ...specialEntries()])
  const stored = sources.map(({ entries, hosts, ...rest }) => ({
    ...rest,
    hosts: [...hosts],
    labels: entries.length,
    prefixes: countPrefixes({ entries }),
  }))
  return { head: { createdAt: createdAt.toISOString(), labels: [...data.labels], sources: stored }, data }
}

function digestOf(body: Uint8Array): Buffer {
  return createHash('sha256').update(body).digest().subarray(0, DIGEST_IN_BYTES)
}

/** @throws SnapshotUnreadableError when it is damaged or of another version; use another snapshot or refresh. */
export function openSnapshot(bytes: Uint8Array): Snapshot {
  const { head, data } = decode(bytes)
  return answering(head, data)
}

function answering(head: Header, data: AddressData): Snapshot {
  const createdAt = new Date(head.createdAt)
  const sources = head.sources.map(({ hosts, labels: _, ...rest }): SourceSummary => ({
    ...rest,
    hosts: hosts.length,
  }))
  const index = createOwnershipIndex(data, head.sources, createdAt)
  return { index, sources, createdAt, data, unpack: () => unpack(head, data) }
}

function decode(bytes: Uint8Array): { head: Header; data: AddressData } {
  const body = bytes.subarray(MAGIC.length + DIGEST_IN_BYTES)
  if (Buffer.compare(bytes.subarray(0, MAGIC.length), MAGIC) !== 0) {
    throw new SnapshotUnreadableError(
      'not an ownership snapshot of this version; it is rebuilt by the next refresh',
    )
  }
  if (Buffer.compare(bytes.subarray(MAGIC.length, MAGIC.length + DIGEST_IN_BYTES), digestOf(body)) !== 0) {
    throw new SnapshotUnreadableError('the ownership snapshot is damaged: its checksum does not match')
  }
  try {
    const content = brotliDecompressSync(body, { maxOutputLength: MAX_SIZE_IN_BYTES })
    const end = 4 + content.readUInt32LE(0)
    const head = header.parse(JSON.parse(content.toString('utf8', 4, end)))
    return { head, data: decodeArrays(content.subarray(end), head.labels) }
  } catch (cause) {
    throw new SnapshotUnreadableError('the ownership snapshot cannot be read', { cause })
  }
}

/** The labels stand in the order of the sources they came with. */
function unpack(head: Header, data: AddressData): Source[] {
  const entries = unflatten(data)
  let at = 0
  return head.sources.map(({ prefixes: _, labels, ...rest }) => {
    at += labels
    return { ...rest, entries: entries.slice(at - labels, at) }
  })
}

/** ISO date of an instant. */
export function isoDate(at: Date): Ownership['snapshotDate'] {
  return at.toISOString().slice(0, 10)
}
