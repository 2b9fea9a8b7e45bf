// `npm run bench -- NAME`: bundles bench/NAME/main.ts and runs it with the Node that runs this.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const names = readdirSync(import.meta.dirname).filter((name) =>
  existsSync(join(import.meta.dirname, name, 'main.ts')),
)
const [name, ...args] = process.argv.slice(2)
if (!names.includes(name)) {
  console.error(`Usage: npm run bench -- ${names.join('|')}`)
  process.exit(2)
}
const outfile = join(root, 'dist/bench', `${name}.cjs`)
await build({
  entryPoints: [join(import.meta.dirname, name, 'main.ts')],
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  outfile,
  packages: 'external',
  // What the browser gets is text to the app.
  loader: { '.css': 'text', '.svg': 'text', '.client.js': 'text' },
  // What is imported late is required instead: only that finds a folder of a package, as the app does once bundled.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
})
// A rate per core counts no helper threads of the collector: a machine of one core has none.
// Open reports are looked at in as little memory as a small instance has.
const flags =
  {
    alerts: ['--single-threaded-gc'],
    'open-reports': ['--max-old-space-size=96', '--max-semi-space-size=8'],
  }[name] ?? []
process.exitCode =
  spawnSync(process.execPath, [...flags, outfile, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1
