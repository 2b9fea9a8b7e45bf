import { createReadStream } from 'node:fs'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const table = dirname(createRequire(import.meta.url).resolve('@ip-location-db/asn/package.json'))
const tableFiles = ['asn-ipv4.csv', 'asn-ipv6.csv'].map((name) => join(table, name))
const entryPoint = join(root, 'shared/ownership/embedded-snapshot.ts')

/** The TypeScript that packs snapshots, bundled in memory: the very code that will read them. */
async function loadPacker() {
  const result = await build({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    absWorkingDir: root,
    define: { __dirname: '""' },
    logLevel: 'error',
  })
  const [file] = result.outputFiles
  const inputs = Object.keys(result.metafile.inputs).map((path) => join(root, path))
  const load = () => import(`data:text/javascript;base64,${Buffer.from(file.contents).toString('base64')}`)
  return { inputs, load }
}

/** Lines of Microsoft's networks only; the names in the last column never decide. */
async function* linesOf(files) {
  for (const file of files) yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity })
}

/** `2.3.2026061719` was built in the hour 19 of 2026-06-17. */
function dateOfVersion(version) {
  const match = /(20\d{2})(\d{2})(\d{2})(\d{2})?$/.exec(version)
  if (match === null) throw new Error(`no date in the version ${version} of @ip-location-db/asn`)
  const [, year, month, day, hour = '00'] = match
  return new Date(`${year}-${month}-${day}T${hour}:00:00Z`)
}

async function changedAt(path) {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}

/**
 * Writes the snapshot that the first run answers from, unless it is newer than everything it is made from.
 * @returns what was done, as a line for people.
 */
export async function makeEmbeddedSnapshot(outFile) {
  const { inputs, load } = await loadPacker()
  const made = await changedAt(outFile)
  const times = await Promise.all([...inputs, ...tableFiles, fileURLToPath(import.meta.url)].map(changedAt))
  if (made > Math.max(...times)) return `${outFile} is up to date`
  const { version } = JSON.parse(await readFile(join(table, 'package.json'), 'utf8'))
  const { makeEmbeddedSnapshot: make } = await load()
  const lines = await Array.fromAsync(linesOf(tableFiles))
  const bytes = make(lines, `@ip-location-db/asn ${version}`, dateOfVersion(version))
  await mkdir(dirname(outFile), { recursive: true })
  await writeFile(`${outFile}.part`, bytes)
  await rename(`${outFile}.part`, outFile)
  return `${outFile}: ${bytes.length} bytes`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(await makeEmbeddedSnapshot(join(root, 'dist/embedded-ownership.bin')))
}
