import { Readable } from 'node:stream'

const chunkInBytes = 16 * 1024

/** How far a body has got. Only once `finished`, the server can have taken the mail. */
export type HandOver = {
  /** Give this to the SMTP library: it is first read when the server has asked for the body (354). */
  readonly stream: Readable
  /** The last byte was passed on, so the terminating dot may have left. */
  readonly finished: () => boolean
  /** `handOver` said no or failed; not one byte was passed on. */
  readonly refused: () => { readonly cause?: unknown } | undefined
  /** Settles when a pending `handOver` has, so that no record is written behind the caller's back. */
  readonly settled: () => Promise<void>
}

/** A body that asks before its first byte leaves, and cuts the line where the answer is no. */
export function handOverBody(raw: Buffer, handOver: () => Promise<boolean>): HandOver {
  let position = 0
  let finished = false
  let refused: { cause?: unknown } | undefined
  let asked: Promise<boolean> | undefined
  const ask = () => (asked ??= askOnce(handOver, (cause) => (refused = cause)))
  const next = (go: boolean) => {
    if (stream.destroyed) return
    if (!go) {
      stream.destroy(new Error('The line was cut before the body'))
      return
    }
    finished = position >= raw.length
    stream.push(finished ? null : raw.subarray(position, position + chunkInBytes))
    position += chunkInBytes
  }
  const stream = new Readable({ read: () => void ask().then(next) })
  return {
    stream,
    finished: () => finished,
    refused: () => refused,
    settled: async () => {
      await asked
    },
  }
}

async function askOnce(
  handOver: () => Promise<boolean>,
  refuse: (why: { cause?: unknown }) => void,
): Promise<boolean> {
  try {
    if (await handOver()) return true
    refuse({})
  } catch (cause) {
    refuse({ cause })
  }
  return false
}
