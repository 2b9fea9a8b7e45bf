import { openSmtpDoor } from '../../shared/delivery/smtp-door'
import { containing, copied, desk, message, ownCopy, plainSettings } from './message-fixture'
import { type RawScript, type RawSmtp, cut, silence, startRawSmtp } from './raw-smtp'

let server: RawSmtp
afterEach(() => server.close())

async function deliver(script: RawScript, handOver: () => Promise<boolean>, silenceTimeoutInMs = 300) {
  server = await startRawSmtp(script)
  return openSmtpDoor({ ...plainSettings(server.port), silenceTimeoutInMs }).deliver(message, handOver)
}

/** Long enough for anything already on its way to arrive. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 50))

it('handOver is asked once, after 354 and before the first byte of the body', async () => {
  const seen: string[] = []
  const answer = await deliver({}, async () => {
    await settle()
    seen.push(`${server.commands.at(-1)} ${server.bodyBytes().length}`)
    return true
  })
  expect(seen).toEqual(['DATA 0'])
  expect(answer.outcome).toBe('accepted')
  expect(server.bodyBytes()).toContain('..one dot\r\nbody\r\n.\r\n')
})

const pipelining = '250-raw.example.org\r\n250 PIPELINING\r\n'

it.each([{ ehlo: '250 raw.example.org\r\n' }, { ehlo: pipelining }])(
  'handOver says no: hung up, and not one byte of the body arrives ($ehlo)',
  async ({ ehlo }) => {
    expect(await deliver({ ehlo }, async () => false)).toEqual({ outcome: 'hung-up' })
    await settle()
    expect(server.bodyBytes()).toBe('')
    expect(server.commands.filter((command) => command === 'DATA')).toHaveLength(1)
  },
)

it('handOver fails: hung up with the cause, and not one byte of the body arrives', async () => {
  const cause = new Error('storage is down')
  expect(await deliver({}, () => Promise.reject(cause))).toEqual({ outcome: 'hung-up', cause })
  await settle()
  expect(server.bodyBytes()).toBe('')
})

it('the server gives up while handOver still writes: deferred, and only after the writing has ended', async () => {
  let written = false
  const answer = await deliver(
    {},
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      written = true
      return true
    },
    100,
  )
  expect(answer).toMatchObject({ outcome: 'deferred' })
  expect(written).toBe(true)
  expect(server.bodyBytes()).toBe('')
})

describe.each([{ ehlo: '250 raw.example.org\r\n' }, { ehlo: pipelining }])('with $ehlo', ({ ehlo }) => {
  it.each([
    { name: 'a 421 greeting', script: { greeting: '421 4.3.0 busy\r\n' }, outcome: 'deferred' },
    { name: 'a 554 greeting', script: { greeting: '554 go away\r\n' }, outcome: 'paused' },
    { name: '550 to MAIL FROM', script: { mail: '550 5.7.60 not you\r\n' }, outcome: 'paused' },
    { name: '552 to MAIL FROM', script: { mail: '552 5.3.4 too big\r\n' }, outcome: 'refused' },
    { name: '451 to MAIL FROM', script: { mail: '451 4.3.0 later\r\n' }, outcome: 'deferred' },
    { name: '554 to DATA', script: { data: '554 5.7.1 no\r\n' }, outcome: 'refused' },
    { name: '503 to DATA', script: { data: '503 bad sequence\r\n' }, outcome: 'deferred' },
    { name: '421 to DATA', script: { data: '421 4.3.2 shutting down\r\n' }, outcome: 'paused' },
    {
      name: 'desk refused, own copy taken',
      script: { rcpt: { [desk]: '550 5.1.1 no\r\n', [copied]: '550 5.1.1 no\r\n' } },
      outcome: 'refused',
    },
    {
      name: 'half of the desk busy, own copy taken',
      script: { rcpt: { [desk]: '550 5.1.1 no\r\n', [copied]: '451 4.3.0 later\r\n' } },
      outcome: 'deferred',
    },
  ])('$name before the body: $outcome, handOver not asked', async ({ script, outcome }) => {
    let asked = false
    const answer = await deliver({ ehlo, ...script }, async () => (asked = true))
    expect(answer.outcome).toBe(outcome)
    expect(asked).toBe(false)
    await settle()
    expect(server.bodyBytes().replace(/^\.\r\n$/, '')).toBe('')
  })

  it.each([
    { name: 'silence', afterBody: silence, outcome: 'unknown' },
    { name: 'the line cut', afterBody: cut, outcome: 'unknown' },
    { name: 'half a reply, then cut', afterBody: '25', outcome: 'unknown' },
    { name: '421', afterBody: '421 4.3.0 closing\r\n', outcome: 'deferred' },
    { name: '554', afterBody: '554 5.6.0 no\r\n', outcome: 'refused' },
    { name: 'SendAsDenied', afterBody: '554 5.2.252 SendAsDenied\r\n', outcome: 'paused' },
    { name: '250', afterBody: '250 2.0.0 OK\r\n', outcome: 'accepted' },
  ] as const)('$name after the body: $outcome', async ({ afterBody, outcome }) => {
    expect(await deliver({ ehlo, afterBody }, async () => true)).toMatchObject({ outcome })
    expect(server.bodyBytes()).toContain('body\r\n.\r\n')
  })
})

it('the own copy shares the envelope', async () => {
  await deliver({}, async () => true)
  const recipients = server.commands.filter((command) => command.startsWith('RCPT'))
  expect(recipients.map((command) => /<(.*)>/.exec(command)?.[1])).toEqual([desk, copied, ownCopy])
})

it('keeps both ids where the server replaces ours, as Exchange Online may', async () => {
  const theirs = '<AM0PR0000001@AM0PR0000001.eurprd01.prod.outlook.com>'
  const afterBody = `250 2.0.0 OK ${theirs} [Hostname=AM0PR0000001.eurprd01.prod.outlook.com]\r\n`
  expect(await deliver({ afterBody }, async () => true)).toMatchObject({
    messageIds: [message.messageId, theirs],
  })
})

it('credentials are configured, and the server offers no login: paused, nothing sent without it', async () => {
  server = await startRawSmtp()
  const credentials = { user: 'reports', password: 'secret' }
  const answer = await openSmtpDoor({ ...plainSettings(server.port), credentials }).deliver(
    message,
    async () => true,
  )
  expect(answer).toMatchObject({ outcome: 'paused', reason: containing('no login') })
  expect(server.commands.join()).not.toContain('MAIL')
})
