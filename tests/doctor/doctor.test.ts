import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BlobServiceClient } from '@azure/storage-blob'
import { runDoctorCommand } from '../../cli/doctor'
import { startGraph, type FakeGraph } from '../../sandbox/world/graph'
import { graphError } from '../../sandbox/world/graph-fault'
import { graphMailbox } from '../../sandbox/world/graph-mailbox'
import { startImap, type FakeImap } from '../../sandbox/world/imap'
import { startNameServer, type NameServer } from '../../sandbox/world/name-server'
import { startSmtp, type FakeSmtp } from '../../sandbox/world/smtp'
import { packSnapshot } from '../../shared/ownership/snapshot'
import type { Source } from '../../shared/ownership/source'
import type { Diagnosis } from '../../shared/doctor/diagnosis'
import { longestPauseInMs } from '../../shared/doctor/examine-functions'
import { logLine } from '../../shared/telemetry/log'
import { type FixedValues, replaceFixedValues } from '../../shared/settings/fixed-values'
import { docOf, readSettings, settingNames } from '../../shared/settings/settings'
import { checkpointsOf, setSending } from '../../shared/storage/checkpoints'
import { azureStorage } from '../../shared/storage/storage'
import { type HttpServer, serveHttp } from '../helpers/http-server'
import { freshAccount } from '../helpers/storage'

const tenantId = '99999999-8888-4777-8666-555555555555'
const clientId = '11111111-2222-4333-8444-555555555555'
/** Nothing listens there. */
const nowhere = 'http://127.0.0.1:9'

let graph: FakeGraph
let smtp: FakeSmtp
let imap: FakeImap
let names: NameServer
/** Feeds, the login service and a storage service that refuses everything, by path. */
let web: HttpServer
let account = ''
/** What the login service calls itself. */
let issuer = ''
let isTenantKnown = true

beforeAll(async () => {
  graph = await startGraph({ mailbox: graphMailbox({ address: 'reports@example.com' }) })
  smtp = await startSmtp({ security: 'none' })
  imap = await startImap({ security: 'none' })
  names = await startNameServer([{ name: 'login.microsoftonline.com', type: 'A', data: '192.0.2.1' }])
  web = await serveHttp((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://web')
    const [, kind = '', code = ''] = pathname.split('/')
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (kind === 'feed') response.writeHead(200, code === '' ? {} : { 'last-modified': code }).end()
    else if (kind === 'old')
      response.writeHead(200, { 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' }).end()
    else if (kind === 'no-head') response.writeHead(request.method === 'HEAD' ? 405 : 200).end('{}')
    else if (kind === 'refusing') {
      response.writeHead(403, { 'x-ms-error-code': code, 'content-type': 'application/json' })
      response.end(JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value: 'refused' } } }))
    } else if (kind === tenantId && pathname.endsWith('/openid-configuration'))
      json(
        isTenantKnown ? 200 : 400,
        isTenantKnown ? { issuer, jwks_uri: `${web.origin}/keys` } : { error: 'x' },
      )
    else if (pathname === `/${tenantId}/discovery/v2.0/keys`) json(200, { keys: [] })
    else response.writeHead(404).end()
  })
  account = freshAccount()
  await putStatuses(account, new Date())
  const day = new Date().toISOString()
  await putSnapshot(account, { checkedAt: day })
})
afterAll(() => Promise.all([graph, smtp, imap, names, web].map((server) => server.close())))
beforeEach(() => {
  issuer = `${web.origin}/${tenantId}/v2.0`
  isTenantKnown = true
  names.verdict = undefined
})

/** As the Functions host notes them. */
async function putStatuses(connection: string, at: Date, runs: Readonly<Record<string, Date>> = {}) {
  const container =
    BlobServiceClient.fromConnectionString(connection).getContainerClient('azure-webjobs-hosts')
  await container.createIfNotExists()
  for (const name of Object.keys(longestPauseInMs)) {
    const last = (runs[name] ?? at).toISOString()
    const text = JSON.stringify({ Last: last, Next: last, LastUpdated: '0001-01-01T00:00:00' })
    const blob = container.getBlockBlobClient(`timers/example-app/Host.Functions.${name}/status`)
    await blob.upload(text, text.length)
  }
}

async function putSnapshot(connection: string, provenance: Partial<Source>) {
  const source = {
    source: 'public-ips',
    entries: [],
    hosts: [],
    date: '2026-11-20',
    from: 'x',
    ...provenance,
  }
  const bytes = packSnapshot([source as Source], new Date())
  const blobs = azureStorage({ connectionString: connection }).blobs('ownership')
  await blobs.put('current.bin', bytes, 'application/octet-stream')
}

type Claims = Readonly<Record<string, unknown>>
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: Claims) => `${part({ alg: 'RS256' })}.${part(claims)}.signature`
const appClaims: Claims = { oid: 'an-object-id', tid: tenantId, roles: ['SecurityAlert.Read.All'] }

const noImap = { IMAP_HOST: undefined, IMAP_USER: undefined, IMAP_PASSWORD: undefined }

type Changes = {
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly fixed?: Partial<FixedValues>
  readonly token?: string | Error
  readonly now?: () => Date
  readonly args?: readonly string[]
}

const healthy = (): Record<string, string | undefined> => ({
  AzureWebJobsStorage: account,
  MAIL_FROM: 'reports@example.com',
  REPORTER_ORGANISATION: 'Example GmbH',
  SMTP_HOST: '127.0.0.1',
  SMTP_PORT: String(smtp.port),
  SMTP_TLS: 'none',
  IMAP_HOST: '127.0.0.1',
  IMAP_PORT: String(imap.port),
  IMAP_TLS: 'none',
  IMAP_USER: 'reports',
  IMAP_PASSWORD: 'secret',
  GRAPH_ENDPOINT: graph.url,
  FEEDS: `none service-tags=${web.origin}/feed/ public-ips=${web.origin}/no-head`,
  DNS_SERVERS: `127.0.0.1:${names.port}`,
  PAGE_CLIENT_ID: clientId,
  GRAPH_TENANT_ID: tenantId,
})

async function doctor({
  environment = {},
  fixed = {},
  token = jwt(appClaims),
  now,
  args = [],
}: Changes = {}) {
  replaceFixedValues({ smtpTimeoutInSeconds: 2, loginUrl: web.origin, ...fixed })
  const lines: string[] = []
  const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) }
  const getToken = async () => {
    if (token instanceof Error) throw token
    return { token, expiresOnTimestamp: 2e12 }
  }
  const code = await runDoctorCommand(
    args,
    io,
    { ...healthy(), ...environment },
    { credential: () => ({ getToken }), ...(now && { now }) },
  )
  return { code, lines }
}

async function diagnoses(changes: Changes = {}): Promise<readonly Diagnosis[]> {
  const { lines } = await doctor({ ...changes, args: ['--json'] })
  expect(lines).toHaveLength(1)
  return (JSON.parse(lines[0] ?? '') as { checks: Diagnosis[] }).checks
}

const later = (minutes: number) => () => new Date(Date.now() + minutes * 60_000)

it('where all is well, every line is ok, no mail leaves, and the exit code is 0', async () => {
  const { code, lines } = await doctor()
  expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([
    expect.stringMatching(/^skipped webhook: not set up → /),
    expect.stringMatching(/^skipped queue alerts: /),
    expect.stringMatching(/^\d\d ok, 0 warn, 0 fail, 2 skipped$/),
  ])
  expect(code).toBe(0)
  expect(smtp.received).toEqual([])
})

it('leaves no table, queue or container of its own behind', async () => {
  const fresh = freshAccount()
  await doctor({ environment: { AzureWebJobsStorage: fresh } })
  const containers = BlobServiceClient.fromConnectionString(fresh).listContainers()
  expect(await Array.fromAsync(containers, ({ name }) => name)).toEqual([])
})

type Case = Changes & {
  readonly fault: string
  readonly check: string
  readonly result?: Diagnosis['result']
  readonly says: RegExp
  readonly remedy?: RegExp
}

/** Each fault, and the one line that tells it. */
async function expectLine({ check, result = 'fail', says, remedy, ...changes }: Case) {
  const found = await diagnoses(changes)
  expect(found.filter((one) => one.check === check)).toContainEqual({
    check,
    result,
    says: expect.stringMatching(says) as string,
    ...(remedy && { remedy: expect.stringMatching(remedy) as string }),
  })
}

describe('settings', () => {
  it.each<Case>([
    {
      fault: 'a value that is none',
      environment: { SMTP_PORT: 'smtps' },
      check: 'setting SMTP_PORT',
      says: /no whole number/,
      remedy: /port, 1 to 65535/,
    },
    {
      fault: 'a slip in a name',
      environment: { REPROTING_MODE: 'auto' },
      check: 'setting',
      result: 'warn',
      says: /REPORTING_MODE is/,
      remedy: /Rename/,
    },
    {
      fault: 'a name that begins as ours do',
      environment: { IMAP_SUBFOLDERS_TOO: 'true' },
      check: 'setting',
      result: 'warn',
      says: /begin with IMAP_/,
      remedy: /remove/,
    },
    {
      fault: 'a Key Vault reference that was not resolved',
      environment: {
        IMAP_PASSWORD: '@Microsoft.KeyVault(SecretUri=https://example.vault.azure.net/secrets/x)',
      },
      check: 'setting IMAP_PASSWORD',
      says: /not resolved/,
      remedy: /Key Vault Secrets User/,
    },
    {
      fault: 'a function that is switched off',
      environment: { 'AzureWebJobs.trackReplies.Disabled': 'true' },
      check: 'function trackReplies',
      result: 'warn',
      says: /switched off/,
      remedy: /Remove/,
    },
    {
      fault: 'a key of the account in Azure',
      environment: { WEBSITE_SITE_NAME: 'example' },
      check: 'setting AzureWebJobsStorage',
      result: 'warn',
      says: /key to everything/,
      remedy: /AzureWebJobsStorage__accountName/,
    },
  ])('$fault', (one) => expectLine(one))

  it('what rests on a faulty setting is passed over, and the rest is examined all the same', async () => {
    const found = await diagnoses({ environment: { SMTP_PORT: 'smtps' } })
    const by = (name: string) => found.find(({ check }) => check === name)
    expect(by('mail doors')).toMatchObject({ result: 'skipped', says: 'not before SMTP_PORT is mended' })
    expect(by('mailbox')).toMatchObject({ result: 'ok' })
    expect(by('Graph alerts')).toMatchObject({ result: 'ok' })
  })
})

/** The storage services at another address, as far as the SDK looks. */
const storageAt = (origin: string) => ({
  AzureWebJobsStorage: `DefaultEndpointsProtocol=http;AccountName=example;AccountKey=a2V5;${['Blob', 'Queue', 'Table'].map((service) => `${service}Endpoint=${origin}`).join(';')}`,
})

describe('storage', () => {
  it.each([
    {
      code: 'AuthorizationPermissionMismatch',
      service: 'tables',
      remedy: /"Storage Table Data Contributor"/,
    },
    {
      code: 'AuthorizationPermissionMismatch',
      service: 'queues',
      remedy: /"Storage Queue Data Contributor"/,
    },
    { code: 'AuthorizationPermissionMismatch', service: 'blobs', remedy: /"Storage Blob Data Owner"/ },
    { code: 'AuthorizationFailure', service: 'tables', remedy: /firewall/ },
    { code: 'AuthorizationFailure', service: 'blobs', remedy: /firewall/ },
    { code: 'KeyBasedAuthenticationNotPermitted', service: 'queues', remedy: /takes no keys/ },
    { code: 'AuthenticationFailed', service: 'blobs', remedy: /clock/ },
    { code: 'AccountIsDisabled', service: 'tables', remedy: /subscription/ },
    { code: 'SomethingNew', service: 'queues', remedy: /signature allows too little/ },
  ])('$service: $code', async ({ code, service, remedy }) => {
    await expectLine({
      fault: code,
      environment: storageAt(`${web.origin}/refusing/${code}`),
      check: `storage ${service}`,
      says: new RegExp(`^HTTP 403, ${code}`),
      remedy,
    })
  })

  it('nothing answers', () =>
    expectLine({
      fault: '',
      environment: storageAt(nowhere),
      check: 'storage tables',
      says: /ECONNREFUSED|REQUEST_SEND_ERROR/,
      remedy: /Azurite/,
    }))

  it('a wrong key', () =>
    expectLine({
      fault: '',
      environment: { AzureWebJobsStorage: account.replace(/AccountKey=[^;]+/, 'AccountKey=d3Jvbmc=') },
      check: 'storage queues',
      says: /^HTTP 403/,
      remedy: /key/,
    }))

  it('what is stored is not looked for where storage cannot be used', async () => {
    const found = await diagnoses({ environment: storageAt(nowhere) })
    expect(found.filter(({ says }) => says === 'not before storage can be used')).toHaveLength(3)
  })
})

describe('Graph', () => {
  const roles = (...names: readonly string[]) => jwt({ ...appClaims, roles: names })
  const both = ['SecurityAlert.Read.All', 'ThreatHunting.Read.All']

  it.each<Case>([
    {
      fault: 'no identity',
      token: new Error('no identity here'),
      check: 'Graph token',
      says: /no identity here/,
      remedy: /az login/,
    },
    {
      fault: 'no right at all: the token has no roles',
      token: jwt({ oid: 'an-object-id', tid: tenantId }),
      check: 'Graph rights',
      says: /^SecurityAlert\.Read\.All is missing$/,
      remedy: /consent\.mjs --identity an-object-id --page none, .*--yes/,
    },
    {
      fault: 'a right that a setting needs',
      environment: { HUNTING: 'true' },
      check: 'Graph rights',
      says: /^ThreatHunting\.Read\.All is missing$/,
      remedy: / --hunting, /,
    },
    {
      fault: 'writing back needs more than reading',
      environment: { WRITE_BACK: 'true' },
      check: 'Graph rights',
      says: /^SecurityAlert\.ReadWrite\.All is missing$/,
      remedy: / --write-back, /,
    },
    {
      fault: 'more rights than the settings need',
      token: roles(...both),
      check: 'Graph rights',
      result: 'warn',
      says: /^more than needed: ThreatHunting\.Read\.All$/,
      remedy: /DELETE/,
    },
    {
      fault: 'the right to write where nothing is written: it reads, and is too much',
      token: roles('SecurityAlert.ReadWrite.All'),
      check: 'Graph rights',
      result: 'warn',
      says: /SecurityAlert\.ReadWrite\.All$/,
      remedy: /Take away/,
    },
    {
      fault: 'rights to every mailbox',
      environment: noImap,
      token: roles('SecurityAlert.Read.All', 'Mail.ReadWrite'),
      check: 'Graph rights',
      result: 'warn',
      says: /every mailbox of the tenant/,
      remedy: /RBAC for Applications/,
    },
    {
      fault: 'another tenant',
      environment: { GRAPH_TENANT_ID: clientId },
      check: 'Graph tenant',
      says: /tenant 99999999/,
      remedy: /GRAPH_TENANT_ID/,
    },
    {
      fault: 'a token of a person',
      token: jwt({ ...appClaims, scp: 'User.Read' }),
      check: 'Graph rights',
      result: 'skipped',
      says: /person/,
      remedy: /identity/,
    },
    {
      fault: 'a token that nobody can read',
      token: 'opaque',
      check: 'Graph rights',
      result: 'skipped',
      says: /cannot be read/,
    },
  ])('$fault', (one) => expectLine(one))

  it('all that hunting and writing back need is neither missing nor too much', async () => {
    const found = await diagnoses({
      environment: { HUNTING: 'true', WRITE_BACK: 'true' },
      token: roles('SecurityAlert.ReadWrite.All', ...both),
    })
    expect(found.filter(({ check }) => check === 'Graph rights').map(({ result }) => result)).toEqual(['ok'])
  })

  it('the word of Graph itself counts', async () => {
    // One request is the look at its clock.
    graph.faults.push(undefined, graphError(403, 'Forbidden', 'Missing application roles.'))
    await expectLine({
      fault: '',
      check: 'Graph alerts',
      says: /^forbidden: HTTP 403/,
      remedy: /SecurityAlert\.Read\.All/,
    })
  })
})

describe('clock and names', () => {
  it.each<Case>([
    {
      fault: 'ten minutes ahead',
      now: later(10),
      check: 'clock',
      says: /^(?:599|600|601) s ahead of/,
      remedy: /time server/,
    },
    {
      fault: 'two minutes behind',
      now: later(-2),
      check: 'clock',
      result: 'warn',
      says: /behind/,
      remedy: /time server/,
    },
  ])('$fault', (one) => expectLine(one))

  it('name servers that know nothing', async () => {
    names.verdict = 3
    await expectLine({ fault: '', check: 'name servers', says: /said not to exist/, remedy: /DNS_SERVERS/ })
  })

  it('name servers that make up what does not exist', async () => {
    // The whole zone of names that cannot exist, as a provider answers that sells them.
    const liar = await startNameServer(
      new Proxy([], {
        get: (_, property) =>
          property === 'some'
            ? () => true
            : property === 'filter'
              ? () => [{ name: 'x.example', type: 'A', data: '192.0.2.9' }]
              : undefined,
      }),
    )
    const environment = { DNS_SERVERS: `127.0.0.1:${liar.port}` }
    await expectLine({
      fault: '',
      environment,
      check: 'name servers',
      says: /cannot exist/,
      remedy: /make nothing up/,
    })
    await liar.close()
  })
})

describe('mail', () => {
  it.each<Case>([
    {
      fault: 'no mail server',
      environment: { SMTP_PORT: '9' },
      check: 'door smtp',
      says: /./,
      remedy: /SMTP_HOST|network/,
    },
    {
      fault: 'a wrong password',
      environment: { IMAP_PASSWORD: 'wrong' },
      check: 'mailbox',
      says: /login/,
      remedy: /password/,
    },
    {
      fault: 'a missing folder',
      environment: { IMAP_FOLDERS: 'INBOX, Nowhere' },
      check: 'mailbox',
      says: /Nowhere/,
      remedy: /folders/,
    },
    {
      fault: 'a sender of onmicrosoft.com',
      environment: { MAIL_FROM: 'reports@contoso.onmicrosoft.com' },
      check: 'domain of MAIL_FROM',
      result: 'warn',
      says: /5\.7\.236/,
      remedy: /domain of your own/,
    },
    {
      fault: 'a mailbox of Exchange Online may be filtered',
      environment: noImap,
      check: 'SecOps mailbox',
      result: 'skipped',
      says: /reports@example\.com/,
      remedy: /Get-SecOpsOverridePolicy/,
    },
  ])('$fault', (one) => expectLine(one))
})

describe('feeds and their data', () => {
  it.each<Case>([
    {
      fault: 'not there',
      environment: { FEEDS: 'none service-tags=http://127.0.0.1:9/x' },
      check: 'feed service-tags',
      says: /127\.0\.0\.1:9/,
      remedy: /mirror/,
    },
  ])('$fault', (one) => expectLine(one))

  it('gone, or not changed for years', async () => {
    const environment = {
      FEEDS: `none service-tags=${web.origin}/gone public-ips=${web.origin}/old`,
    }
    await expectLine({
      fault: '',
      environment,
      check: 'feed service-tags',
      says: /HTTP 404/,
      remedy: /address/,
    })
    await expectLine({
      fault: '',
      environment,
      check: 'feed public-ips',
      result: 'warn',
      says: /unchanged/,
      remedy: /moved/,
    })
  })

  it('nothing fetched yet', () =>
    expectLine({
      fault: '',
      environment: { AzureWebJobsStorage: freshAccount() },
      check: 'ownership data',
      result: 'warn',
      says: /nothing has been fetched/,
      remedy: /refreshOwnership/,
    }))

  it('old, and refused since', async () => {
    const old = freshAccount()
    await putSnapshot(old, { checkedAt: later(-20 * 24 * 60)().toISOString(), refused: 'it shrank' })
    const environment = { AzureWebJobsStorage: old }
    const check = 'ownership data public-ips'
    await expectLine({
      fault: '',
      environment,
      check,
      says: /^last confirmed 20 days ago$/,
      remedy: /refreshOwnership/,
    })
    await expectLine({ fault: '', environment, check, result: 'warn', says: /it shrank/, remedy: /runbook/ })
  })
})

describe('the page and the webhook', () => {
  const check = 'login of the page'

  it.each<Case>([
    {
      fault: 'not set up',
      environment: { PAGE_CLIENT_ID: undefined },
      check,
      result: 'skipped',
      says: /nobody is let in/,
      remedy: /PAGE_CLIENT_ID/,
    },
    {
      fault: 'no way there',
      fixed: { loginUrl: nowhere },
      check,
      says: /./,
      remedy: /Allow the way/,
    },
  ])('$fault', (one) => expectLine(one))

  const inAzure = {
    WEBSITE_SITE_NAME: 'app',
    WEBSITE_HOSTNAME: 'app.example.com',
    WEBSITE_AUTH_ENABLED: 'True',
  }
  const platform = 'login of the platform'

  it.each<Case>([
    {
      fault: 'the platform’s login is off',
      environment: { ...inAzure, WEBSITE_AUTH_ENABLED: 'False' },
      check: platform,
      result: 'warn',
      says: /tokens alone count/,
      remedy: /PAGE_CLIENT_ID/,
    },
    {
      fault: 'nobody can be asked whether it stops forged principals',
      environment: inAzure,
      fixed: { ownOrigin: nowhere },
      check: platform,
      says: /cannot be asked/,
      remedy: /Require authentication/,
    },
    {
      fault: 'somebody pretends it, off Azure',
      environment: { WEBSITE_AUTH_ENABLED: 'true' },
      check: 'setting WEBSITE_AUTH_ENABLED',
      says: /by hand/,
      remedy: /Remove/,
    },
  ])('$fault', (one) => expectLine(one))

  it('another issuer', async () => {
    issuer = 'https://login.example.com/other/v2.0'
    await expectLine({ fault: '', check, says: /login\.example\.com/, remedy: /GRAPH_ENDPOINT/ })
  })

  it('an unknown tenant', async () => {
    isTenantKnown = false
    await expectLine({ fault: '', check, says: /knows no tenant/, remedy: /GRAPH_TENANT_ID/ })
  })

  it.each<Case>([
    {
      fault: 'not signed',
      environment: { WEBHOOK_URL: 'https://hooks.example.com/here' },
      check: 'webhook',
      result: 'warn',
      says: /not signed/,
      remedy: /WEBHOOK_SECRET/,
    },
    {
      fault: 'half an address of Slack',
      environment: { WEBHOOK_URL: 'https://hooks.slack.com/' },
      check: 'webhook',
      says: /of Slack/,
      remedy: /anew/,
    },
    {
      fault: 'Teams without its signature',
      environment: { WEBHOOK_URL: 'https://prod.westeurope.logic.azure.com/workflows/x' },
      check: 'webhook',
      says: /signature/,
      remedy: /anew/,
    },
    {
      fault: 'a connector that is no more',
      environment: { WEBHOOK_URL: 'https://example.webhook.office.com/webhookb2/x' },
      check: 'webhook',
      says: /retired/,
      remedy: /workflow/,
    },
  ])('webhook: $fault', (one) => expectLine(one))
})

describe('functions', () => {
  it('every timer there is', () => {
    const folder = join(__dirname, '../../functions')
    const timers = readdirSync(folder).flatMap(
      (file) => /app\.timer\('(\w+)'/.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? [],
    )
    expect(Object.keys(longestPauseInMs).sort()).toEqual(timers.sort())
  })

  it('no host has run here, and alerts are collected all the same, or no more', async () => {
    const fresh = freshAccount()
    const environment = { AzureWebJobsStorage: fresh }
    await expectLine({
      fault: '',
      environment,
      check: 'timers',
      result: 'warn',
      says: /no host/,
      remedy: /function app/,
    })
    const until = new Date().toISOString()
    const checkpoints = checkpointsOf(azureStorage({ connectionString: fresh }))
    await checkpoints.save('alerts-cursor', JSON.stringify({ doneUntil: until }), undefined)
    await expectLine({ fault: '', environment, check: 'timers', result: 'ok', says: /were collected until/ })
    await expectLine({
      fault: '',
      environment,
      now: later(31),
      check: 'timers',
      says: /were collected until/,
      remedy: /function app/,
    })
  })

  it('a timer that has stopped, beside those that run', async () => {
    const mixed = freshAccount()
    await putStatuses(mixed, new Date(), { trackReplies: later(-45)(), refreshOwnership: later(-6.5 * 60)() })
    const found = await diagnoses({ environment: { AzureWebJobsStorage: mixed } })
    const failed = found.filter(({ check, result }) => check.startsWith('timer ') && result !== 'ok')
    expect(failed).toEqual([
      expect.objectContaining({ check: 'timer trackReplies', result: 'fail', says: 'ran 45 min ago' }),
    ])
  })

  it('queues that nobody empties, a paused door, an open breaker, the switch', async () => {
    const stuck = freshAccount()
    const storage = azureStorage({ connectionString: stuck })
    await storage.queue('alerts').send('x')
    await storage.queue('alerts-poison').send('x')
    await setSending(storage, true, 'Ada', new Date())
    const pause = {
      reason: 'login refused',
      remedy: 'Mend SMTP_PASSWORD.',
      since: new Date(),
      nextTryAt: new Date(),
    }
    await checkpointsOf(storage).save('door-smtp', pause, undefined)
    const environment = { AzureWebJobsStorage: stuck }
    const line = (one: Omit<Case, 'fault'>) => expectLine({ fault: '', environment, ...one })
    await line({ check: 'queue alerts', result: 'ok', says: /^1 messages$/ })
    await line({ now: later(40), check: 'queue alerts', says: /since (?:39|40) min/, remedy: /openCase/ })
    await line({
      check: 'queue alerts-poison',
      result: 'warn',
      says: /^1 messages$/,
      remedy: /quarantineAlert/,
    })
    await line({ check: 'sending', result: 'warn', says: /by Ada/, remedy: /sending on/ })
    await line({ check: 'door smtp in use', says: /login refused/, remedy: /Mend SMTP_PASSWORD/ })
  })
})

describe('at a terminal', () => {
  it('offline, it asks nobody', async () => {
    const before = [graph.requests.length, web.requests.length, names.questions]
    const { code, lines } = await doctor({ args: ['--offline'] })
    expect([graph.requests.length, web.requests.length, names.questions]).toEqual(before)
    expect(lines.filter((line) => line.endsWith(': offline'))).toHaveLength(11)
    expect(code).toBe(0)
  })

  it('what fails makes the exit code 1, and nonsense 2', async () => {
    const args = ['--offline']
    expect((await doctor({ args, environment: { SMTP_PORT: 'x' } })).code).toBe(1)
    expect((await doctor({ args, environment: { REPROTING_MODE: 'x' } })).code).toBe(0)
    expect((await doctor({ args: ['--verbose'] })).code).toBe(2)
  })
})

describe('secrets', () => {
  const secretNames = settingNames.filter((name) => docOf(name)?.secret === true)
  const word = (name: string) => `canary-of-${name.toLowerCase().replaceAll('_', '-')}`
  /** Where a mere word would be refused before it is used. */
  const shaped: Readonly<Record<string, (canary: string) => string>> = {
    AzureWebJobsStorage: (canary) => storageAt(nowhere).AzureWebJobsStorage.replace('a2V5', canary),
    WEBHOOK_URL: (canary) => `https://hooks.slack.com/services/${canary}`,
    OWN_ADDRESSES_URL: (canary) => `https://lists.example.com/own?sig=${canary}`,
  }
  const planted = () =>
    Object.fromEntries(secretNames.map((name) => [name, (shaped[name] ?? String)(word(name))]))

  it.each(secretNames)('%s stands in no line of the log, alone or as it was given', (name) => {
    const given = planted()
    const { secrets } = readSettings({ ...healthy(), ...given })
    const error = new Error(`refused ${given[name]}`, { cause: new Error(`because of ${word(name)}`) })
    expect(logLine('x', { note: `${given[name]} and ${word(name)}`, error }, secrets)).not.toContain(
      word(name),
    )
  })

  it('none of them stands in what the doctor says, nor a token', async () => {
    const token = jwt({ ...appClaims, tid: clientId, roles: ['canary.Right'] })
    const environment = { ...planted(), SMTP_USER: 'reports', GRAPH_TENANT_ID: tenantId }
    const { lines } = await doctor({ environment, token })
    const told = lines.join('\n')
    expect(secretNames.filter((name) => told.includes(word(name)))).toEqual([])
    expect(told).not.toContain(token)
    expect(told).toContain('canary.Right')
  })
})
