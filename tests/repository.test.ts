import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'

const root = join(__dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const yaml = (path: string): unknown => parse(read(path), { strict: true, uniqueKeys: true })

const packageJson = z
  .object({
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    engines: z.object({ node: z.string() }),
  })
  .parse(JSON.parse(read('package.json')))

const step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
})
const workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      container: z.string().optional(),
      'timeout-minutes': z.number(),
      permissions: z.undefined().optional(),
      strategy: z.object({ matrix: z.record(z.string(), z.array(z.unknown())) }).optional(),
      steps: z.array(step),
    }),
  ),
})

describe('.github/workflows/ci.yml', () => {
  const { on, permissions, jobs } = workflow.parse(yaml('.github/workflows/ci.yml'))
  const runsOf = (job: string) => jobs[job]!.steps.flatMap(({ run }) => run ?? [])
  const actions = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []))

  it('runs for every change, by the same script as anywhere else, on Debian 12 as root', () => {
    expect(Object.keys(on)).toEqual(expect.arrayContaining(['push', 'pull_request']))
    // bookworm is Debian 12, and its container runs as root.
    expect(jobs['everything']?.container).toMatch(/^node:\d+-bookworm$/)
    expect(runsOf('everything').filter((run) => !run.startsWith('git config '))).toEqual(['.ci/run'])
    expect(existsSync(join(root, '.ci/run'))).toBe(true)
  })

  it('installs and tests as the README says, on every system and with every Node.js that may install', () => {
    expect(jobs['elsewhere']?.strategy?.matrix).toEqual({
      os: ['ubuntu-latest', 'macos-latest', 'windows-latest'],
      node: [22, 24],
    })
    expect(packageJson.engines.node).toBe('>=22')
    expect(runsOf('elsewhere')).toEqual(['npm install', 'npm test'])
  })

  it('tries the built app in the real host, by the script that .ci/run tries it with in ours', () => {
    expect(runsOf('host')).toEqual([
      'npm ci',
      'npm run build',
      'npm install --global azure-functions-core-tools@4 --unsafe-perm true',
      'node scripts/try-host.mjs --with core-tools',
    ])
    expect(stages().map(({ command }) => command)).toContain('node scripts/try-host.mjs')
  })

  it('may only read, and hands its token to no later step', () => {
    expect(permissions).toEqual({ contents: 'read' })
    const checkouts = Object.values(jobs).flatMap(({ steps }) =>
      steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')),
    )
    expect(checkouts).toHaveLength(Object.keys(jobs).length)
    expect(checkouts.filter((one) => one.with?.['persist-credentials'] !== false)).toEqual([])
  })

  it('takes each action at one commit, and says which version that is', () => {
    expect(actions.length).toBeGreaterThan(4)
    expect(actions.filter((uses) => !/^actions\/[a-z-]+@[0-9a-f]{40}$/.test(uses))).toEqual([])
    const lines = read('.github/workflows/ci.yml').split('\n')
    expect(lines.filter((line) => /\buses:/.test(line) && !/ # v\d+\.\d+\.\d+$/.test(line))).toEqual([])
  })

  it('keeps what .ci/run makes', () => {
    const kept = jobs['everything']!.steps.flatMap(({ with: given }) =>
      z.string().catch('').parse(given?.['path']).split('\n'),
    )
    expect(kept.filter((path) => path !== '')).toEqual(['dist/sbom.cdx.json', 'dist/THIRD-PARTY-NOTICES.txt'])
  })
})

/** Its stages, with what they run; functions of the script are named as they are. */
function stages() {
  const lines = [...read('.ci/run').matchAll(/^stage '([^']+)' (.+?)(?: \|\| finish)?$/gm)]
  return lines.map(([, title = '', command = '']) => ({ title, command }))
}

describe('.ci/run', () => {
  it('names scripts that exist', () => {
    const scripts = [...read('.ci/run').matchAll(/\bnode ([\w./-]+\.mjs)/g)].map(([, path]) => path ?? '')
    expect(scripts.length).toBeGreaterThan(3)
    expect(scripts.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('leaves out nothing that `npm run verify` does, nor the other way round, but for what it installs', () => {
    const named = new Set(stages().flatMap(({ command }) => /node (scripts\/\S+)/.exec(command)?.[1] ?? []))
    const verified = new Set(
      [...(packageJson.scripts['verify'] ?? '').matchAll(/node (scripts\/\S+)/g)].map(([, path]) => path),
    )
    expect([...verified].sort()).toEqual([...named].sort())
  })
})

describe('.github/dependabot.yml', () => {
  const { updates } = z
    .object({
      version: z.literal(2),
      updates: z.array(
        z.object({
          'package-ecosystem': z.string(),
          directory: z.literal('/'),
          groups: z.record(z.string(), z.unknown()),
          ignore: z.array(z.object({ 'dependency-name': z.string() })).default([]),
        }),
      ),
    })
    .parse(yaml('.github/dependabot.yml'))

  it('looks after packages and actions, in groups', () => {
    expect(updates.map((one) => one['package-ecosystem'])).toEqual(['npm', 'github-actions'])
    expect(updates.filter(({ groups }) => Object.keys(groups).length === 0)).toEqual([])
  })

  it('passes over exactly what is held at one version', () => {
    const held = Object.entries(packageJson.dependencies).filter(([, range]) => /^\d/.test(range))
    const passedOver = updates.flatMap(({ ignore }) => ignore.map((one) => one['dependency-name']))
    expect(passedOver.sort()).toEqual(held.map(([name]) => name).sort())
  })
})

describe('forms', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root }).filter(
    (path) => !path.endsWith('config.yml'),
  )
  const form = z.object({
    name: z.string().min(5),
    description: z.string().min(10),
    labels: z.array(z.string()).length(1),
    body: z.array(
      z
        .object({
          type: z.enum(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']),
          id: z
            .string()
            .regex(/^[a-z-]+$/)
            .optional(),
          attributes: z.record(z.string(), z.unknown()),
        })
        .refine(({ type, id }) => (type === 'markdown') === (id === undefined)),
    ),
  })
  const labels = () =>
    z
      .object({ changelog: z.object({ categories: z.array(z.object({ labels: z.array(z.string()) })) }) })
      .parse(yaml('.github/release.yml'))
      .changelog.categories.flatMap((category) => category.labels)

  it('there is one for a bug, a false report and a dialect', () => {
    expect(forms.map((path) => path.replace(/.*[/\\]/, '')).sort()).toEqual([
      'bug.yml',
      'dialect.yml',
      'false-report.yml',
    ])
  })

  it.each(forms)('%s is a form, and its label stands in the notes of a release', (path) => {
    const { body, labels: own } = form.parse(yaml(path))
    const ids = body.flatMap(({ id }) => id ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(labels()).toEqual(expect.arrayContaining(own))
  })

  it('weaknesses are not for them', () => {
    expect(read('.github/ISSUE_TEMPLATE/config.yml')).toContain('SECURITY.md')
  })
})

it('every YAML file below .github/ can be read', () => {
  const files = globSync('.github/**/*.{yml,yaml}', { cwd: root })
  expect(files.length).toBeGreaterThan(5)
  expect(files.map((path) => typeof yaml(path)).filter((type) => type !== 'object')).toEqual([])
})

it('CODEOWNERS speaks of folders that exist, and of no real person', () => {
  const lines = read('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const rules = lines.map((line) => line.split(/\s+/))
  expect(rules[0]?.[0]).toBe('*')
  expect(rules.slice(1).filter(([path = '']) => !existsSync(join(root, path)))).toEqual([])
  expect(new Set(rules.map(([, owner]) => owner))).toEqual(new Set(['@example/abuse-reporter-maintainers']))
})

/** Any of these lets us ship the code in a program under the MIT licence, with its text beside it. */
const allowed = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
]
/** Data, not code. What it wants is told in docs/licences.md and in the notices. */
const data = new Map([
  ['@ip-location-db/asn', 'SEE LICENSE IN ROUTEVIEWS-LICENSE and DBIP-LICENSE (CC-BY-4.0)'],
])

describe('what is in the bundle', () => {
  const notices = read('dist/THIRD-PARTY-NOTICES.txt')
  const parts = notices.split(/^={78}\n(?=\S+ \S+: )/m).slice(1)
  const packages = parts.map((part) => {
    const [, name = '', version = '', license = ''] = /^(\S+) (\S+): (.+)\n={78}\n/.exec(part) ?? []
    return { name, version, license, text: part.slice(part.indexOf('\n\n')).trim() }
  })

  it('is at least what the program depends on', () => {
    const names = new Set(packages.map(({ name }) => name))
    expect(names.size).toBeGreaterThan(50)
    expect(
      Object.keys(packageJson.dependencies).filter((name) => !names.has(name) && !isOnlyForCli(name)),
    ).toEqual([])
  })

  it('may all be shipped', () => {
    const isAllowed = (license: string) => {
      const choices = license.replace(/^\(|\)$/g, '').split(' OR ')
      return choices.some((one) => allowed.includes(one))
    }
    expect(packages.filter(({ name, license }) => !isAllowed(license) && data.get(name) !== license)).toEqual(
      [],
    )
  })

  it('comes with the text of every licence', () => {
    const words =
      /permission to use|permission is hereby granted|redistribution and use|apache license|free to use|attribution/i
    expect(packages.filter(({ text }) => !words.test(text)).map(({ name }) => name)).toEqual(textless)
    expect(packages.filter(({ text }) => text === '')).toEqual([])
  })

  /** Published without it; the notices say whose it is. */
  const textless = ['@nodable/entities']

  it('stands in docs/licences.md, and nothing besides', () => {
    const rows = [...read('docs/licences.md').matchAll(/^\| `(\S+)` +\| (.+?) +\|$/gm)].map(
      ([, name, license]) => [name, license],
    )
    expect(rows).toEqual([...new Map(packages.map(({ name, license }) => [name, license]))])
  })

  it('is what the bill of materials lists, with checksums', () => {
    execFileSync(process.execPath, [join(root, 'scripts/sbom.mjs')], { cwd: root, stdio: 'pipe' })
    const sbom = z
      .object({
        bomFormat: z.literal('CycloneDX'),
        specVersion: z.string(),
        metadata: z.object({ component: z.object({ name: z.literal('defender-abuse-reporter') }) }),
        components: z.array(
          z.object({
            name: z.string(),
            version: z.string(),
            purl: z.string().startsWith('pkg:npm/'),
            hashes: z.array(z.object({ alg: z.string(), content: z.string() })).min(1),
          }),
        ),
        dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
      })
      .parse(JSON.parse(read('dist/sbom.cdx.json')))
    const listed = sbom.components.map(({ name, version }) => `${name}@${version}`)
    expect([...new Set(listed)].sort()).toEqual(
      [...new Set(packages.map(({ name, version }) => `${name}@${version}`))].sort(),
    )
  })

  /** The app does without it. */
  function isOnlyForCli(name: string): boolean {
    return ['cli-progress', 'picocolors'].includes(name)
  }
})

it('no script is forgotten: each is run by a script of package.json, by .ci/run, by another, or named in the docs', () => {
  const readers = [
    read('package.json'),
    read('.ci/run'),
    read('build.mjs'),
    ...globSync(['*.md', 'docs/**/*.md', 'scripts/*.mjs', 'infra/**/*'], { cwd: root }).map((path) =>
      path.includes('.') ? read(path) : '',
    ),
  ].join('\n')
  const scripts = readdirSync(join(root, 'scripts')).filter((name) => name.endsWith('.mjs'))
  expect(scripts.filter((name) => !readers.includes(name))).toEqual([])
})
