// Checks infra/ with Bicep's own compiler, which NuGet has: `bicep build` and `bicep lint`, no warning allowed.
// Usage: node scripts/bicep.mjs            build, lint and layout; says so where there is no compiler
//        node scripts/bicep.mjs --compile  the compiled template on standard output; exit code 3 where there is none
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const version = '0.47.16'
const noCompiler = 3
const root = join(import.meta.dirname, '..')
const infra = join(root, 'infra')
const run = (command, args) =>
  spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: 180_000, maxBuffer: 64 * 2 ** 20 })

/** Path of the compiler, or why there is none. */
function findCompiler() {
  const system = { linux: 'linux', darwin: 'osx', win32: 'win' }[process.platform]
  const name = `Azure.Bicep.CommandLine.${system}-${process.arch}`
  const cache = join(root, 'node_modules/.cache/bicep')
  const tool = process.platform === 'win32' ? 'bicep.exe' : 'bicep'
  const path = join(cache, name.toLowerCase(), version, 'tools', tool)
  if (existsSync(path)) return { path }
  if (run('dotnet', ['--version']).status !== 0) {
    const installed = run('bicep', ['--version'])
    return installed.status === 0 ? { path: 'bicep' } : { why: 'neither dotnet nor bicep is on the PATH' }
  }
  const restored = restore(name, cache)
  if (!existsSync(path)) return { why: `NuGet did not give ${name} ${version}: ${lastLine(restored.stdout)}` }
  chmodSync(path, 0o755)
  return { path }
}

/** A project that wants nothing but the package is the plainest way to download one. */
function restore(name, cache) {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(tmpdir(), 'bicep-'))
  const project = join(folder, 'bicep.csproj')
  writeFileSync(
    project,
    `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences><RestorePackagesPath>${cache}</RestorePackagesPath></PropertyGroup>
  <ItemGroup><PackageDownload Include="${name}" Version="[${version}]" /></ItemGroup>
</Project>`,
  )
  try {
    return run('dotnet', ['restore', project])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const lastLine = (text) => (text ?? '').trim().split('\n').at(-1) ?? ''

/** The compiler writes warnings and errors to standard error, a line each, and nothing else. */
function isSilent(title, { status, stderr }) {
  const isFine = status === 0 && stderr.trim() === ''
  console.log(`${isFine ? 'ok    ' : 'FAILED'} ${title}`)
  if (!isFine) console.log(stderr.trim())
  return isFine
}

function isLaidOut(path, file) {
  const { stdout } = run(path, ['format', join(infra, file), '--stdout'])
  const isFine = stdout === readFileSync(join(infra, file), 'utf8')
  if (!isFine) console.log(`FAILED ${file} is not laid out as \`bicep format infra/${file}\` does`)
  return isFine
}

const { path, why } = findCompiler()
const main = join(infra, 'main.bicep')
if (path === undefined) {
  console.error(`skipped: the templates are not compiled, since ${why}`)
  process.exitCode = process.argv.includes('--compile') ? noCompiler : 0
} else if (process.argv.includes('--compile')) {
  const { status, stdout, stderr } = run(path, ['build', main, '--stdout'])
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = status === 0 ? 0 : 1
} else {
  const files = readdirSync(infra).filter((file) => file.endsWith('.bicep'))
  console.log(lastLine(run(path, ['--version']).stdout))
  const results = [
    isSilent('bicep build infra/main.bicep', run(path, ['build', main, '--stdout'])),
    // Of the modules, too.
    isSilent('bicep lint infra/main.bicep', run(path, ['lint', main])),
    ...files.map((file) => isLaidOut(path, file)),
  ]
  process.exitCode = results.every(Boolean) ? 0 : 1
}
