import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedSnapshot } from '../../shared/ownership/embedded-snapshot'
import { feedFolder } from '../../shared/ownership/feed-folder'
import { withGround } from '../../shared/ownership/ground'
import { packSnapshot } from '../../shared/ownership/snapshot'
import { countPrefixes, type Source } from '../../shared/ownership/source'
import { makeQuestions } from './questions'

/** What every contestant gets: the same snapshot, the same list of prefixes, the same questions. */
export type Dataset = {
  readonly folder: string
  readonly what: string
  readonly entries: number
  readonly prefixes: number
  readonly snapshotInBytes: number
}

export const FILES = {
  snapshot: 'snapshot.bin',
  prefixes: 'prefixes.txt',
  questions: 'questions.txt',
} as const

/** Real lists where they are at hand, else the embedded snapshot. Files, because contestants are processes. */
export function makeDataset(feeds: string, count: number): Dataset {
  const embedded = openEmbeddedSnapshot()
  const isReal = existsSync(feeds)
  const sources: Source[] = isReal ? withGround(feedFolder(feeds).sources, embedded) : embedded.unpack()
  const byText = new Map(
    sources
      .flatMap(({ entries }) => entries.flatMap(({ prefixes }) => prefixes))
      .map((cidr) => [cidr.text, cidr]),
  )
  const folder = mkdtempSync(join(tmpdir(), 'bench-ownership-'))
  const snapshot = packSnapshot(sources, new Date())
  writeFileSync(join(folder, FILES.snapshot), snapshot)
  writeFileSync(join(folder, FILES.prefixes), [...byText.keys()].join('\n'))
  writeFileSync(join(folder, FILES.questions), makeQuestions([...byText.values()], count).join('\n'))
  return {
    folder,
    what: isReal ? feeds : 'the embedded snapshot (no feed folder at hand)',
    entries: sources.reduce((sum, source) => sum + countPrefixes(source), 0),
    prefixes: byText.size,
    snapshotInBytes: snapshot.length,
  }
}

/** Each line as a string of its own, not a slice of the file, as it would come from a parsed alert. */
export function readLines(path: string): string[] {
  const bytes = readFileSync(path)
  const lines: string[] = []
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start)
    lines.push(bytes.toString('latin1', start, end < 0 ? bytes.length : end))
    start = end < 0 ? bytes.length : end + 1
  }
  return lines
}
