import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(__dirname, '../..')

/** Bundles one entry point as the project's build does, in a process of its own. */
export function bundle(entryPoint: string, outfile: string, ...flags: string[]): void {
  const esbuild = join(root, 'node_modules/.bin/esbuild')
  const common = ['--bundle', '--platform=node', '--format=cjs', '--log-level=error']
  execFileSync(esbuild, [entryPoint, ...common, `--outfile=${outfile}`, ...flags], {
    cwd: root,
    timeout: 20_000,
  })
}
