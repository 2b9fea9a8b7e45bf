import { asInvocation } from '../../shared/telemetry/invocation'
import { lineLog, type Log } from '../../shared/telemetry/log'
import { openTelemetry } from '../../shared/telemetry/telemetry-otlp'
import { runReviewReports } from '../../shared/platform/run-review-reports'
import { startMsrc } from '../../sandbox/world/msrc'
import { serveHttp } from '../helpers/http-server'
import { forms, type Planted, secrets, spellings, linkBearers } from '../helpers/planted-links'
import { everythingIn } from '../reports/read-back'
import { type LoginService, startLoginService } from '../review/login-service'
import { device, fromGraph, graphAlert, ip } from './founding-alert'
import { SmallWorld } from './small-world'

let login: LoginService
beforeAll(async () => {
  login = await startLoginService(new Date('2026-11-23T12:00:00Z'))
})
afterAll(() => login.server.close())

/** Where a link can carry it, each in an endpoint of its own, so that each has its report and its mail. */
const places: readonly ((coded: string, n: number) => string)[] = [
  (v, n) => `https://evil${n}.azurewebsites.net/l/${v}/i`,
  (v, n) => `https://evil${n}.azurewebsites.net/l?x=${v}&u=${v}`,
  (v, n) => `https://evil${n}.azurewebsites.net/l#${v}`,
  (v, n) => `https://evil${n}.blob.core.windows.net/c/${v}.html`,
  (v, n) => `https://forms.office.com/r/x${n}?id=${v}`,
  (v, n) => `https://${v.replace(/[^\w-]/g, '').slice(0, 60)}.evil${n}.azureedge.net/l`,
]

/** A third of the spellings for each dialect, so that three in a row get all; secrets and places take turns. */
const plantsFor = (n: number): readonly Planted[] =>
  Object.values(spellings).flatMap((spell, s) => {
    if (s % 3 !== n % 3) return []
    const secret = Object.values(secrets)[(s + n) % 5] ?? ''
    const put = places[(Math.floor(s / 3) + n) % places.length] ?? String
    return [{ secret, coded: spell(secret), link: put(spell(secret), s) }]
  })

const settings = {
  MODE_BY_SOURCE: 'queue=auto',
  AUTO_MIN_GRADE: 'C',
  BREAKER_NEW_ENDPOINTS_PER_HOUR: '100000',
  PURGE: 'false',
}

/** The real functions, with every line of the log and every body of the telemetry kept. */
async function watchedWorld(changes: Readonly<Record<string, string>>) {
  const bodies: string[] = []
  const collector = await serveHttp((request, response) => {
    request.setEncoding('utf8').on('data', (chunk: string) => bodies.push(chunk))
    request.on('end', () => response.end('{}'))
  })
  const world = await SmallWorld.start({ ...login.settings, ...settings, ...changes })
  world.fixed = { ...world.fixed, ...login.fixed }
  world.others.push(collector)
  const telemetry = openTelemetry(
    { endpoint: collector.origin, headers: {} },
    { now: () => world.at, onFault: () => undefined },
  )
  const lines: string[] = []
  const written = lineLog((line) => lines.push(line))
  const log: Log = (event, fields) => {
    written(event, fields)
    telemetry.count(event, fields ?? {})
  }
  world.log = log
  const run = (name: string, work: () => Promise<unknown>) =>
    asInvocation({ log, telemetry }, () => telemetry.span(name, {}, work))
  return { world, lines, bodies, telemetry, run }
}

/** What policy holds leaves as well once a person says so. */
async function approveAll(world: SmallWorld): Promise<void> {
  for (const { Kind, rowKey } of await world.rows('Questions')) {
    if (Kind !== 'report') continue
    const key = { partitionKey: 'open', rowKey: String(rowKey) }
    await world.storage.table('Questions').merge({ ...key, Answer: 'approve' })
  }
}

const pages = ['page', 'page/reports', 'page/mails', 'page/quarantine'] as const
const lists = ['reports', 'reports.csv', 'reports.json', 'questions', 'statistics', 'health'] as const

/** Everything that a person with Reports.Read alone is shown. */
async function shownToReaders(world: SmallWorld): Promise<readonly string[]> {
  const app = world.app()
  const authorization = `Bearer ${await login.token({ roles: ['Reports.Read'] })}`
  const get = async (path: string, accept: string) => {
    const headers = { host: '127.0.0.1:7071', authorization, accept }
    const answer = await runReviewReports(
      app,
      new Request(`http://127.0.0.1:7071/api/${path}`, { headers }),
      world.log,
    )
    if (answer.status === 429) throw new Error('the page wants its readers slower')
    return answer.text()
  }
  const ids = (await world.rows('Reports')).map(({ rowKey }) => String(rowKey))
  const texts: string[] = []
  for (const path of [...pages, ...ids.map((id) => `page/reports/${id}`)])
    texts.push(await get(path, 'text/html'))
  for (const path of [...lists, ...ids.map((id) => `reports/${id}`)])
    texts.push(await get(path, 'application/json'))
  return texts
}

/** Rows that no product raised an alert about, and what faces a server of ours: no report follows from them. */
const isMereEvent = /^XDR streaming (?:DeviceNetwork|EmailUrl|DeviceFile)|^Suricata: inbound/

describe('names of ours inside links are in nothing that is sent, logged, measured or shown to readers', () => {
  it.each(linkBearers.map((bearer, n) => ({ ...bearer, n })))('$name', async ({ n, ...bearer }) => {
    const msrc = await startMsrc()
    const changes: Record<string, string> = n % 3 > 0 ? {} : { DOORS: 'msrc smtp', MSRC_URL: msrc.url }
    const { world, lines, bodies, telemetry, run } = await watchedWorld(changes)
    world.others.push(msrc)
    const plants = plantsFor(n)
    for (const { link } of plants) await run('openCase', () => world.openCase(bearer.with(link)))
    await approveAll(world)
    for (let step = 0; step < 4; step++) {
      world.pass(1.1)
      await run('chaseReports', () => world.chaseReports())
      await run('fileReports', () => world.fileReports())
    }
    await telemetry.flush()
    const mails = await Promise.all(world.smtp.received.map(({ raw }) => everythingIn(raw)))
    const layers = {
      mails: mails.join('\n'),
      api: msrc.received.map(({ body }) => body.toString()).join('\n'),
      log: lines.join('\n'),
      telemetry: bodies.join('\n'),
      readers: (await shownToReaders(world)).join('\n'),
    }
    const found = Object.entries(layers).flatMap(([layer, text]) => {
      const lower = text.toLowerCase()
      return plants.flatMap((plant) =>
        forms(plant).flatMap((form) => (lower.includes(form) ? [`${layer}: ${form} of ${plant.link}`] : [])),
      )
    })
    expect(found).toEqual([])
    if (!isMereEvent.test(bearer.name)) expect(mails.length + msrc.received.length).toBe(plants.length)
    await world.close()
  })
})

describe('what is of our own side is for those alone who may act', () => {
  const shown = async (role: string, path: string, body: unknown, accept = 'text/html') => {
    const world = await SmallWorld.start(login.settings)
    world.fixed = { ...world.fixed, ...login.fixed }
    await world.openCase(body)
    const authorization = `Bearer ${await login.token({ roles: [role] })}`
    const headers = { host: '127.0.0.1:7071', authorization, accept }
    const request = new Request(`http://127.0.0.1:7071/api/${path}`, { headers })
    const text = await (await runReviewReports(world.app(), request, world.log)).text()
    await world.close()
    return text
  }
  const unreadable = { nobody: 'knows this', device: 'ws-0105.corp.example' }
  const attack = fromGraph(
    graphAlert({ title: 'Outgoing port scanning activity', category: 'Discovery' }, [
      { ...device, roles: ['attacker'] },
      ip('20.119.0.42'),
    ]),
  )
  it.each([
    { what: 'a message that nobody could read', path: 'page/quarantine', body: unreadable },
    { what: 'the machine that attacks others', path: 'page', body: attack },
    { what: 'the machine that attacks others', path: 'health', body: attack, accept: 'application/json' },
  ])('$what, in $path', async ({ path, body, accept }) => {
    expect(await shown('Reports.Act', path, body, accept)).toContain('ws-0105')
    expect(await shown('Reports.Read', path, body, accept)).not.toMatch(/ws-0105|corp\.example|da638224416/)
  })
})
