// The bill of materials of what is deployed: dist/sbom.cdx.json, CycloneDX, as npm writes it, without what is installed
// and not in the bundle. `--docs` writes docs/licences.md as well.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packagesInNotices } from './bundled-packages.mjs'

const root = join(import.meta.dirname, '..')
const bundled = packagesInNotices(join(root, 'dist/THIRD-PARTY-NOTICES.txt'))
if (bundled === undefined) {
  console.error('Nothing has been built yet: npm run build')
  process.exit(1)
}

const options = {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
}
// With development dependencies, since the embedded data come out of one.
const { status, stdout, stderr } = spawnSync('npm', ['sbom', '--sbom-format=cyclonedx'], options)
if (status !== 0) {
  console.error(`npm sbom failed: ${stderr}`)
  process.exit(1)
}

const all = JSON.parse(stdout)
const isIn = new Set(bundled.map(({ name, version }) => `${name}@${version}`))
const components = all.components
  .filter(({ name, version }) => isIn.has(`${name}@${version}`))
  // What is in the bundle is required, whatever npm thinks of how it was installed.
  .map((component) => ({ ...component, scope: 'required' }))
const refs = new Set([
  all.metadata.component['bom-ref'],
  ...components.map((component) => component['bom-ref']),
])
const dependencies = all.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }))
const component = { ...all.metadata.component, type: 'application', name: 'defender-abuse-reporter' }
const sbom = { ...all, metadata: { ...all.metadata, component }, components, dependencies }
writeFileSync(join(root, 'dist/sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`)

const told = new Set(components.map(({ name, version }) => `${name}@${version}`))
const missing = [...isIn].filter((one) => !told.has(one))
console.log(`dist/sbom.cdx.json: ${components.length} packages in the bundle, CycloneDX ${all.specVersion}`)
if (missing.length > 0) {
  console.error(`npm does not know of ${missing.join(', ')}`)
  process.exitCode = 1
}

if (process.argv.includes('--docs')) {
  const rows = [...new Map(bundled.map(({ name, license }) => [name, license]))]
  const page = `# Licences

What is in the deployed package, besides this program itself (MIT). Written by \`node scripts/sbom.mjs --docs\` from what the
bundler says it has taken in; a test holds both this page and the list of licences that are allowed against it. The texts
lie beside the bundle, in \`dist/THIRD-PARTY-NOTICES.txt\`; a bill of materials with versions is \`dist/sbom.cdx.json\`.

The embedded ownership data are made from \`@ip-location-db/asn\`: RouteViews, NRO and DB-IP, all under CC BY 4.0, which wants
their names told: [RouteViews](https://www.routeviews.org), [NRO](https://www.nro.net), [IP to ASN by DB-IP](https://db-ip.com).

| package | licence |
| --- | --- |
${rows.map(([name, license]) => `| \`${name}\` | ${license} |`).join('\n')}
`
  writeFileSync(join(root, 'docs/licences.md'), page)
}
