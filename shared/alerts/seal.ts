import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Envelope } from './envelope'

/** Random bytes that only the program can read, so that nobody else can say where an alert came from. */
export type EnvelopeKey = Uint8Array
export type LoadKey = () => Promise<EnvelopeKey>

export const keyLengthInBytes = 32

/**
 * HMAC-SHA256 (RFC 2104) over everything that an envelope says, as base64url. Content that went through JSON once
 * comes out of it the same every time, so it does not matter who parsed the message on its way.
 */
export function sealOf(key: EnvelopeKey, envelope: Envelope): string {
  return digestOf(key, envelope).toString('base64url')
}

/** Takes as long for a seal that is nearly right as for one that is not right at all. */
export function isSealed(key: EnvelopeKey, envelope: Envelope, seal: string): boolean {
  const given = Buffer.from(seal, 'base64url')
  const right = digestOf(key, envelope)
  return given.length === right.length && timingSafeEqual(given, right)
}

function digestOf(key: EnvelopeKey, envelope: Envelope): Buffer {
  const { source, returned } = envelope
  const content = 'blob' in envelope ? { blob: envelope.blob } : { alert: envelope.alert ?? null }
  return createHmac('sha256', key)
    .update(JSON.stringify([source, returned, content]))
    .digest()
}
