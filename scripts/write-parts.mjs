// Writes what esbuild has split into parts as CommonJS.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { transform } from 'esbuild'

const hourInMs = 3_600_000

/**
 * esbuild splits ES modules only; each part is turned into CommonJS here, which loads faster (docs/decisions/cold-start.md).
 * @param outputs of a build in the format `esm` with `splitting` and inline source maps
 */
export async function writeParts(outputs) {
  const written = outputs.map(({ path }) => path)
  for (const folder of new Set(written.map(dirname))) mkdirSync(folder, { recursive: true })
  await Promise.all(outputs.map(writePart))
  for (const folder of new Set(written.filter(isPart).map(dirname))) removeOld(folder, new Set(written))
}

const isPart = (path) => basename(dirname(path)) === 'parts'

async function writePart({ path, text }) {
  const { code, map } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    // `import()` of a part becomes a `require` of it, when it is asked for.
    supported: { 'dynamic-import': false },
    sourcemap: 'external',
    sourcefile: basename(path),
  })
  writeFileSync(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`)
  writeFileSync(`${path}.map`, map)
}

/** Parts of an earlier build; not the latest, since an app that is running may not have asked for all of its parts yet. */
function removeOld(folder, kept) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (kept.has(path.replace(/\.map$/, ''))) continue
    if (Date.now() - statSync(path).mtimeMs > hourInMs) rmSync(path, { force: true })
  }
}
