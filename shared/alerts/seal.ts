import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SealedContent } from './envelope'

/** Random bytes that only the program can read, so that nobody else can say where an alert came from. */
export type EnvelopeKey = Uint8Array
export type LoadKey = () => Promise<EnvelopeKey>

export const keyLengthInBytes = 32

/**
 * HMAC-SHA256 (RFC 2104) over source, count and alert of an envelope, as base64url. Content that went through JSON once
 * comes out of it the same every time, so it does not matter who parsed the message on its way.
 */
export function sealOf(key: EnvelopeKey, envelope: SealedContent): string {
  return digestOf(key, envelope).toString('base64url')
}

/** Takes as long for a seal that is nearly right as for one that is not right at all. */
export function isSealed(key: EnvelopeKey, envelope: SealedContent, seal: string): boolean {
  return isSame(seal, digestOf(key, envelope))
}

/** What was read in the alert of an envelope, and by which version of the program. */
export type ReadAlong = {
  readonly version: string
  /** As it stands in JSON. */
  readonly alert: unknown
}

/**
 * A seal of its own, bound to that of the envelope: a version before this one knows nothing of what was read, and still
 * finds the envelope sealed.
 */
export function sealOfRead(key: EnvelopeKey, envelopeSeal: string, read: ReadAlong): string {
  return digestOfRead(key, envelopeSeal, read).toString('base64url')
}

export function isReadSealed(
  key: EnvelopeKey,
  envelopeSeal: string,
  read: ReadAlong & { readonly seal: string },
): boolean {
  return isSame(read.seal, digestOfRead(key, envelopeSeal, read))
}

function isSame(seal: string, right: Buffer): boolean {
  const given = Buffer.from(seal, 'base64url')
  return given.length === right.length && timingSafeEqual(given, right)
}

/** Its text begins with a word that is no source, so that no envelope has such a digest. */
function digestOfRead(key: EnvelopeKey, envelopeSeal: string, { version, alert }: ReadAlong): Buffer {
  return digest(key, ['read', envelopeSeal, version, alert])
}

function digestOf(key: EnvelopeKey, envelope: SealedContent): Buffer {
  const { source, returned } = envelope
  const content = 'blob' in envelope ? { blob: envelope.blob } : { alert: envelope.alert ?? null }
  return digest(key, [source, returned, content])
}

const digest = (key: EnvelopeKey, content: readonly unknown[]) =>
  createHmac('sha256', key).update(JSON.stringify(content)).digest()
