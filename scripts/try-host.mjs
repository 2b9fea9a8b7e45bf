// Runs the built app, as it would be deployed, over a storage emulator, puts messages in front of it, and looks at what it
// has written: once in the host of the sandbox, and once in Azure Functions Core Tools where those are installed.
// `--with core-tools`: in Core Tools alone, and a fault where they are missing. Nothing leaves this machine: every server
// that the settings name is a closed port of 127.0.0.1.
import { fork, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { TableClient } from '@azure/data-tables'
import { BlobServiceClient } from '@azure/storage-blob'
import { QueueServiceClient } from '@azure/storage-queue'

const root = join(import.meta.dirname, '..')
const isWindows = process.platform === 'win32'
const patienceInMs = 180_000

/** An alert in the plain form about a page that nobody has. Its host says by which way it came. */
const plainAlert = (way) => ({
  id: `trial-${way}`,
  title: 'Phishing page',
  severity: 'high',
  observables: [
    {
      type: 'url',
      value: `https://${way}-trial.azurewebsites.net/signin`,
      role: 'phish-url',
      at: '2026-11-23T09:36:51Z',
    },
  ],
})
const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64')
const founding = readFileSync(join(root, 'tests/fixtures/alerts/founding-case.json'), 'utf8')

/** What is put onto which queue. host.json says `messageEncoding: none`, so the app itself decodes what is Base64. */
const messages = [
  { queue: 'alerts', what: 'the founding case', text: founding },
  { queue: 'alerts', what: 'a plain message', text: JSON.stringify(plainAlert('plain')) },
  { queue: 'alerts', what: 'a message in Base64', text: base64(plainAlert('base64')) },
  { queue: 'alerts', what: 'a message that nobody can read', text: 'no alert at all' },
  { queue: 'alerts-poison', what: 'a poison message', text: base64({ poison: true }) },
]
const posted = plainAlert('posted')

const expectedEndpoints = [
  'base64-trial.azurewebsites.net',
  'plain-trial.azurewebsites.net',
  'posted-trial.azurewebsites.net',
  'safe-hse.com',
]
/** As it came. */
const expectedQuarantine = ['no alert at all', base64({ poison: true })]

const { with: only } = parseArgs({ options: { with: { type: 'string' } } }).values
if (only !== undefined && only !== 'core-tools') {
  console.error('Usage: node scripts/try-host.mjs [--with core-tools]')
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'try-host-'))
try {
  layOutApp()
  if (only === undefined) await tryOne('the host of the sandbox', startSandboxHost)
  const hasCoreTools = spawnSync('func', ['--version'], { shell: isWindows, stdio: 'ignore' }).status === 0
  if (hasCoreTools) await tryOne('Azure Functions Core Tools', startCoreTools)
  else if (only === undefined)
    console.log('\nCORE TOOLS SKIPPED: not installed (npm install --global azure-functions-core-tools@4).')
  else throw new Error('Azure Functions Core Tools are not installed')
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** What .funcignore leaves, and nothing else: no sources, no node_modules. */
function layOutApp() {
  if (!existsSync(join(root, 'dist/main.js'))) throw new Error('nothing has been built yet: npm run build')
  for (const file of ['host.json', 'package.json']) cpSync(join(root, file), join(folder, file))
  const staysBehind = /^(?:bench|fuzz|sandbox|cli\.js)$|\.map$/
  for (const name of readdirSync(join(root, 'dist')).filter((one) => !staysBehind.test(one)))
    cpSync(join(root, 'dist', name), join(folder, 'dist', name), { recursive: true })
}

async function tryOne(name, start) {
  console.log(`\n${name}`)
  const storage = await startAzurite()
  const lists = await startLists()
  const host = await start(settingsFor(storage.connectionString, lists.url)).catch(async (error) => {
    await Promise.all([storage.close(), lists.close()])
    throw error
  })
  try {
    compare(
      'it has every function',
      host.functions,
      readdirSync(join(root, 'functions')).map((file) => file.replace('.ts', '')),
    )
    await lookAtPage(host)
    await putIn(storage.connectionString)
    const post = (headers) =>
      fetch(`${host.url}/api/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(posted),
      })
    // Core Tools ask for no key.
    if (host.key !== undefined) compare('without the key a POST is refused', (await post({})).status, 401)
    const key = host.key === undefined ? {} : { 'x-functions-key': host.key }
    compare('a POST of alerts is taken', (await post(key)).status, 202)
    await look(storage.connectionString)
    compare('the lists were fetched once, without a timer', lists.asked(), 1)
  } catch (error) {
    console.error(host.output())
    throw error
  } finally {
    await host.stop()
    await Promise.all([storage.close(), lists.close()])
  }
}

/** What a browser and a monitor meet before there is a login. */
async function lookAtPage({ url }) {
  const status = async (path, method) => (await fetch(url + path, { method, redirect: 'manual' })).status
  // Its page, or nothing where it heeds AzureWebJobsDisableHomepage; a 404 would be the app's.
  compare('the bare address is the host’s own', [200, 204].includes(await status('/', 'GET')), true)
  compare('without a login nobody is let in', await status('/api/health', 'GET'), 403)
  compare('the page is there', await status('/api/page', 'GET'), 403)
  compare('and answers HEAD', await status('/api/page', 'HEAD'), 403)
  const page = await fetch(`${url}/api/page`, { headers: { accept: 'text/html' } })
  const style = /href="([^"]+\.css)"/.exec(await page.text())?.[1]
  compare('a file of the page is given out', await status(style ?? '/api/page', 'GET'), 200)
}

/** Service tags on loopback, as the settings name them: the first decision rests on these. */
async function startLists() {
  let asked = 0
  const tag = (name, region, prefix) => ({
    name,
    properties: { region, systemService: 'AzureAppService', addressPrefixes: [prefix] },
  })
  const tags = {
    changeNumber: 1,
    cloud: 'Public',
    values: [tag('AppService.EastUS', 'eastus', '20.119.0.0/20')],
  }
  const server = createHttpServer((_, response) => {
    asked += 1
    response.end(JSON.stringify(tags))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/ServiceTags_Public.json`,
    asked: () => asked,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  }
}

/** Those that ship for a desk, and what keeps everything on this machine. */
function settingsFor(AzureWebJobsStorage, tagsUrl) {
  const { Values } = JSON.parse(readFileSync(join(root, 'local.settings.json'), 'utf8'))
  return {
    ...Values,
    AzureWebJobsStorage,
    AzureWebJobsDisableHomepage: 'true',
    REPORTING_MODE: 'dry-run',
    OWN_DOMAINS: 'corp.example',
    OWN_ADDRESSES: '203.0.113.0/24',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: '9',
    SMTP_TLS: 'none',
    SENDER_CHECK: 'off',
    GRAPH_ENDPOINT: 'http://127.0.0.1:9',
    DNS_LOOKUPS: 'none',
    FEEDS: `none service-tags=${tagsUrl}`,
  }
}

async function putIn(connectionString) {
  const service = QueueServiceClient.fromConnectionString(connectionString)
  for (const { queue, what, text } of messages) {
    const client = service.getQueueClient(queue)
    await client.createIfNotExists()
    await client.sendMessage(text)
    console.log(`  put in: ${what}, onto ${queue}`)
  }
}

async function look(connectionString) {
  const until = Date.now() + patienceInMs
  let seen
  do {
    await sleep(1_000)
    seen = await whatIsWritten(connectionString)
  } while (!isThere(seen) && Date.now() < until)
  compare('one report for each endpoint', seen.endpoints, expectedEndpoints)
  compare('the first decisions rest on service tags', seen.founding, 'AppService.EastUS')
  compare('what nobody can read is in the quarantine', seen.quarantine, expectedQuarantine)
  compare('the queues are empty', seen.waiting, 0)
}

function isThere({ endpoints, quarantine, waiting }) {
  const isWritten =
    endpoints.length >= expectedEndpoints.length && quarantine.length >= expectedQuarantine.length
  return isWritten && waiting === 0
}

async function whatIsWritten(connectionString) {
  const rows = await Array.fromAsync(
    TableClient.fromConnectionString(connectionString, 'Reports', {
      allowInsecureConnection: true,
    }).listEntities(),
  ).catch(() => [])
  const blobs = BlobServiceClient.fromConnectionString(connectionString).getContainerClient('quarantine')
  const names = await Array.fromAsync(blobs.listBlobsFlat(), ({ name }) => name).catch(() => [])
  const quarantine = await Promise.all(
    names.map(async (name) => (await blobs.getBlobClient(name).downloadToBuffer()).toString()),
  )
  const queues = QueueServiceClient.fromConnectionString(connectionString)
  const waiting = await Promise.all(
    ['alerts', 'alerts-poison'].map(
      async (name) => (await queues.getQueueClient(name).getProperties()).approximateMessagesCount ?? 0,
    ),
  )
  return {
    endpoints: rows.map(({ Endpoint }) => Endpoint).sort(),
    founding: tagOf(rows.find(({ Endpoint }) => Endpoint === 'safe-hse.com')),
    quarantine,
    waiting: waiting.reduce((a, b) => a + b, 0),
  }
}

/** Of the report's address, by the evidence that it keeps. */
function tagOf(row) {
  return /AppService\.EastUS/.exec(row?.State ?? '')?.[0]
}

function compare(what, found, expected) {
  const [a, b] = [found, expected].map((value) =>
    JSON.stringify(Array.isArray(value) ? [...value].sort() : value),
  )
  if (a !== b) throw new Error(`${what}: expected ${b}, found ${a}`)
  console.log(`  ok: ${what}`)
}

async function startSandboxHost(settings) {
  // No secret: for as long as the trial lasts.
  const key = 'key-of-the-trial'
  const child = fork(join(root, 'dist/sandbox/host.js'), [], {
    // An environment of its own: no setting of whoever runs this.
    env: {
      PATH: process.env.PATH,
      ...settings,
      SANDBOX_FIXED_storageWaitMaxInSeconds: '1',
      SANDBOX_APP_DIRECTORY: folder,
      SANDBOX_HTTP_PORT: '0',
      SANDBOX_HOST_KEY: key,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const output = outputOf(child)
  const ready = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the host ended: ${output()}`)))
    child.on('message', (message) => {
      if (message.type === 'log') output.add(`${message.message}\n`)
      if (message.type === 'ready') resolve(message)
      if (message.type === 'failed') reject(new Error(message.message))
    })
  })
  return {
    url: `http://127.0.0.1:${ready.port}`,
    key,
    functions: ready.functions.map(({ name }) => name),
    output,
    stop: () => ended(child, () => child.kill('SIGKILL')),
  }
}

async function startCoreTools(settings) {
  const Values = settings
  writeFileSync(join(folder, 'local.settings.json'), JSON.stringify({ IsEncrypted: false, Values }))
  const port = await freePort()
  const child = spawn('func', ['start', '--port', String(port)], {
    cwd: folder,
    env: { ...process.env, FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: isWindows,
    // A group of its own: func starts a host, and the host a worker.
    detached: !isWindows,
  })
  const output = outputOf(child)
  const stop = () => ended(child, () => (isWindows ? child.kill() : process.kill(-child.pid, 'SIGKILL')))
  const url = `http://127.0.0.1:${port}`
  try {
    await untilRunning(url, child, output)
    const functions = await (await fetch(`${url}/admin/functions`)).json()
    return { url, functions: functions.map(({ name }) => name), output, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function untilRunning(url, child, output) {
  const until = Date.now() + patienceInMs
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`func ended: ${output()}`)
    const status = await fetch(`${url}/admin/host/status`).then(
      (response) => response.json(),
      () => undefined,
    )
    if (status?.state === 'Running') return
    await sleep(1_000)
  }
  throw new Error(`the host is not running after ${patienceInMs / 1000} s: ${output()}`)
}

async function startAzurite() {
  const [blob, queue, table] = [await freePort(), await freePort(), await freePort()]
  const script = join(root, 'node_modules/azurite/dist/src/azurite.js')
  const ports = ['--blobPort', blob, '--queuePort', queue, '--tablePort', table].map(String)
  const args = [
    script,
    '--silent',
    '--inMemoryPersistence',
    '--disableTelemetry',
    '--skipApiVersionCheck',
    ...ports,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = outputOf(child)
  while (!output().includes('Table service is successfully listening')) {
    if (child.exitCode !== null) throw new Error(`Azurite ended: ${output()}`)
    await sleep(100)
  }
  const account = 'devstoreaccount1'
  // The published key of every storage emulator: no secret.
  const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
  const endpoints = Object.entries({ Blob: blob, Queue: queue, Table: table }).map(
    ([service, port]) => `${service}Endpoint=http://127.0.0.1:${port}/${account}`,
  )
  return {
    connectionString: [
      'DefaultEndpointsProtocol=http',
      `AccountName=${account}`,
      `AccountKey=${key}`,
      ...endpoints,
    ].join(';'),
    close: () => ended(child, () => child.kill('SIGKILL')),
  }
}

function outputOf(child) {
  const parts = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => parts.push(chunk.toString()))
  return Object.assign(() => parts.join('').slice(-20_000), { add: (text) => parts.push(text) })
}

async function ended(child, kill) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  kill()
  await exit
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
