import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { conduct } from '../../sandbox/run/conductor'
import { startSession } from '../../sandbox/run/session'
import type { Session } from '../../sandbox/run/session'
import { defenderAlert } from '../../sandbox/stories/alert'
import { composeAnswer } from '../../sandbox/world/answer-mail'
import { said, startCollector } from './otlp-collector'
import type { ReceivedSpan } from './otlp-collector'
import { endPlay, hostScriptOfTests, MINUTES, root, whenBuilt } from './play'

let session: Session | undefined
let collector: Awaited<ReturnType<typeof startCollector>> | undefined
afterEach(async () => {
  await session?.close()
  await collector?.close()
  session = undefined
  await endPlay()
})

/** None of it may be told: people, machines, own addresses, secrets, the words of mails and of people. */
const canaries = {
  user: 'canary.person',
  display: 'Carla Canary',
  device: 'canary-ws-01',
  ownAddress: '203.0.113.77',
  inside: '192.168.77.88',
  commandLine: 'canary-command.exe',
  description: 'canary-description',
  password: 'canarypassword1',
  token: 'canarytoken123',
  address: 'canary.victim@contoso.example',
  mailText: 'canary-words-of-a-mail',
  note: 'canary-words-of-a-person',
  mailPassword: 'sandbox-password',
  key: 'canary-collector-key',
}

const endpoint = 'canary-test.azurewebsites.net'
const link = `https://${canaries.user}:${canaries.password}@${endpoint}/login/${canaries.address}?token=${canaries.token}&email=${encodeURIComponent(canaries.address)}`

function ladenAlert(at: Date) {
  const words = {
    id: 'laden-1',
    title: `${canaries.display} on ${canaries.device}`,
    category: 'CommandAndControl',
  }
  const alert = defenderAlert({ ...words, device: canaries.device, url: link }, at)
  const evidence = [
    ...(alert['evidence'] as object[]),
    {
      '@odata.type': '#microsoft.graph.security.userEvidence',
      createdDateTime: at.toISOString(),
      verdict: 'suspicious',
      roles: ['compromised'],
      userAccount: {
        accountName: canaries.user,
        displayName: canaries.display,
        userPrincipalName: canaries.address,
      },
    },
    {
      '@odata.type': '#microsoft.graph.security.ipEvidence',
      verdict: 'suspicious',
      ipAddress: canaries.ownAddress,
    },
    {
      '@odata.type': '#microsoft.graph.security.ipEvidence',
      verdict: 'suspicious',
      ipAddress: canaries.inside,
    },
  ]
  return { ...alert, evidence, description: `${canaries.description} ${canaries.commandLine} ${link}` }
}

const queueMessage = (at: Date) =>
  JSON.stringify({
    id: 'laden-2',
    severity: 'high',
    title: canaries.display,
    description: `${canaries.description} ${canaries.address}`,
    user: canaries.user,
    observables: [
      { type: 'url', value: link.replace(endpoint, `second.${endpoint}`), role: 'c2', at: at.toISOString() },
      { type: 'ip', value: canaries.ownAddress },
      { type: 'ip', value: canaries.inside },
    ],
  })

const settings = {
  MODE_BY_SOURCE: 'queue=auto',
  AGGREGATION_WINDOW_MINUTES: '0',
  REMINDER_AFTER_DAYS: '1',
} as const

/** Notes every file of the app that the process loads. */
function loadedFilesInto(folder: string): Record<string, string> {
  const [hook, list] = [join(folder, 'note-loads.cjs'), join(folder, 'loaded.txt')]
  const program = `const { Module } = require('node:module'); const { appendFileSync } = require('node:fs')
    const load = Module.prototype.load
    Module.prototype.load = function (name) { appendFileSync(${JSON.stringify(list)}, name + '\\n'); return load.call(this, name) }`
  writeFileSync(hook, program)
  writeFileSync(list, '')
  return { NODE_OPTIONS: `--require=${hook}` }
}

async function start(more: Record<string, string> = {}): Promise<Session> {
  return startSession({
    ...{ root, hostScript: hostScriptOfTests(), stories: [], settings: { ...settings, ...more } },
    prepare: (world) => loadedFilesInto(world.folder),
  })
}

async function pass({ world, keeper, tables }: Session, hours: number): Promise<void> {
  const deps = { world, keeper, tables, onRest: () => undefined, isStopped: () => false }
  await conduct(deps, new Date(world.clock.now().getTime() + hours * 3_600_000))
}

/** Collected, opened, filed, answered, chased, and a person acts. */
async function playAll(playing: Session): Promise<void> {
  const { world, keeper, tables } = playing
  for (const name of [endpoint, `second.${endpoint}`]) world.names.add(name)
  world.tenant.raise(ladenAlert(world.clock.now()))
  await world.enqueue(queueMessage(world.clock.now()))
  await world.enqueue(`not readable: ${canaries.address} ${canaries.password}`)
  await pass(playing, 2)
  const mail = world.outbox.find(({ text }) => !text.includes(`second.${endpoint}`))
  if (!mail) throw new Error('no report has left')
  const desk = { from: 'cert@microsoft.com', fromName: canaries.display, signedBy: 'microsoft.com' }
  const words = `We have received your report. ${canaries.mailText} ${canaries.address} ${link}`
  for (const text of [words, `${canaries.mailText}: please provide logs. ${canaries.address}`])
    world.imap.deliver(await composeAnswer(mail, { ...desk, text }, world.clock.now()))
  await pass(playing, 50)
  const [report] = await tables.reports()
  const page = `http://127.0.0.1:${(await keeper.app()).port}/api`
  const { csrf } = (await (await fetch(`${page}/me`)).json()) as { csrf: string }
  const { status } = await fetch(`${page}/actions/close`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
    body: JSON.stringify({
      ...{ subject: report?.rowKey, change: report?.Change },
      ...{ outcome: 'no-action', note: canaries.note },
    }),
  })
  expect(status).toBe(200)
  await pass(playing, 2)
}

const logOf = ({ world }: Session) => readFileSync(join(world.folder, 'app.log'), 'utf8')
const loadedBy = ({ world }: Session) => readFileSync(join(world.folder, 'loaded.txt'), 'utf8')
const holding = (text: string) => Object.entries(canaries).filter(([, canary]) => text.includes(canary))

whenBuilt(
  'switched on: a trace leads from the alert to the report and its mails, and nothing tells what is nobody’s business',
  async () => {
    collector = await startCollector()
    session = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `x-key=${canaries.key}`,
    })
    await playAll(session)
    await (await session.keeper.app()).stop()

    const { spans, metrics, bodies, keys, refused } = collector
    expect(refused).toEqual([])
    expect([...keys]).toEqual([canaries.key])
    const read = spans.find((span) => span.name === 'alert' && said(span, 'alert.id') === 'laden-1')!
    const queuedBy = spans.filter(({ name }) => name === 'collectAlerts').map(({ spanId }) => spanId)
    expect(queuedBy).toContain(read.links[0]?.spanId)
    const opened = spans.find((span) => span.name === 'report collecting' && linksTo(span, read))!
    const mails = spans.filter((span) => span.name === 'deliver' && span.parentSpanId === opened.spanId)
    expect(mails.every(({ traceId }) => traceId === opened.traceId)).toBe(true)
    expect(mails.map((span) => said(span, 'state'))).toContain('accepted')
    const statuses = spans
      .filter(({ parentSpanId }) => parentSpanId === opened.spanId)
      .map(({ name }) => name)
    expect(statuses).toEqual(expect.arrayContaining(['report queued', 'report sent', 'report acknowledged']))
    expect([...metrics].sort()).toEqual(expect.arrayContaining(expectedMetrics))

    const log = logOf(session)
    expect(log).toContain('"event":"mail read"')
    expect(log).toContain('"event":"alert quarantined"')
    expect(log).toContain('"event":"person acted"')
    expect(log).toContain('"event":"machine measured"')
    expect({ log: holding(log), telemetry: holding(bodies.join('\n')) }).toEqual({ log: [], telemetry: [] })
    expect(loadedBy(session)).toMatch(/telemetry-otlp/)
  },
  2 * MINUTES,
)

const linksTo = ({ links }: ReceivedSpan, { spanId }: ReceivedSpan) =>
  links.some((link) => link.spanId === spanId)

const expectedMetrics = [
  'alert.storage_operations',
  'alert.wait',
  'alerts.collected',
  'decisions',
  'poll.lag',
  'queue.age',
  'queue.length',
  'reports.moved',
  'snapshot.age',
]

whenBuilt(
  'switched off: nothing of it is loaded',
  async () => {
    session = await start()
    await session.world.enqueue(queueMessage(session.world.clock.now()))
    await pass(session, 1)
    expect(loadedBy(session)).toMatch(/run-open-case/)
    expect(loadedBy(session)).not.toMatch(/otlp/)
  },
  MINUTES,
)
