// Bundles the app, the command line and the sandbox, and makes the embedded ownership snapshot.
// `node build.mjs [FOLDER]`: into dist/, or into another folder.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { bundledPackages, noticesOf } from './scripts/bundled-packages.mjs'
import { makeEmbeddedSnapshot } from './scripts/make-embedded-snapshot.mjs'
import { sourcesHash } from './scripts/sources-hash.mjs'
import { writeParts } from './scripts/write-parts.mjs'

const root = import.meta.dirname
const dist = resolve(process.argv[2] ?? join(root, 'dist'))
const triggers = readdirSync(join(root, 'functions')).filter((file) => file.endsWith('.ts'))
/** What surrounds every invocation comes first. */
const entries = ['shared/platform/app-hooks.ts', ...triggers.map((file) => `functions/${file}`)]

const common = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  sourcemap: true,
  absWorkingDir: root,
  logLevel: 'warning',
  define: { SOURCES_HASH: JSON.stringify(sourcesHash(root)) },
  // What the browser gets is text to the app.
  loader: { '.css': 'text', '.svg': 'text', '.client.js': 'text' },
}

rmSync(join(dist, 'sandbox'), { recursive: true, force: true })
const [app] = await Promise.all([
  build({
    ...common,
    stdin: { contents: entries.map((file) => `import './${file}'`).join('\n'), resolveDir: root },
    outdir: dist,
    entryNames: 'main',
    chunkNames: 'parts/[name]-[hash]',
    format: 'esm',
    splitting: true,
    sourcemap: 'inline',
    write: false,
    minifySyntax: true,
    metafile: true,
    // The worker provides it; bundled in, the app would register nothing and say nothing.
    external: ['@azure/functions-core'],
  }),
  build({
    ...common,
    entryPoints: { cli: 'cli/main.ts' },
    outdir: dist,
    external: ['@azure/functions-core'],
  }),
  build({
    ...common,
    entryPoints: { 'sandbox/main': 'sandbox/main.ts', 'sandbox/host': 'sandbox/host/main.ts' },
    outdir: dist,
    packages: 'external',
  }),
])
await writeParts(app, root)
writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), noticesOf(bundledPackages(app.metafile, root)))
await makeEmbeddedSnapshot(join(dist, 'embedded-ownership.bin'))
