import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const KEPT_RUNS = 5

/** `.sandbox/run-<n>/mails`, numbered on from the last run; only the latest few runs are kept. */
export function makeRunFolder(root: string): { readonly folder: string; readonly mails: string } {
  const parent = join(root, '.sandbox')
  mkdirSync(parent, { recursive: true })
  const numbers = readdirSync(parent)
    .flatMap((name) => /^run-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
  for (const old of numbers.slice(0, Math.max(0, numbers.length - KEPT_RUNS + 1)))
    rmSync(join(parent, `run-${old}`), { recursive: true, force: true })
  const folder = join(parent, `run-${(numbers.at(-1) ?? 0) + 1}`)
  const mails = join(folder, 'mails')
  mkdirSync(mails, { recursive: true })
  return { folder, mails }
}
