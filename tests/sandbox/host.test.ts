import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { QueueServiceClient } from '@azure/storage-queue'
import { startApp } from '../../sandbox/app'
import type { App } from '../../sandbox/app'
import { type FromHost, HOST_SETTINGS } from '../../sandbox/protocol'
import { freshAccount } from '../helpers/storage'
import { bundle } from './bundle'

const root = join(__dirname, '../..')
mkdirSync(join(root, '.sandbox'), { recursive: true })
const directory = mkdtempSync(join(root, '.sandbox/host-test-'))
const storage = freshAccount()
const queues = QueueServiceClient.fromConnectionString(storage)
const HOUR = 3_600_000

let app: App
let messages: FromHost[] = []
const key = 'key-of-the-host'
const start = async (more: Readonly<Record<string, string>> = {}) => {
  messages = []
  app = await startApp({
    hostScript: join(directory, 'host.js'),
    appDirectory: directory,
    settings: {
      AzureWebJobsStorage: storage,
      DAILY_SCHEDULE: '0 0 3 * * *',
      [HOST_SETTINGS.key]: key,
      ...more,
    },
    clockOffsetInMs: Date.parse('2030-01-01T12:00:00Z') - Date.now(),
    onMessage: (message) => messages.push(message),
  })
}
const logged = (name: string) =>
  messages.flatMap((message) =>
    message.type === 'log' && message.function === name && message.message !== 'before'
      ? [JSON.parse(message.message) as unknown]
      : [],
  )
/** An app that has died is not waited for. */
const until = async (condition: () => boolean | Promise<boolean>) => {
  while (!app.isGone() && !(await condition())) await new Promise((resolve) => setTimeout(resolve, 20))
}
const ended = (name: string) =>
  messages.filter((message) => message.type === 'ended' && message.function === name)

beforeAll(async () => {
  bundle('sandbox/host/main.ts', join(directory, 'host.js'), '--packages=external')
  const core = '--external:@azure/functions-core'
  bundle('tests/sandbox/tiny-app/functions.ts', join(directory, 'functions.js'), core)
  cpSync(join(__dirname, 'tiny-app/host.json'), join(directory, 'host.json'))
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ main: '{index,functions}.js' }))
  await queues.createQueue('food')
  await start()
})
afterAll(async () => {
  await app.kill()
  rmSync(directory, { recursive: true })
})

it('answers its bare address itself, whatever the app has registered', async () => {
  const response = await fetch(`http://127.0.0.1:${app.port}/`, { redirect: 'manual' })
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('up and running')])
})

it('lists what the app has registered, settings in the bindings resolved', () => {
  expect(app.functions).toEqual([
    { name: 'daily', kind: 'timer', detail: '0 0 3 * * *' },
    { name: 'eat', kind: 'queue', detail: 'food' },
    { name: 'locked', kind: 'http', detail: 'locked' },
    { name: 'greet', kind: 'http', detail: 'greet/{name?}' },
    { name: 'reach', kind: 'http', detail: 'reach' },
    { name: 'resolve', kind: 'http', detail: 'resolve' },
  ])
})

describe('http', () => {
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${app.port}${path}`, init)

  it('route parameters, body and headers pass', async () => {
    const response = await get('/api/greet/bob', { method: 'POST', body: 'hello' })
    expect([response.status, response.headers.get('x-test')]).toEqual([201, 'yes'])
    expect(await response.json()).toEqual({ name: 'bob', body: 'hello' })
  })

  it.each([
    { path: '/api/greet', status: 201 },
    { path: '/api/greet?nothing', status: 204 },
    { path: '/api/greet?fail', status: 500 },
    { path: '/api/unknown', status: 404 },
    { path: '/greet', status: 404 },
    { path: '/api/greet/%zz%', status: 201 },
    { path: '//', status: 404 },
  ])('$path answers $status', async ({ path, status }) => {
    expect((await get(path)).status).toBe(status)
  })
})

it.each([
  { url: 'http://192.0.2.1/', said: /ECONNREFUSED/ },
  { url: 'https://abuse.example.com/', said: /ECONNREFUSED/ },
  { url: '', said: /status 404/ },
])('the app reaches nothing but this machine: $url', async ({ url, said }) => {
  const target = url === '' ? `http://localhost:${app.port}/nothing` : url
  const response = await fetch(`http://127.0.0.1:${app.port}/api/reach?url=${encodeURIComponent(target)}`)
  expect(await response.text()).toMatch(said)
})

it.each([
  { server: '127.0.0.1:5353', asked: '127.0.0.1:5353' },
  { server: '192.0.2.53', asked: '127.0.0.1:9' },
  { server: '[2001:db8::53]:5353', asked: '127.0.0.1:9' },
])('and asks no name server elsewhere: $server', async ({ server, asked }) => {
  const path = `/api/resolve?server=${encodeURIComponent(server)}`
  const response = await fetch(`http://127.0.0.1:${app.port}${path}`)
  expect(await response.json()).toEqual({ servers: [asked], before: ['127.0.0.1:9'] })
})

it.each([
  { shown: 'no key', path: '/api/locked', headers: {}, status: 401 },
  { shown: 'another key', path: '/api/locked?code=other', headers: {}, status: 401 },
  { shown: 'the key in a header', path: '/api/locked', headers: { 'x-functions-key': key }, status: 200 },
  { shown: 'the key in the address', path: `/api/locked?code=${key}`, headers: {}, status: 200 },
])('authLevel function: $shown answers $status', async ({ path, headers, status }) => {
  expect((await fetch(`http://127.0.0.1:${app.port}${path}`, { headers })).status).toBe(status)
})

it('has HEAD only where it is registered', async () => {
  const head = (path: string) => fetch(`http://127.0.0.1:${app.port}${path}`, { method: 'HEAD' })
  expect([(await head('/api/greet')).status, (await head(`/api/locked?code=${key}`)).status]).toEqual([
    404, 200,
  ])
})

describe('timer', () => {
  it('fires once for a schedule that was jumped over, and sees the new time', async () => {
    const to = Date.parse('2030-01-04T12:00:00Z') - Date.now()
    expect(await app.jump(to)).toBe(true)
    await until(() => ended('daily').length > 0)
    await app.jump(to + HOUR)
    expect(logged('daily')).toEqual([
      { isPastDue: true, now: expect.stringMatching(/^2030-01-04T12:00/) as unknown },
    ])
  })

  it('can be run at once through the admin route', async () => {
    const before = ended('daily').length
    const response = await fetch(`http://127.0.0.1:${app.port}/admin/functions/daily`, { method: 'POST' })
    expect(response.status).toBe(202)
    await until(() => ended('daily').length > before)
  })
})

describe('queue', () => {
  const queue = queues.getQueueClient('food')
  const poison = queues.getQueueClient('food-poison')
  const isEmpty = async () => (await queue.getProperties()).approximateMessagesCount === 0

  it.each([
    { text: '{"a":1}', message: { a: 1 }, type: 'object' },
    { text: '123', message: 123, type: 'number' },
    { text: 'text', message: 'text', type: 'string' },
  ])('$text arrives as $type and is deleted', async ({ text, message, type }) => {
    messages = []
    await queue.sendMessage(text)
    await until(() => ended('eat').length > 0)
    expect(logged('eat')).toEqual([expect.objectContaining({ message, type })])
    expect(await isEmpty()).toBe(true)
  })

  it("the message's own keys overwrite the metadata, as on the real host", async () => {
    messages = []
    await queue.sendMessage('{"id":"mine","dequeueCount":77}')
    await until(() => ended('eat').length > 0)
    expect(logged('eat')).toMatchObject([{ meta: { id: 'mine', dequeueCount: 77 } }])
  })

  it('a failing message is tried maxDequeueCount times and ends in the poison queue as it was', async () => {
    messages = []
    await queue.sendMessage('bad')
    await until(() => ended('eat').length === 3)
    expect(
      logged('eat').map((line) => (line as { meta: { dequeueCount: number } }).meta.dequeueCount),
    ).toEqual([1, 2, 3])
    expect(ended('eat')[0]).toMatchObject({ error: expect.stringContaining('cannot eat this') as unknown })
    expect((await poison.receiveMessages()).receivedMessageItems).toMatchObject([{ messageText: 'bad' }])
    expect(await isEmpty()).toBe(true)
  })

  it('a message is kept invisible for as long as it is worked on; until then the clock stands', async () => {
    messages = []
    await queue.sendMessage('slow')
    await until(() => app.running() > 0)
    expect(await app.jump(0)).toBe(false)
    await until(() => ended('eat').length > 0)
    expect(logged('eat')).toHaveLength(1)
    expect(await isEmpty()).toBe(true)
  })

  it('a message in the hands of an app that is killed comes back', async () => {
    messages = []
    await queue.sendMessage('slow')
    await until(() => app.running() > 0)
    await app.kill()
    await start()
    await until(() => ended('eat').length > 0)
    expect(logged('eat')).toMatchObject([{ message: 'slow', meta: { dequeueCount: 2 } }])
  })

  it.each([
    { lock: undefined, seconds: 2 },
    { lock: '600', seconds: 600 },
  ])('… after $seconds s, on request as late as in Azure', async ({ lock, seconds }) => {
    await app.kill()
    await start(lock === undefined ? {} : { [HOST_SETTINGS.messageLockInSeconds]: lock })
    const sentAt = Date.now()
    await queue.sendMessage('text')
    await until(() => ended('eat').length > 0)
    const [line] = logged('eat') as { meta: { nextVisibleTime: string } }[]
    const hiddenInMs = Date.parse(line?.meta.nextVisibleTime ?? '') - sentAt
    expect(Math.abs(hiddenInMs / 1000 - seconds)).toBeLessThan(2)
  })
})

it('an app that throws while it is loaded does not start, and says why', async () => {
  await app.kill()
  writeFileSync(join(directory, 'index.js'), 'throw new Error("no good")')
  await expect(start()).rejects.toThrow('no good')
  rmSync(join(directory, 'index.js'))
  await start()
})
