// `npm run fuzz`: reads 200,000 hostile alerts of every dialect, prints how many, and fails where there were fewer.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const outfile = join(root, 'dist/fuzz/main.cjs')
await build({
  entryPoints: [join(root, 'tests/alerts/fuzz-main.ts')],
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  sourcemap: 'inline',
  outfile,
  logLevel: 'warning',
})
const args = ['--enable-source-maps', outfile, ...process.argv.slice(2)]
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1
