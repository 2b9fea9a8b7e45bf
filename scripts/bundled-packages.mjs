// Which packages a bundle is made of, and the texts that their licences want to travel with it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Data that is not bundled as code, but from which the embedded ownership data are made. */
const dataPackages = ['node_modules/@ip-location-db/asn']
const rule = '='.repeat(78)
const isLicence = (file) => /^(?:.+-)?(?:licen[cs]e|notice|copying|copyright)\b|^NRO_LICENSE$/i.test(file)

/** Folders of the packages whose files are in the bundle, out of esbuild's metafile. */
function foldersIn(metafile) {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  )
  const folders = inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])
  return [...new Set(folders)]
}

/** Name, version, licence and licence texts of every package in the bundle, by name. */
export function bundledPackages(metafile, root) {
  return [...foldersIn(metafile), ...dataPackages]
    .map((folder) => {
      const { name, version, license, author } = JSON.parse(
        readFileSync(join(root, folder, 'package.json'), 'utf8'),
      )
      const files = readdirSync(join(root, folder)).filter(isLicence).sort()
      const texts = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim())
      const by = typeof author === 'string' ? author : (author?.name ?? 'its authors')
      const missing = `Copyright by ${by}. The package brings no text of its licence; it is ${license}.`
      return { name, version, license, texts: texts.length > 0 ? texts : [missing] }
    })
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1))
}

/** What lies beside the bundle, for whoever gets it. */
export function noticesOf(packages) {
  const intro = 'This program contains the following packages, each under its own licence.'
  const parts = packages.map(({ name, version, license, texts }) =>
    [rule, `${name} ${version}: ${license}`, rule, '', texts.join('\n\n')].join('\n'),
  )
  return `${[intro, ...parts].join('\n\n')}\n`
}

/** The same list, read back from the notices. Undefined where the app has not been built. */
export function packagesInNotices(file) {
  if (!existsSync(file)) return undefined
  const headings = readFileSync(file, 'utf8').matchAll(/^={78}\n(\S+) (\S+): (.+)\n={78}$/gm)
  return [...headings].map(([, name, version, license]) => ({ name, version, license }))
}
