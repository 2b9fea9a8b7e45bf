import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Cidr } from '../model/cidr'
import { asnContent, MICROSOFT_ASNS } from './asn-list'
import { rangeToCidrs } from './range-to-cidrs'
import { openSnapshot, packSnapshot, type Snapshot } from './snapshot'
import { FeedRefusedError } from './source'

const FILE_NAME = 'embedded-ownership.bin'

/** Fewer announced blocks than this are a broken file, not Microsoft's network. */
const FEWEST_BLOCKS = 500

/**
 * The snapshot that ships with the program: what Microsoft's networks announce, as of `date`, from lines
 * `first,last,asn,name` of an address table. Coarse: it knows no service tags, and says so wherever it answers.
 * @throws FeedRefusedError when the table holds too little to be true.
 */
export function makeEmbeddedSnapshot(lines: Iterable<string>, from: string, date: Date): Uint8Array {
  const blocks = new Map<number, Cidr[]>()
  for (const line of lines) {
    const [first = '', last = '', number = ''] = line.split(',', 3)
    const asn = Number(number)
    if (!MICROSOFT_ASNS.has(asn)) continue
    const cidrs = rangeToCidrs(first, last)
    if (cidrs === undefined) throw new FeedRefusedError(`${JSON.stringify(line)} is no address range`)
    blocks.set(asn, [...(blocks.get(asn) ?? []), ...cidrs])
  }
  const count = [...blocks.values()].reduce((sum, cidrs) => sum + cidrs.length, 0)
  if (count < FEWEST_BLOCKS)
    throw new FeedRefusedError(`only ${count} blocks of Microsoft’s networks in ${from}`)
  return packSnapshot([{ ...asnContent(blocks), date: date.toISOString().slice(0, 10), from }], date)
}

/**
 * Where the build put it: `dist/` beside or above the folder asked about, so that bundles, tests and the CLI find the same.
 * undefined before the first build.
 */
export function findEmbeddedSnapshot(startFolder: string): string | undefined {
  for (let folder = startFolder; ; folder = dirname(folder)) {
    const found = [join(folder, FILE_NAME), join(folder, 'dist', FILE_NAME)].find((path) => existsSync(path))
    if (found !== undefined) return found
    if (dirname(folder) === folder) return undefined
  }
}

/** @throws Error before the first build; SnapshotUnreadableError when the file is damaged. */
export function openEmbeddedSnapshot(startFolder: string = __dirname): Snapshot {
  const path = findEmbeddedSnapshot(startFolder)
  if (path === undefined) throw new Error(`${FILE_NAME} is missing: run "npm run build" once`)
  return openSnapshot(readFileSync(path))
}
