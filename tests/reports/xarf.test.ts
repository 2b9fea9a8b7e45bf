import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import * as z from 'zod'
import { abuseKinds, type AbuseKind, type Evidence } from '../../shared/cases/decision'
import { composeXarf, reportUuid } from '../../shared/reports/xarf'
import { evidence, report, settings } from './report-fixture'

const schemas = join(__dirname, '../../../shared/data/xarf')

const bare: Evidence = {
  reasons: ['verdict-malicious'],
  abuse: 'other',
  grade: 'C',
  ownershipClass: 'customer-hosted',
  serviceTags: [],
  sharedFrontEnd: false,
  snapshotDate: '2023-06-19',
  severity: 'unknown',
  techniques: [],
}
const byAddress = { ...bare, address: '20.119.0.42' }
const byPort = { ...byAddress, port: 50123, protocol: 'udp' }
const byHost = { ...bare, host: 'contoso.azurewebsites.net' }
const byUrl = { ...byHost, url: 'https://contoso.azurewebsites.net/login/index.html?a=b#c' }
const byV6 = { ...bare, address: '2603:1030:800:5::bfee:a418', port: 22 }

type Row = { readonly abuse: AbuseKind; readonly known: Partial<Evidence>; readonly as: string }

/** Every kind of abuse, with a URL, a host, an address and a port, and an address alone. */
const rows: readonly Row[] = [
  { abuse: 'phishing', known: byUrl, as: 'content/phishing' },
  { abuse: 'phishing', known: byHost, as: 'content/phishing' },
  { abuse: 'phishing', known: byAddress, as: 'infrastructure/compromised_server' },
  { abuse: 'malware-delivery', known: byUrl, as: 'content/malware' },
  { abuse: 'malware-delivery', known: byHost, as: 'content/malware' },
  { abuse: 'malware-delivery', known: byAddress, as: 'infrastructure/compromised_server' },
  { abuse: 'command-and-control', known: evidence, as: 'content/remote_compromise' },
  { abuse: 'command-and-control', known: { ...byHost, port: 4444 }, as: 'content/remote_compromise' },
  { abuse: 'command-and-control', known: { ...byHost, port: 80 }, as: 'content/remote_compromise' },
  { abuse: 'command-and-control', known: byPort, as: 'infrastructure/compromised_server' },
  { abuse: 'command-and-control', known: byV6, as: 'infrastructure/compromised_server' },
  { abuse: 'brute-force', known: byPort, as: 'connection/login_attack' },
  { abuse: 'brute-force', known: byV6, as: 'connection/login_attack' },
  { abuse: 'brute-force', known: byHost, as: 'connection/login_attack' },
  { abuse: 'brute-force', known: byAddress, as: 'reputation/threat_intelligence' },
  { abuse: 'scanning', known: byPort, as: 'connection/port_scan' },
  { abuse: 'scanning', known: byAddress, as: 'reputation/threat_intelligence' },
  { abuse: 'spam', known: byAddress, as: 'reputation/threat_intelligence' },
  { abuse: 'spam', known: byUrl, as: 'reputation/threat_intelligence' },
  { abuse: 'malicious-app', known: byUrl, as: 'reputation/threat_intelligence' },
  { abuse: 'other', known: byUrl, as: 'content/remote_compromise' },
  { abuse: 'other', known: byAddress, as: 'infrastructure/compromised_server' },
]

const xarfOf = ({ abuse, known }: Row) =>
  composeXarf({ ...report, evidence: { ...bare, ...known, abuse } }, settings)

/** XARF v4 core, as far as we fill it: the check that needs no schema files. */
const contact = z.strictObject({ org: z.string().min(1).max(200), contact: z.email(), domain: z.hostname() })
const core = z.object({
  xarf_version: z.string().regex(/^4\.\d+\.\d+$/),
  report_id: z.uuid(),
  timestamp: z.iso.datetime(),
  reporter: contact,
  sender: contact,
  source_identifier: z.union([z.ipv4(), z.ipv6(), z.hostname()]),
  source_port: z.int().min(1).max(65_535).optional(),
  description: z.string().max(1000),
  tags: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9_+-]*:[a-z0-9][a-z0-9_+-]*$/))
    .max(20)
    .optional(),
  evidence: z.array(
    z.strictObject({
      content_type: z.string(),
      description: z.string().max(500),
      payload: z.base64(),
      hash: z.string().regex(/^sha256:[a-f0-9]{64}$/),
      size: z.int().max(5_242_880),
    }),
  ),
  _internal: z.never().optional(),
})

const types: Readonly<Record<string, z.ZodType>> = {
  'content/phishing': z.object({ url: z.url() }),
  'content/malware': z.object({ url: z.url() }),
  'content/remote_compromise': z.object({ url: z.url(), compromise_type: z.enum(['c2_server', 'other']) }),
  'infrastructure/compromised_server': z.object({ compromise_method: z.string() }),
  'connection/login_attack': z.object({ protocol: z.enum(['tcp', 'udp']), first_seen: z.iso.datetime() }),
  'connection/port_scan': z.object({ protocol: z.enum(['tcp', 'udp']), first_seen: z.iso.datetime() }),
  'reputation/threat_intelligence': z.object({ threat_type: z.string() }),
}

const nameOf = ({ abuse, known, as }: Row) =>
  `${abuse} of ${known.url ?? known.host ?? known.address ?? '?'} ${known.port ?? ''} is ${as}`

describe.each(rows.map((row) => ({ name: nameOf(row), row })))('$name', ({ row }) => {
  it('has the members that core and type demand', () => {
    const xarf = composeXarf({ ...report, evidence: { ...bare, ...row.known, abuse: row.abuse } }, settings)
    expect(`${String(xarf['category'])}/${String(xarf['type'])}`).toBe(row.as)
    expect(core.safeParse(xarf).error).toBeUndefined()
    expect(types[row.as]?.safeParse(xarf).error).toBeUndefined()
  })
})

const published = existsSync(schemas) ? describe : describe.skip
published('validates against the published XARF v4 schemas', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats(ajv)
  const load = (path: string): object => z.looseObject({}).parse(JSON.parse(readFileSync(path, 'utf8')))
  if (existsSync(schemas)) {
    for (const file of readdirSync(join(schemas, 'types'))) ajv.addSchema(load(join(schemas, 'types', file)))
    ajv.addSchema(load(join(schemas, 'xarf-core.json')))
  }
  const validate = existsSync(schemas) ? ajv.compile(load(join(schemas, 'xarf-v4-master.json'))) : () => false

  it.each(rows.map((row) => ({ name: nameOf(row), row })))('$name', ({ row }) => {
    validate(xarfOf(row))
    expect('errors' in validate ? validate.errors : 'no schema').toBeNull()
  })

  it('whatever is known, up to the limits: long links, many techniques, thousands of sightings', () => {
    const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })
    const facts = fc.record({
      abuse: fc.constantFrom(...abuseKinds),
      ...{ host: maybe(fc.domain()), url: maybe(fc.webUrl({ size: 'large', withQueryParameters: true })) },
      ...{ port: maybe(fc.integer({ min: 0, max: 70_000 })), protocol: maybe(fc.string({ unit: 'binary' })) },
      techniques: fc.array(fc.stringMatching(/^T\d{4}(?:\.\d{3})?$/), { maxLength: 60 }),
      actor: maybe(fc.oneof(fc.constantFrom('Storm-0900', 'FANCY BEAR'), fc.string({ unit: 'binary' }))),
    })
    const address = fc.oneof(fc.ipV4(), fc.ipV6())
    fc.assert(
      fc.property(facts, address, fc.nat(20_000), fc.string({ unit: 'binary' }), (known, at, count, name) => {
        const some = Object.entries(known).filter(([, value]) => value !== undefined)
        const about = { ...bare, address: at, ...Object.fromEntries(some) } as Evidence
        const sightings = Array.from({ length: count }, () => ({
          firstActivityAt: report.firstSeenAt,
          port: 443,
        }))
        const dress = { ...settings, organisation: name }
        validate(composeXarf({ ...report, evidence: about, sightings }, dress))
        expect('errors' in validate ? validate.errors : 'no schema').toBeNull()
      }),
      { numRuns: 150 },
    )
  })

  it('the schemas do refuse: a login attack without port, an upper-case tag, a member missing', () => {
    const attack = composeXarf(
      { ...report, evidence: { ...bare, ...byPort, abuse: 'brute-force' } },
      settings,
    )
    expect(validate(attack)).toBe(true)
    expect(validate({ ...attack, source_port: undefined })).toBe(false)
    expect(validate({ ...attack, tags: ['actor:Storm-0900'] })).toBe(false)
    expect(validate({ ...attack, reporter: undefined })).toBe(false)
  })
})

it('report_id is a UUID that follows from our id, and differs with it', () => {
  const uuid = reportUuid('DAR-2306-7F3K9QXM')
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(reportUuid('DAR-2306-7F3K9QXM')).toBe(uuid)
  expect(reportUuid('DAR-2306-7F3K9QXN')).not.toBe(uuid)
})

it('tags are lower case without dots: the pattern allows no others', () => {
  expect(composeXarf(report, settings)['tags']).toEqual(['actor:storm-0900', 'mitre:t1071_001'])
})

it('the abusive side is the source: Microsoft’s address and its port', () => {
  expect(composeXarf(report, settings)).toMatchObject({ source_identifier: '20.119.0.42', source_port: 443 })
})
