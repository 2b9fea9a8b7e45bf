/** A prefix of a v6 tree (v4 sits at ::/96) with the record it leads to. Prefixes must not overlap. */
export type MmdbLeaf = { readonly words: readonly number[]; readonly length: number; readonly record: number }

const SEPARATOR = Buffer.alloc(16)
const METADATA_MARKER = Buffer.concat([Buffer.from('abcdef', 'hex'), Buffer.from('MaxMind.com')])

/** Writes MaxMind DB format 2.0: a binary tree over address bits and, behind it, one list of tags per record. */
export function writeMmdb(leaves: readonly MmdbLeaf[], records: readonly (readonly string[])[]): Buffer {
  const tree = growTree(leaves)
  const encoded = records.map((tags) => sized(11, tags.length, tags.map(encodeString)))
  const offsets: number[] = []
  let size = 0
  for (const bytes of encoded) {
    offsets.push(size)
    size += bytes.length
  }
  const nodes = Buffer.alloc(tree.length * 8)
  for (const [i, sides] of tree.entries()) {
    for (const [side, target] of sides.entries()) {
      nodes.writeUInt32BE(pointer(target, tree.length, offsets), 8 * i + 4 * side)
    }
  }
  return Buffer.concat([nodes, SEPARATOR, ...encoded, METADATA_MARKER, encodeMetadata(tree.length)])
}

type Node = [left: number, right: number]

/** Targets: above 0 another node, 0 nothing, below 0 the record -1 - target. */
function growTree(leaves: readonly MmdbLeaf[]): Node[] {
  const tree: Node[] = [[0, 0]]
  for (const { words, length, record } of leaves) {
    let at = 0
    for (let depth = 0; depth < length; depth++) {
      const node: Node = tree[at] ?? [0, 0]
      const bit = ((words[depth >>> 5] ?? 0) >>> (31 - (depth & 31))) & 1 ? 1 : 0
      if (depth === length - 1) node[bit] = -1 - record
      else {
        if (node[bit] === 0) node[bit] = tree.push([0, 0]) - 1
        at = node[bit]
      }
    }
  }
  return tree
}

function pointer(target: number, nodeCount: number, offsets: readonly number[]): number {
  if (target > 0) return target
  return target === 0 ? nodeCount : nodeCount + SEPARATOR.length + (offsets[-1 - target] ?? 0)
}

/** A control byte (type and size, extended types in a second byte) and the content. */
function sized(type: number, size: number, content: readonly Buffer[]): Buffer {
  const head =
    size < 29 ? [size] : size < 285 ? [29, size - 29] : [30, (size - 285) >>> 8, (size - 285) & 255]
  const [low = 0, ...more] = head
  const control = type < 8 ? [(type << 5) | low, ...more] : [low, type - 7, ...more]
  return Buffer.concat([Buffer.from(control), ...content])
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text)
  return sized(2, bytes.length, [bytes])
}

function encodeNumber(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  const start = bytes.findIndex((byte) => byte !== 0)
  const short = start < 0 ? Buffer.alloc(0) : bytes.subarray(start)
  return sized(type, short.length, [short])
}

function encodeMetadata(nodeCount: number): Buffer {
  const uint16 = 5
  const uint32 = 6
  const uint64 = 9
  const entries: readonly (readonly [string, Buffer])[] = [
    ['node_count', encodeNumber(uint32, nodeCount)],
    ['record_size', encodeNumber(uint16, 32)],
    ['ip_version', encodeNumber(uint16, 6)],
    ['database_type', encodeString('ownership')],
    ['languages', sized(11, 0, [])],
    ['binary_format_major_version', encodeNumber(uint16, 2)],
    ['binary_format_minor_version', encodeNumber(uint16, 0)],
    ['build_epoch', encodeNumber(uint64, 0)],
    ['description', sized(7, 0, [])],
  ]
  return sized(
    7,
    entries.length,
    entries.flatMap(([key, value]) => [encodeString(key), value]),
  )
}
