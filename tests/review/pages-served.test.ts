import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { createContext } from '../../shared/platform/app-context'
import { runReviewReports } from '../../shared/platform/run-review-reports'
import { readSettings } from '../../shared/settings/settings'
import { decisionNames } from '../../shared/decisions/decision'

import { setSending } from '../../shared/storage/checkpoints'
import { askPage, openPage } from '../helpers/ask-page'
import { watch } from '../helpers/faulty-storage'
import type { TableName } from '../../shared/storage/storage'
import { freshStorage } from '../helpers/storage'
import { sourcesIn } from '../helpers/source-files'
import { browse, formsOf, tagFaults, wordsOf } from './browse'
import { clientId, type LoginService, startLoginService, tenantId } from './login-service'
import { mailText, messageHash, now, pageEnv, reviewWorld } from './review-world'

const everyPath = [
  '/api/page',
  '/api/page/reports',
  '/api/page/reports?status=overdue',
  '/api/page/reports?q=nothing-like-it',
  '/api/page/reports/DAR-2611-22222222',
  '/api/page/reports/DAR-2611-44444444',
  '/api/page/reports/DAR-2611-66666666',
  '/api/page/reports/DAR-2611-99999999',
  '/api/page/mails',
  '/api/page/quarantine',
]

describe('every page', () => {
  let world: Awaited<ReturnType<typeof reviewWorld>>
  beforeAll(async () => {
    world = await reviewWorld()
  })

  it.each(everyPath)('%s is whole, inert, kept by no cache, and its links lead somewhere', async (path) => {
    const { open } = browse(world.app)
    const { status, headers, text } = await open(path)
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ])
    expect(tagFaults(text)).toEqual([])
    expect(text).not.toMatch(/<style|\sstyle=|<script(?![^>]* src=)|\son[a-z]+=/)
    const links = [...text.matchAll(/\s(?:href|src)="(\/api\/[^"#]+)/g)].map(([, link = '']) => link)
    for (const link of new Set(links))
      expect([link, (await open(link.replaceAll('&amp;', '&'))).status]).toEqual([link, 200])
    for (const { method, action, fields } of formsOf(text)) {
      if (method === 'get') expect(action).toBe('/api/page/reports')
      else
        expect([decisionNames, fields['csrf']]).toEqual([
          expect.arrayContaining([action.split('/').at(-1)]),
          expect.any(String),
        ])
    }
  })

  it('the overview tells what waits, what is owed, and how it runs, without reading a report', async () => {
    const watched = watch(world.storage)
    const tables = new Set<string>()
    const storage = {
      ...watched.storage,
      table: (name: TableName) => {
        tables.add(name)
        return watched.storage.table(name)
      },
    }
    const app = createContext(readSettings(pageEnv, openPage), { storage: () => storage, now: () => now })
    const words = wordsOf((await browse(app).open('/api/page')).text)
    for (const told of [
      'Waits for you',
      'Approve and send',
      'Did this mail leave?',
      'What does this mail say?',
    ])
      expect(words).toContain(told)
    expect(words).toMatch(/Microsoft owes 2 answers, 2 overdue/)
    expect(words).toContain('7 to 30 days 2 2')
    expect([...tables].sort()).toEqual(['Agenda', 'Checkpoints', 'Questions', 'Statistics'])
    expect(watched.operations()).toBeLessThanOrEqual(10)
  })

  it('a list costs ten requests to storage at most', async () => {
    const watched = watch(world.storage)
    const app = createContext(readSettings(pageEnv, openPage), {
      storage: () => watched.storage,
      now: () => now,
    })
    await browse(app).open('/api/page/reports')
    expect(watched.operations()).toBeLessThanOrEqual(10)
  })

  it('a report that Microsoft owes an answer to is called overdue, in the list and by itself', async () => {
    const { open } = browse(world.app)
    const list = wordsOf((await open('/api/page/reports?status=overdue')).text)
    expect([list.includes('DAR-2611-66666666'), list.includes('DAR-2611-22222222')]).toEqual([true, false])
    expect(list).toContain('sent, no answer overdue')
    expect(wordsOf((await open('/api/page/reports/DAR-2611-66666666')).text)).toContain('overdue')
  })

  it('a report shows its message as it left, and gives its very bytes as a file that no browser opens', async () => {
    const { open } = browse(world.app)
    const path = `/api/reports/DAR-2611-66666666/message/${messageHash}`
    const { text } = await open('/api/page/reports/DAR-2611-66666666')
    expect(text).toContain('Dear desk')
    expect(text).toContain(`href="${path}"`)
    const file = await open(path)
    expect(file.text).toBe(mailText)
    expect(file.headers).toMatchObject({
      'content-disposition': `attachment; filename="DAR-2611-66666666-${messageHash.slice(0, 12)}.eml.txt"`,
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
    // Of another report, or of none: as if it were not there.
    expect((await open(path.replace('66666666', '77777777'))).status).toBe(404)
    expect((await open(path.replace(messageHash, 'a'.repeat(64)))).status).toBe(404)
    expect((await open(path.replace(messageHash, '..%2f..'))).status).toBe(404)
  })

  it('mails and messages are there to read, with their links broken', async () => {
    const { open } = browse(world.app)
    const mails = (await open('/api/page/mails')).text
    expect(mails).toContain('hxxps://portal[.]microsoft[.]example')
    expect(formsOf(mails)[0]?.fields).toMatchObject({ subject: 'mail-9', reportId: 'DAR-2611-66666666' })
    expect(wordsOf((await open('/api/page/quarantine')).text)).toContain('{"hello":1}')
  })

  it('what is not there says so, with a way on', async () => {
    const { open } = browse(world.app)
    for (const path of [
      '/api/page/reports/DAR-2611-00000000',
      '/api/page/nowhere',
      '/api/page/assets/page-0.css',
    ]) {
      const { status, text } = await open(path)
      expect([status, text.includes('To the overview')]).toEqual([404, true])
    }
    expect((await open('/api/page/reports?status=strange')).status).toBe(400)
  })

  it('/api leads to the page', async () => {
    expect(await browse(world.app).open('/api/')).toMatchObject({
      status: 303,
      headers: { location: '/api/page' },
    })
  })

  it('files of the page are kept for ever, by anybody', async () => {
    const { text } = await browse(world.app).open('/api/page')
    const files = [...text.matchAll(/(?:href|src)="(\/api\/page\/assets\/[^"]+)"/g)].map(
      ([, path = '']) => path,
    )
    expect(files).toHaveLength(3)
    const closed = browse(createContext(readSettings({}), { storage: () => freshStorage(), now: () => now }))
    for (const path of files) {
      const { status, headers } = await closed.open(path)
      expect(status).toBe(200)
      expect(headers).toMatchObject({
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      })
      expect(headers['content-type']).toMatch(/^(?:text\/css|text\/javascript|image\/svg\+xml)/)
    }
  })

  it.each([
    { takes: 'gzip, deflate, br', encoding: 'br', unpack: brotliDecompressSync },
    { takes: 'gzip', encoding: 'gzip', unpack: gunzipSync },
  ])('comes as $encoding where that is taken, and weighs little', async ({ takes, encoding, unpack }) => {
    const ask = async (path: string) => {
      const headers = { host: '127.0.0.1:7071', accept: 'text/html', 'accept-encoding': takes }
      const request = new Request(`http://127.0.0.1:7071${path}`, { headers })
      const response = await runReviewReports(world.app, request, () => undefined)
      expect([response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual([
        encoding,
        'accept-encoding',
      ])
      return Buffer.from(await response.arrayBuffer())
    }
    for (const path of everyPath) {
      const bytes = await ask(path)
      const text = unpack(bytes).toString('utf8')
      expect(text).toContain('</html>')
      const [style = ''] = /\/api\/page\/assets\/page-[^"]+css/.exec(text) ?? []
      const [script = ''] = /\/api\/page\/assets\/page-[^"]+js/.exec(text) ?? []
      const weight = bytes.length + (await ask(style)).length + Buffer.byteLength(script)
      expect(weight).toBeLessThan(60_000)
    }
  })
})

describe('every form of every page', () => {
  it('does what its button says, tells so on the page it came from, and is safe to press twice', async () => {
    const { app } = await reviewWorld()
    const { open, press } = browse(app)
    const paths = everyPath.filter((path) => !path.includes('q='))
    const done = new Set<string>()
    for (const path of paths) {
      for (const form of formsOf((await open(path)).text).filter(({ method }) => method === 'post')) {
        const answers = [await press(form), await press(form)]
        for (const { status, headers, text } of answers) {
          // An earlier button of this very walk may have moved the report on: then it is said, with a way back.
          expect([303, 409]).toContain(status)
          if (status === 409) {
            expect(wordsOf(text)).toMatch(/Nothing was done|waits for nobody/)
            expect(text).toContain('Back to where you were')
            continue
          }
          done.add(form.action.split('/').at(-1) ?? '')
          const to = headers['location'] ?? ''
          expect(to.split(/[?&]notice=/)[0]).toBe(path)
          expect((await open(to)).text).toMatch(/<p class="notice done" role="status">[^<]+<\/p>/)
        }
      }
    }
    expect([...done].sort()).toEqual(
      expect.arrayContaining(['approve', 'replay', 'stop-sending', 'was-sent']),
    )
  }, 60_000)

  it('what another has decided meanwhile stands: the page says how it stands now, and the way back', async () => {
    const { app } = await reviewWorld()
    const { open, press } = browse(app)
    const forms = formsOf((await open('/api/page/reports/DAR-2611-22222222')).text)
    const of = (action: string) => forms.find((form) => form.action.endsWith(`/${action}`))!
    expect((await press(of('approve'))).status).toBe(303)
    const late = await press(of('decline'))
    expect(late.status).toBe(409)
    expect(wordsOf(late.text)).toContain('the report has moved on and is queued')
    expect(late.text).toContain('href="/api/page/reports/DAR-2611-22222222"')
  })

  it('what makes no sense is said in words', async () => {
    const { app } = await reviewWorld()
    const { open, press } = browse(app)
    const link = formsOf((await open('/api/page/mails')).text).find(({ action }) =>
      action.endsWith('link-mail'),
    )!
    const { status, text } = await press(link, { reportId: '<b>x' })
    expect([status, text.includes('There is no report')]).toEqual([404, true])
    expect(text).not.toContain('<b>x')
  })

  it('leads nowhere but to a page of ours', async () => {
    const { app } = await reviewWorld()
    const { open, press } = browse(app)
    const stop = formsOf((await open('/api/page')).text).find(({ action }) =>
      action.endsWith('stop-sending'),
    )!
    for (const back of [
      'https://evil.example/',
      '//evil.example',
      '/api/page\\@evil.example',
      '/.auth/logout',
    ])
      expect((await press(stop, { back })).headers['location']).toMatch(/^\/api\/page\?notice=/)
  })

  it('is refused without its token', async () => {
    const { app } = await reviewWorld()
    const { open, press } = browse(app)
    const stop = formsOf((await open('/api/page')).text).find(({ action }) =>
      action.endsWith('stop-sending'),
    )!
    const { status, text } = await press(stop, { csrf: '' })
    expect([status, wordsOf(text).includes('Open the page again')]).toEqual([403, true])
  })
})

describe('what is told after an action', () => {
  it('is told by nobody else, to nobody else, and not for long', async () => {
    const { app, storage } = await reviewWorld()
    const { open, press } = browse(app)
    const stop = formsOf((await open('/api/page')).text).find(({ action }) =>
      action.endsWith('stop-sending'),
    )!
    const to = (await press(stop)).headers['location'] ?? ''
    expect((await open(to)).text).toContain('notice done')
    const forged = [
      to.replace(/notice=(.)/, 'notice=A$1'),
      `/api/page?notice=${Buffer.from('["done","Send me money",9e15]').toString('base64url')}.${'A'.repeat(43)}`,
      '/api/page?notice=Send+me+money',
    ]
    for (const path of forged) expect((await open(path)).text).not.toContain('notice done')
    const later = createContext(readSettings(pageEnv, openPage), {
      storage: () => storage,
      now: () => new Date(now.getTime() + 6 * 60_000),
    })
    expect((await browse(later).open(to)).text).not.toContain('notice done')
  })

  it('is gone from the way back of the next form', async () => {
    const { app } = await reviewWorld()
    const { open, press } = browse(app)
    const stop = formsOf((await open('/api/page')).text).find(({ action }) =>
      action.endsWith('stop-sending'),
    )!
    const next = await open((await press(stop)).headers['location'] ?? '')
    const allow = formsOf(next.text).find(({ action }) => action.endsWith('allow-sending'))!
    expect(allow.fields['back']).toBe('/api/page')
  })
})

describe('who sees what', () => {
  let login: LoginService
  beforeAll(async () => {
    login = await startLoginService(now)
  })
  afterAll(() => login.server.close())

  it('a reader sees no button, and of our own side nothing', async () => {
    const { app } = await reviewWorld({ ...pageEnv, ...login.settings }, login.fixed)
    const as = async (role: string) => ({
      'x-ms-token-aad-id-token': await login.token({ roles: [role], exp: now.getTime() / 1000 + 3600 }),
    })
    const [reader, actor] = [await as('Reports.Read'), await as('Reports.Act')]
    const { open, press } = browse(app)
    for (const path of everyPath) {
      const posts = (text: string) => formsOf(text).filter(({ method }) => method === 'post')
      expect(posts((await open(path, reader)).text)).toEqual([])
    }
    const path = '/api/page/reports/DAR-2611-66666666'
    expect((await open(path, reader)).text).not.toContain('da637551227677560813')
    expect((await open(path, actor)).text).toContain('da637551227677560813')
    const form = { method: 'post', action: '/api/page/actions/stop-sending', fields: {}, button: '' }
    expect((await press(form)).status).toBe(401)
  })

  it('whoever is not logged in is told how, a browser in words and a program in JSON', async () => {
    const inAzure = { ...login.settings, WEBSITE_SITE_NAME: 'app' }
    const app = createContext(readSettings(inAzure, login.fixed), {
      storage: () => freshStorage(),
      now: () => now,
    })
    const { open } = browse(app)
    for (const path of ['/api/page/reports?status=sent', '/api/reports.csv']) {
      const { status, text, headers } = await open(path)
      expect([status, headers['content-type']]).toEqual([401, 'text/html; charset=utf-8'])
      const back = path.includes('page') ? encodeURIComponent(path) : '%2Fapi%2Fpage'
      expect(text).toContain(`href="/.auth/login/aad?post_login_redirect_uri=${back}"`)
    }
    for (const headers of [{}, { accept: 'application/json' }])
      expect(await askPage(app, 'reports', { headers })).toMatchObject({
        status: 401,
        headers: { 'content-type': 'application/problem+json' },
      })
  })

  it('names the tenant and the app to nobody', async () => {
    const app = createContext(readSettings(login.settings, login.fixed), {
      storage: () => freshStorage(),
      now: () => now,
    })
    const { text } = await browse(app).open('/api/page')
    expect([text.includes(clientId), text.includes(tenantId)]).toEqual([false, false])
  })
})

it('while storage gives no answer, the page says so, and the log why', async () => {
  const lines: unknown[] = []
  const storage = () => {
    throw new Error('connection refused')
  }
  const app = createContext(readSettings(pageEnv, openPage), { storage, now: () => now })
  const headers = { host: '127.0.0.1:7071', accept: 'text/html' }
  const request = new Request('http://127.0.0.1:7071/api/page', { headers })
  const answer = await runReviewReports(app, request, (event, fields) =>
    lines.push([event, fields?.['path']]),
  )
  expect([answer.status, lines]).toEqual([500, [['page failed', '/api/page']]])
  expect(await answer.text()).not.toContain('connection refused')
})

it('before anything happened: every page is there, and says what to do', async () => {
  const storage = freshStorage()
  const app = createContext(readSettings(pageEnv, openPage), { storage: () => storage, now: () => now })
  for (const path of ['/api/page', '/api/page/reports', '/api/page/mails', '/api/page/quarantine']) {
    const { status, text } = await browse(app).open(path)
    expect([status, text.includes('class="empty"')]).toEqual([200, true])
  }
})

it('a switch set by hand shows on every page', async () => {
  const { app, storage } = await reviewWorld()
  await setSending(storage, true, 'Ada', now)
  for (const path of everyPath)
    expect(wordsOf((await browse(app).open(path)).text)).toContain('All sending is stopped.')
})

it('nothing but the module that is loaded late loads the pages', () => {
  const loading = sourcesIn('shared', 'functions').filter(({ files }) =>
    files.some((file) => file.startsWith('shared/review/pages/') && !/\/(?:routes|models)$/.test(file)),
  )
  const outside = loading.map(({ path }) => path).filter((path) => !path.startsWith('shared/review/pages/'))
  expect(outside).toEqual(['shared/review/web/show-pages.ts'])
  const routes = sourcesIn('shared').find(({ path }) => path === 'shared/review/web/page-routes.ts')
  expect(routes?.text).toContain("import('./show-pages.js')")
})
