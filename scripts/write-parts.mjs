// Writes what esbuild has split into parts as CommonJS.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { transform } from 'esbuild'

const hourInMs = 3_600_000

/**
 * esbuild splits ES modules only; each part is turned into CommonJS here, which loads faster (docs/decisions/cold-start.md).
 * @param result of a build in the format `esm` with `splitting`, inline source maps and a metafile
 */
export async function writeParts({ outputFiles: outputs, metafile }, root) {
  const written = outputs.map(({ path }) => path)
  for (const folder of new Set(written.map(dirname))) mkdirSync(folder, { recursive: true })
  await Promise.all(
    outputs.map((output) => writePart(output, isCommonJs(metafile, relative(root, output.path)))),
  )
  for (const folder of new Set(written.filter(isPart).map(dirname))) removeOld(folder, new Set(written))
}

const isPart = (path) => basename(dirname(path)) === 'parts'

/** Whether a part is a CommonJS module that somebody asks for by `import()`. */
function isCommonJs({ inputs, outputs }, path) {
  const { entryPoint } = outputs[path.replaceAll('\\', '/')]
  return entryPoint !== undefined && inputs[entryPoint]?.format === 'cjs'
}

async function writePart({ path, text }, wasCommonJs) {
  const { code, map } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    // `import()` of a part becomes a `require` of it, when it is asked for.
    supported: { 'dynamic-import': false },
    sourcemap: 'external',
    sourcefile: basename(path),
  })
  writeFileSync(
    path,
    `${code}${wasCommonJs ? namesOf(code) : ''}//# sourceMappingURL=${basename(path)}.map\n`,
  )
  writeFileSync(`${path}.map`, map)
}

/**
 * Such a part exports the module as a whole, as `default`. Whoever asks for it by `import()` asks for its members by
 * their names, as Node.js would find them.
 */
function namesOf(code) {
  const [, whole] = /^var (\w+_default) = require_\w+\(\);$/m.exec(code) ?? []
  if (whole === undefined) return ''
  const member = `Object.defineProperty(module.exports, name, { enumerable: true, get: () => ${whole}[name] })`
  return `for (const name of Object.keys(${whole})) if (!(name in module.exports)) ${member}\n`
}

/** Parts of an earlier build; not the latest, since an app that is running may not have asked for all of its parts yet. */
function removeOld(folder, kept) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (kept.has(path.replace(/\.map$/, ''))) continue
    if (Date.now() - statSync(path).mtimeMs > hourInMs) rmSync(path, { force: true })
  }
}
