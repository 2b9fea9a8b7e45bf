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
  const folder = makeNext(parent, (numbers.at(-1) ?? 0) + 1)
  const mails = join(folder, 'mails')
  mkdirSync(mails)
  return { folder, mails }
}

/** Somebody else's run may take the number meanwhile. */
function makeNext(parent: string, number: number): string {
  const folder = join(parent, `run-${number}`)
  try {
    mkdirSync(folder)
    return folder
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return makeNext(parent, number + 1)
  }
}
