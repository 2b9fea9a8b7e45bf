/** Writes unsigned 32-bit numbers in as few bytes as they need (LEB128). Grows by itself. */
export type ByteWriter = { readonly put: (value: number) => void; readonly bytes: () => Uint8Array }

export function writeBytes(): ByteWriter {
  let buffer = new Uint8Array(65_536)
  let length = 0
  const put = (value: number): void => {
    if (length + 5 > buffer.length) {
      const larger = new Uint8Array(buffer.length * 2)
      larger.set(buffer)
      buffer = larger
    }
    let rest = value >>> 0
    while (rest > 127) {
      buffer[length++] = (rest & 127) | 128
      rest >>>= 7
    }
    buffer[length++] = rest
  }
  return { put, bytes: () => buffer.slice(0, length) }
}

/** Reads what {@link writeBytes} wrote. @throws RangeError past the end. */
export type ByteReader = { readonly take: () => number; readonly isAtEnd: () => boolean }

export function readBytes(bytes: Uint8Array): ByteReader {
  let at = 0
  const take = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]
      if (byte === undefined) throw new RangeError('the data ends in the middle of a number')
      value |= (byte & 127) << shift
      if (byte < 128) return value >>> 0
    }
  }
  return { take, isAtEnd: () => at >= bytes.length }
}
