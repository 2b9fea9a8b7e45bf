import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'

export type Variants = { readonly [name in 'package' | 'unbundled' | 'bare']: string }

/**
 * What is compared: the app as it is deployed; the same sources with their packages left in node_modules, all of them
 * loaded at the start, as an app is that does nothing about it; and the library alone, which registers nothing.
 */
export async function makeVariants(root: string): Promise<Variants> {
  const folder = join(root, 'dist/bench/cold-start')
  mkdirSync(folder, { recursive: true })
  const bare = join(folder, 'bare.js')
  writeFileSync(bare, "require('@azure/functions')\n")
  return { package: join(root, 'dist/main.js'), unbundled: await makeUnbundled(root, folder), bare }
}

async function makeUnbundled(root: string, folder: string): Promise<string> {
  const platform = readdirSync(join(root, 'shared/platform')).filter((file) => /^run-.*\.ts$/.test(file))
  const triggers = readdirSync(join(root, 'functions'))
  const sources = [
    ...triggers.map((file) => `functions/${file}`),
    ...platform.map((file) => `shared/platform/${file}`),
  ]
  const { metafile } = await build({
    stdin: { contents: sources.map((file) => `import './${file}'`).join('\n'), resolveDir: root },
    outfile: join(folder, 'app.js'),
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    packages: 'external',
    loader: { '.css': 'text', '.svg': 'text', '.client.js': 'text' },
    metafile: true,
    logLevel: 'warning',
  })
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports)
  const packages = [...new Set(imports.map(({ path }) => path).filter((path) => !isBuiltin(path)))]
  const main = join(folder, 'unbundled.js')
  const lines = [...packages, './app.js'].map((path) => `require(${JSON.stringify(path)})`)
  writeFileSync(main, `${lines.join('\n')}\n`)
  return main
}
