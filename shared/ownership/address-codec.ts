import type { AddressData } from './address-data'
import { type ByteReader, type ByteWriter, readBytes, writeBytes } from './byte-stream'
import type { Intervals } from './intervals'
import { labelOf, lengthOf, itemOf, type SetTable } from './prefix-sets'
import type { Label } from './source'

type Arrays = Pick<AddressData, 'sets' | 'v4' | 'v6'>

/** Starts are sorted, so each is written as what it adds to the one before; that is small and compresses well. */
export function encodeArrays({ sets, v4, v6 }: Arrays): Uint8Array {
  const writer = writeBytes()
  putSets(writer, sets)
  putIntervals(writer, v4, 1)
  putIntervals(writer, v6, 4)
  return writer.bytes()
}

/** @throws RangeError when the bytes do not hold what they announce. */
export function decodeArrays(bytes: Uint8Array, labels: readonly Label[]): AddressData {
  const reader = readBytes(bytes)
  const sets = takeSets(reader)
  const v4 = takeIntervals(reader, 1)
  const v6 = takeIntervals(reader, 4)
  if (!reader.isAtEnd()) throw new RangeError('more data than announced')
  return { labels, sets, v4, v6 }
}

function putSets(writer: ByteWriter, { offsets, items }: SetTable): void {
  writer.put(offsets.length)
  writer.put(items.length)
  for (let i = 1; i < offsets.length; i++) writer.put((offsets[i] ?? 0) - (offsets[i - 1] ?? 0))
  for (const item of items) writer.put(labelOf(item))
  for (const item of items) writer.put(lengthOf(item))
}

function takeSets(reader: ByteReader): SetTable {
  const offsets = new Uint32Array(reader.take())
  const items = new Uint32Array(reader.take())
  for (let i = 1; i < offsets.length; i++) offsets[i] = (offsets[i - 1] ?? 0) + reader.take()
  for (let i = 0; i < items.length; i++) items[i] = reader.take()
  for (let i = 0; i < items.length; i++) items[i] = itemOf(items[i] ?? 0, reader.take())
  return { offsets, items }
}

/** Per start: which word is the first to differ from the start before, by how much, and the words after it. */
function putIntervals(writer: ByteWriter, { starts, setIds }: Intervals, size: number): void {
  writer.put(setIds.length)
  for (const setId of setIds) writer.put(setId)
  for (let i = size; i < starts.length; i += size) {
    let k = 0
    while (k < size - 1 && starts[i + k] === starts[i + k - size]) k++
    if (size > 1) writer.put(k)
    writer.put((starts[i + k] ?? 0) - (starts[i + k - size] ?? 0))
    while (++k < size) writer.put(starts[i + k] ?? 0)
  }
}

function takeIntervals(reader: ByteReader, size: number): Intervals {
  const setIds = new Uint32Array(reader.take())
  for (let i = 0; i < setIds.length; i++) setIds[i] = reader.take()
  const starts = new Uint32Array(setIds.length * size)
  for (let i = size; i < starts.length; i += size) {
    const differing = size > 1 ? reader.take() : 0
    for (let k = 0; k < differing; k++) starts[i + k] = starts[i + k - size] ?? 0
    starts[i + differing] = (starts[i + differing - size] ?? 0) + reader.take()
    for (let k = differing + 1; k < size; k++) starts[i + k] = reader.take()
  }
  return { starts, setIds }
}
