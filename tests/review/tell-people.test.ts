import { type Concern, harmless, readConcerns } from '../../shared/review/concern'
import { digestText } from '../../shared/review/digest-text'
import { postWebhook, signature } from '../../shared/review/post-webhook'
import { periodOf } from '../../shared/review/send-digest'
import { webhookBody } from '../../shared/review/webhook-body'
import { readSettings } from '../../shared/settings/settings'
import { toQuestionRow } from '../../shared/reports/question'
import { serveHttp } from '../helpers/http-server'
import { days, t0 } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

const concern = (changes: Partial<Concern> = {}): Concern => ({
  key: 'question x_1',
  heading: 'Send this report?',
  subject: 'DAR-2611-7F3K9QXM',
  endpoint: 'login[.]example[.]com',
  says: 'policy holds it',
  since: t0,
  ...changes,
})

describe('what is told', () => {
  it.each([
    ['see https://login.example.com/a.b?c now', 'see hxxps://login[.]example[.]com/a.b?c now'],
    ['FTP://bad.example/x', 'FTP://bad[.]example/x'],
    ['from mallory@evil.example.com, 192.0.2.7', 'from mallory@evil[.]example[.]com, 192.0.2.7'],
    ['550 5.7.1 refused', '550 5.7.1 refused'],
    ['xn--80ak6aa92e.com and münchen.example', 'xn--80ak6aa92e[.]com and münchen[.]example'],
    ['login[.]example[.]com', 'login[.]example[.]com'],
  ])('makes no link: %s', (text, shown) => {
    expect(harmless(text)).toBe(shown)
  })

  it('is one line each, cut, without secrets; answered questions are not told; the oldest comes first', async () => {
    const storage = freshStorage()
    const ask = (subject: string, reason: string, at: Date) =>
      storage.table('Questions').insert(
        toQuestionRow({
          subject,
          change: 0,
          kind: 'mail',
          question: 'What does this mail say? (dismiss · taken down)',
          endpoint: 'mallory@evil.example.com',
          reason,
          since: at,
        }),
      )
    await ask('b', 'x'.repeat(900), days(1))
    await ask(
      'a',
      'the key is hunter2hunter2\r\nBcc: all@example.com\u202e <!channel> *[a](https://a.example)*',
      t0,
    )
    await ask('c', 'answered', t0)
    await storage.table('Questions').merge({ partitionKey: 'open', rowKey: 'c_0', Answer: 'dismiss' })
    const [first, second, ...more] = await readConcerns(storage, [], ['hunter2hunter2', 'x'], new Date())
    expect(more).toEqual([])
    expect(first).toEqual({
      key: 'question a_0',
      heading: 'What does this mail say?',
      subject: 'a',
      endpoint: 'mallory@evil[.]example[.]com',
      says: 'the key is *** Bcc: all@example[.]com <!channel> *[a](hxxps://a[.]example)*',
      since: t0,
    })
    expect(second?.says).toHaveLength(300)
  })

  it('faults in the settings, with their remedy', async () => {
    const { faults } = readSettings({ DIGEST: 'hourly' })
    const told = await readConcerns(freshStorage(), faults, [], new Date())
    expect(told).toContainEqual(
      expect.objectContaining({
        heading: 'Fault in the settings',
        says: expect.stringContaining('DIGEST') as unknown,
      }),
    )
  })
})

it('the digest lists twenty of a kind and counts the rest', () => {
  const many = Array.from({ length: 25 }, (_, n) => concern({ key: `question ${n}`, subject: `id-${n}` }))
  const text = digestText(
    [...many, concern({ key: 'door smtp', heading: 'Door paused', remedy: 'renew it' })],
    days(2),
    undefined,
  )
  expect(text).toContain('26 things wait for a person, the oldest since 2026-11-23 (2 days).\r\n')
  expect(text).toContain('Send this report? (25)')
  expect(text).toContain('- and 5 more')
  expect(text.match(/id-\d+/g)).toHaveLength(20)
  expect(text).toContain('renew it')
})

describe('the message', () => {
  const hostile =
    '<!channel> &amp; *bold* [link](https://a.example) {{DATE(2026-01-01)}} <https://a.example|x>'
  const news = (concerns: readonly Concern[]) => ({
    id: 'id',
    at: days(1),
    concerns,
    page: 'https://reports.example.com/?a=1&b=2',
  })

  it('for Slack: what came from outside stands in plain_text alone', () => {
    const body = webhookBody('slack', news([concern({ says: hostile })])) as {
      text: string
      blocks: { type: string; text: { type: string; text: string } }[]
    }
    expect(body.text).toBe('Abuse reports: 1 thing waits for a person')
    const marked = body.blocks.filter(({ text }) => text.type !== 'plain_text')
    expect(marked.map(({ text }) => text.text)).toEqual([
      '<https://reports.example.com/?a=1&amp;b=2|Open the page>',
    ])
    expect(JSON.stringify(body.blocks)).toContain('<!channel>')
  })

  it('for Teams: an Adaptive Card that reads no Markdown and no functions', () => {
    const body = webhookBody('teams', news([concern({ says: hostile })])) as {
      type: string
      attachments: {
        contentType: string
        content: { body: { type: string; inlines: { type: string }[] }[] }
      }[]
    }
    expect(body).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { type: 'AdaptiveCard', actions: [{ type: 'Action.OpenUrl' }] },
        },
      ],
    })
    const blocks = body.attachments[0]!.content.body
    expect(new Set(blocks.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']))
    expect(new Set(blocks.flatMap(({ inlines }) => inlines.map(({ type }) => type)))).toEqual(
      new Set(['TextRun']),
    )
    expect(JSON.stringify(blocks)).not.toContain('{{')
  })

  it.each(['slack', 'teams', 'plain'] as const)(
    '%s: within the limits of its receiver, however much is new',
    (format) => {
      const long = concern({ says: 'ä'.repeat(300), endpoint: 'e'.repeat(120), remedy: 'r'.repeat(300) })
      const body = webhookBody(format, news(Array.from({ length: 400 }, () => long)))
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(28_000)
      expect(JSON.stringify(body)).toContain('400')
      const blocks = 'blocks' in body ? (body.blocks as { text: { text: string } }[]) : []
      expect(blocks.length).toBeLessThanOrEqual(50)
      expect(blocks.filter(({ text }) => text.text.length > 3000)).toEqual([])
    },
  )
})

it('is signed as the published example is', () => {
  // The secret, id, time and body that the libraries of Standard Webhooks are tested with.
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  expect(signature(key, 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}')).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

it('nobody there: said without the address', async () => {
  const gone = await serveHttp(() => undefined)
  await gone.close()
  const posted = await postWebhook({ url: `${gone.origin}/secret`, timeoutInMs: 2000 }, 'id', {}, t0)
  expect(posted).toEqual({ ok: false, why: 'it cannot be reached: ECONNREFUSED' })
})

it('a receiver that says nothing is given up', async () => {
  const silent = await serveHttp(() => undefined)
  const posted = await postWebhook({ url: silent.origin, timeoutInMs: 100 }, 'id', {}, t0)
  await silent.close()
  expect(posted).toEqual({ ok: false, why: 'it cannot be reached: TimeoutError' })
})

it.each([
  ['daily', 6, '2026-11-23T05:59:00Z', '2026-11-22T06:00:00Z'],
  ['daily', 6, '2026-11-23T06:00:00Z', '2026-11-23T06:00:00Z'],
  ['daily', 0, '2026-11-23T23:59:00Z', '2026-11-23T00:00:00Z'],
  ['weekly', 6, '2026-11-23T06:00:00Z', '2026-11-23T06:00:00Z'],
  ['weekly', 6, '2026-11-23T05:59:00Z', '2026-11-16T06:00:00Z'],
  ['weekly', 6, '2026-11-29T23:00:00Z', '2026-11-23T06:00:00Z'],
] as const)('%s at %i: at %s it is the turn of %s', (every, hourUtc, now, due) => {
  expect(periodOf({ every, hourUtc }, new Date(now))).toEqual(new Date(due))
})

describe('settings', () => {
  const read = (raw: Record<string, string>) => {
    const settings = readSettings({ MAIL_FROM: 'Reports <reports@example.com>', ...raw })
    return settings.faults
      .filter(({ setting }) => /^(?:DIGEST|WEBHOOK|PUBLIC)/.test(setting))
      .map(({ setting }) => setting)
  }

  it.each([
    [{}, []],
    [{ DIGEST: 'daily' }, ['DIGEST_TO']],
    [{ DIGEST: 'daily', DIGEST_TO: 'desk@example.net' }, []],
    [{ DIGEST: 'daily', DIGEST_TO: 'desk@example.net reports@example.com' }, ['DIGEST_TO']],
    [{ DIGEST_TO: 'Abuse@Example.org', REPORT_ROUTES: 'spam=abuse@example.org' }, ['DIGEST_TO']],
    [{ WEBHOOK_URL: 'http://hooks.example.com/' }, ['WEBHOOK_URL']],
    [{ WEBHOOK_SECRET: 'short' }, ['WEBHOOK_SECRET']],
    [{ WEBHOOK_SECRET: 'whsec_c2hvcnQ=' }, ['WEBHOOK_SECRET']],
  ])('%j: faults in %j', (raw, faults) => {
    expect(read(raw as unknown as Record<string, string>)).toEqual(faults)
  })

  it.each([
    ['https://hooks.slack.com/services/T/B/x', 'slack'],
    ['https://prod-00.westeurope.logic.azure.com:443/workflows/x', 'teams'],
    ['https://default0.00.environment.api.powerplatform.com:443/powerautomate/x', 'teams'],
    ['https://hooks.slack.com.example.net/x', 'plain'],
  ])('%s wants %s', (url, format) => {
    const { digest } = readSettings({ WEBHOOK_URL: url }).need('digest')
    expect(digest.webhook?.format).toBe(format)
  })

  it('addresses and secrets of webhooks are never logged', () => {
    const url = 'https://hooks.slack.com/services/T/B/x'
    expect(readSettings({ WEBHOOK_URL: url }).secrets).toContain(url)
  })
})
