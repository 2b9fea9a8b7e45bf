// `npm run -s cli -- …`: the command line as the sources stand, built first where that has not been done since.
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const changedAt = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0

const sources = ['cli', 'shared'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name)),
)
const newest = Math.max(...['package.json', 'build.mjs', ...sources].map(changedAt))
const built = Math.min(...['dist/cli.js', 'dist/embedded-ownership.bin'].map(changedAt))

if (built === 0 || changedAt('dist/cli.js') < newest) {
  // Standard output belongs to the command, whose answer may be read by a program.
  const { status } = spawnSync(process.execPath, [join(root, 'build.mjs')], { stdio: ['ignore', 2, 2] })
  if (status !== 0) process.exit(status ?? 1)
}
await import('../dist/cli.js')
