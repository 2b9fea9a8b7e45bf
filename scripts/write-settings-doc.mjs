// Writes docs/settings.md from the schema of the settings.
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { build } from 'esbuild'
import { format, resolveConfig } from 'prettier'

const root = new URL('..', import.meta.url)
const { outputFiles } = await build({
  entryPoints: [new URL('shared/settings/settings-document.ts', root).pathname],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  write: false,
})
const loaded = { exports: {} }
new Function('module', 'exports', 'require', outputFiles[0].text)(
  loaded,
  loaded.exports,
  createRequire(import.meta.url),
)
const page = new URL('docs/settings.md', root).pathname
const options = await resolveConfig(page)
await writeFile(page, await format(loaded.exports.settingsDocument(), { ...options, filepath: page }))
