import { makeCertificate } from '../../sandbox/world/certificate'
import { type SmtpOptions, type SmtpScript, startSmtp } from '../../sandbox/world/smtp'
import { openSmtpDoor } from '../../shared/delivery/smtp-door'
import type { SmtpSettings } from '../../shared/delivery/smtp-settings'
import { containing, copied, desk, message, ownCopy, plainSettings } from './message-fixture'

const certificate = makeCertificate()
const login = { user: 'reports', password: 'secret' } as const
const refuse = (code: number, text: string) => () => ({ code, text })

type Case = {
  readonly name: string
  readonly server?: SmtpOptions
  readonly script?: SmtpScript
  readonly settings?: Partial<SmtpSettings>
  readonly answer: unknown
  /** How many mails the server holds in the end. */
  readonly kept: number
  readonly handedOver: boolean
}

const bothAccepted = [
  { address: desk, accepted: true },
  { address: copied, accepted: true },
]

const cases: readonly Case[] = [
  {
    name: 'RFC 5321: 250 after the body is acceptance',
    answer: { outcome: 'accepted', messageIds: [message.messageId], recipients: bothAccepted },
    kept: 1,
    handedOver: true,
  },
  {
    name: 'one address of the desk refused, the other taken: accepted, and it says which',
    script: { recipient: (to) => (to === desk ? { code: 550, text: '5.1.1 no such user' } : undefined) },
    answer: {
      outcome: 'accepted',
      recipients: [
        { address: desk, accepted: false, response: containing('5.1.1') },
        { address: copied, accepted: true },
      ],
    },
    kept: 1,
    handedOver: true,
  },
  {
    name: 'every recipient refused for good: refused',
    script: { recipient: refuse(550, '5.1.1 no such user') },
    answer: {
      outcome: 'refused',
      recipients: [
        { address: desk, accepted: false, response: containing('550') },
        { address: copied, accepted: false, response: containing('550') },
      ],
    },
    kept: 0,
    handedOver: false,
  },
  {
    name: 'only our own copy taken: refused, and nothing left that later reads as a proof of sending',
    script: { recipient: (to) => (to === ownCopy ? undefined : { code: 550, text: '5.7.1 blocked' }) },
    answer: {
      outcome: 'refused',
      recipients: [{ accepted: false }, { accepted: false }],
    },
    kept: 0,
    handedOver: false,
  },
  {
    name: 'greylisted desk, own copy taken: deferred',
    script: { recipient: (to) => (to === ownCopy ? undefined : { code: 450, text: '4.7.1 Greylisted' }) },
    answer: { outcome: 'deferred', response: containing('Greylisted') },
    kept: 0,
    handedOver: false,
  },
  {
    name: '450 to every recipient: deferred',
    script: { recipient: refuse(450, '4.7.1 Greylisted, try again later') },
    answer: { outcome: 'deferred', response: containing('450') },
    kept: 0,
    handedOver: false,
  },
  {
    name: '550 after the body: refused, for the server has answered',
    script: { data: refuse(550, '5.7.1 content rejected') },
    answer: { outcome: 'refused', response: containing('content rejected') },
    kept: 0,
    handedOver: true,
  },
  {
    name: '451 after the body: deferred',
    script: { data: refuse(451, '4.3.0 disk full') },
    answer: { outcome: 'deferred', response: containing('disk full') },
    kept: 0,
    handedOver: true,
  },
  {
    name: 'line dropped after the body, mail kept: unknown',
    script: { data: () => 'drop-kept' },
    answer: { outcome: 'unknown', response: containing('') },
    kept: 1,
    handedOver: true,
  },
  {
    name: 'line dropped after the body, mail lost: unknown just the same',
    script: { data: () => 'drop-lost' },
    answer: { outcome: 'unknown', response: containing('') },
    kept: 0,
    handedOver: true,
  },
  {
    name: 'silent after the body for longer than we wait: unknown',
    script: { answerAfterInMs: 1500 },
    answer: { outcome: 'unknown', response: containing('Timeout') },
    kept: 1,
    handedOver: true,
  },
  {
    name: '535 at login pauses the door, though the library calls it permanent',
    server: login,
    settings: { credentials: { user: 'reports', password: 'expired' } },
    answer: {
      outcome: 'paused',
      reason: containing('535'),
      remedy: containing('password'),
    },
    kept: 0,
    handedOver: false,
  },
  {
    name: 'no STARTTLS offered: paused, nothing sent in the clear',
    server: { security: 'none' },
    answer: {
      outcome: 'paused',
      reason: containing('encrypted'),
      remedy: containing('TLS'),
    },
    kept: 0,
    handedOver: false,
  },
  {
    name: 'a certificate nobody vouches for: paused',
    settings: { ca: makeCertificate().cert },
    answer: { outcome: 'paused', reason: containing('encrypted') },
    kept: 0,
    handedOver: false,
  },
  {
    name: 'implicit TLS with login',
    server: { ...login, security: 'implicit' },
    settings: { security: 'tls', credentials: login },
    answer: { outcome: 'accepted' },
    kept: 1,
    handedOver: true,
  },
  {
    name: 'throttling of the mailbox pauses the door, not this report',
    script: { recipient: refuse(432, '4.3.2 Concurrent connections limit exceeded') },
    answer: { outcome: 'paused', reason: containing('limits us') },
    kept: 0,
    handedOver: false,
  },
]

it.each(cases)('$name', async ({ server = {}, script = {}, settings = {}, answer, kept, handedOver }) => {
  const smtp = await startSmtp({ certificate, ...server })
  smtp.script = script
  let asked = false
  const door = openSmtpDoor({
    ...plainSettings(smtp.port),
    security: 'starttls',
    ca: certificate.cert,
    silenceTimeoutInMs: 1000,
    ...settings,
  })
  const got = await door.deliver(message, async () => (asked = true))
  await smtp.close()
  expect(got).toMatchObject(answer as object)
  expect(asked).toBe(handedOver)
  expect(smtp.received).toHaveLength(kept)
})

it('the mail arrives byte for byte, in one envelope with our own copy, under our ENVID (RFC 3461)', async () => {
  const smtp = await startSmtp({ certificate })
  const door = openSmtpDoor({ ...plainSettings(smtp.port), security: 'starttls', ca: certificate.cert })
  await door.deliver(message, async () => true)
  await smtp.close()
  expect(smtp.received).toMatchObject([
    { from: 'reports@soc.example.org', to: [desk, copied, ownCopy], envelopeId: message.envelopeId },
  ])
  expect(smtp.received[0]?.raw.toString()).toBe(message.raw.toString())
})

it('nobody there: deferred, never unknown', async () => {
  const smtp = await startSmtp({ certificate })
  await smtp.close()
  const got = await openSmtpDoor(plainSettings(smtp.port)).deliver(message, async () => true)
  expect(got).toMatchObject({ outcome: 'deferred', response: containing('ECONNREFUSED') })
})

it('without encryption only this very machine is spoken to', async () => {
  const door = openSmtpDoor({ ...plainSettings(25), host: 'mail.example.org' })
  expect(await door.deliver(message, async () => true)).toMatchObject({ outcome: 'paused' })
  expect(await door.tryLogin()).toMatchObject({ ok: false, remedy: containing('starttls') })
})

describe('tryLogin sends nothing and says', () => {
  it.each([
    { name: 'ok', password: 'secret', answer: { ok: true } },
    { name: 'why not', password: 'wrong', answer: { ok: false, reason: containing('535') } },
  ])('$name', async ({ password, answer }) => {
    const smtp = await startSmtp({ certificate, ...login })
    const credentials = { user: 'reports', password }
    const security = 'starttls'
    const settings = { ...plainSettings(smtp.port), security, ca: certificate.cert, credentials } as const
    // No test of patience: a busy machine may take its time.
    const door = openSmtpDoor({ ...settings, silenceTimeoutInMs: 20_000 })
    expect(await door.tryLogin()).toMatchObject(answer)
    await smtp.close()
    expect(smtp.received).toHaveLength(0)
  })
})
