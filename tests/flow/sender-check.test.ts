import { runSelfCheck } from '../../cli/self-check'
import { askPage, openPage } from '../helpers/ask-page'
import { containing } from './containing'
import { fromGraph, graphAlert } from './founding-alert'
import { questions } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
const start = async (settings: Readonly<Record<string, string>> = {}) => {
  world = await SmallWorld.start(settings)
  world.fixed = { ...world.fixed, ...openPage }
}
afterEach(() => world.close())

const probes = () => world.smtp.received.filter(({ to }) => to.some((one) => one.includes('+selftest-')))
const deliverProbe = (n = 0) => world.imap.deliver(probes()[n]!.raw)

type Told = { checkedAt: string; findings: { what: string; result: string; says: string; remedy?: string }[] }
async function health(): Promise<Told | undefined> {
  const { jsonBody } = await askPage(world.app(), 'health')
  return (jsonBody as { senderCheck?: Told }).senderCheck
}
const finding = async (what: string) => (await health())?.findings.find((one) => one.what === what)
const plus = () => finding('plus-addressing')

/** A check has been made the day before. */
const secondDay = async () => {
  await world.checkSender()
  world.pass(24)
}

it('the first check logs in and sends nothing; a run made up for after a start does not even log in', async () => {
  await start()
  await world.checkSender({ isPastDue: true })
  expect(await health()).toBeUndefined()
  await world.checkSender()
  expect(world.smtp.received).toEqual([])
  expect(await health()).toMatchObject({
    checkedAt: '2026-11-23T10:00:00.000Z',
    findings: [
      { what: 'domain of MAIL_FROM', result: 'fine' },
      { what: 'door smtp', result: 'fine' },
      { what: 'mailbox', result: 'fine' },
      { what: 'plus-addressing', result: 'not tried' },
    ],
  })
})

it('once a day one mail leaves to ourselves; its arrival is the proof, and does nothing else', async () => {
  await start()
  await secondDay()
  await world.checkSender()
  for (let n = 0; n < 5; n++) await world.checkSender()
  expect(probes().map(({ to }) => to)).toEqual([
    [containing(/^reports\+selftest-[0-9a-f]{16}@example\.com$/)],
  ])
  expect(await plus()).toMatchObject({ result: 'waiting' })
  deliverProbe()
  await world.trackReplies()
  expect(await plus()).toEqual({
    what: 'plus-addressing',
    result: 'fine',
    says: 'a mail to ourselves has arrived',
  })
  expect([await world.rows('Mails'), await questions(world)]).toEqual([[], []])
  world.pass(23.9)
  await world.checkSender()
  expect(probes()).toHaveLength(2)
  // The first one once more, as when a folder was rebuilt: it says nothing about the second.
  deliverProbe()
  await world.trackReplies()
  expect(await plus()).toMatchObject({ result: 'waiting' })
  expect(await world.rows('Mails')).toEqual([])
})

it('what has not arrived within two hours is a fault with its remedy; it may still arrive', async () => {
  await start()
  await secondDay()
  await world.checkSender()
  world.pass(2.1)
  await world.checkSender()
  expect(await plus()).toMatchObject({ result: 'failed', remedy: containing('plus-addresses') })
  deliverProbe()
  await world.trackReplies()
  expect(await plus()).toMatchObject({ result: 'fine' })
})

it('where the server knows no such address, its words are told', async () => {
  await start()
  await secondDay()
  world.smtp.script = {
    recipient: (address) =>
      address.includes('+selftest-') ? { code: 550, text: '5.1.1 No such user' } : undefined,
  }
  await world.checkSender()
  expect(await plus()).toMatchObject({ result: 'failed', says: containing('5.1.1 No such user') })
})

it.each([
  { settings: { REPORTING_MODE: 'dry-run' }, says: 'REPORTING_MODE is dry-run: no mail leaves' },
  {
    settings: { REDIRECT_ALL_TO: 'trial@example.org' },
    says: 'REDIRECT_ALL_TO is set: no mail leaves but to there',
  },
  { settings: { SENDER_CHECK: 'without-mail' }, says: 'SENDER_CHECK is without-mail' },
])('$says', async ({ settings, says }) => {
  await start(settings)
  await secondDay()
  await world.checkSender()
  expect(world.smtp.received).toEqual([])
  expect(await plus()).toEqual({ what: 'plus-addressing', result: 'not tried', says })
})

it('SENDER_CHECK off: no check at all', async () => {
  await start({ SENDER_CHECK: 'off' })
  await secondDay()
  await world.checkSender()
  expect(await health()).toBeUndefined()
})

it('with sending switched off, nothing leaves', async () => {
  await start()
  await secondDay()
  await world.storage
    .table('Checkpoints')
    .insert({ partitionKey: 'checkpoint', rowKey: 'sending', State: 'off' })
  await world.checkSender()
  expect(world.smtp.received).toEqual([])
})

it('the mail to ourselves counts as every other: a full minute keeps it back', async () => {
  await start()
  world.fixed = { ...world.fixed, sendPerMinute: 1 }
  await secondDay()
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  await world.checkSender()
  expect([world.mails.length, probes().length]).toEqual([1, 0])
  expect(await plus()).toMatchObject({ result: 'failed', says: containing('SEND_PER_DAY') })
})

it('a wrong password, a mailbox that is down and a sender of onmicrosoft.com each have their remedy', async () => {
  await start({
    MAIL_FROM: 'reports@contoso.onmicrosoft.com',
    SMTP_USER: 'reports',
    SMTP_PASSWORD: 'wrong password',
    IMAP_PASSWORD: 'wrong',
  })
  await world.checkSender()
  expect((await health())?.findings).toMatchObject([
    { result: 'warning', says: containing('5.7.236'), remedy: containing('MAIL_FROM') },
    { what: 'door smtp', result: 'failed', remedy: containing(/./) },
    { what: 'mailbox', result: 'failed', remedy: containing('IMAP') },
    { result: 'not tried' },
  ])
  const logged = world.logs.filter(({ event }) => event === 'sender check failed')
  expect(logged.map(({ what }) => what)).toEqual(['domain of MAIL_FROM', 'door smtp', 'mailbox'])
})

it('two instances at once send one mail', async () => {
  await start()
  await secondDay()
  await Promise.all([world.checkSender(), world.checkSender()])
  expect(probes()).toHaveLength(1)
})

describe('asked for by a person', () => {
  const selfCheck = async (...args: string[]) => {
    const lines: string[] = []
    const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) }
    const { settings } = world.app()
    const open = () => ({ settings, storage: world.storage, name: 'test' })
    return { code: await runSelfCheck(args, io, open, () => world.at), lines }
  }

  it('is made at once, the first time with a mail too, and never two mails a day', async () => {
    await start()
    const { code, lines } = await selfCheck()
    expect(lines).toEqual([
      'fine: domain of MAIL_FROM: example.com is a domain of its own',
      'fine: door smtp: the login works',
      'fine: mailbox: it can be read',
      'waiting: plus-addressing: a mail to ourselves has left',
    ])
    expect(code).toBe(0)
    await selfCheck()
    expect(probes()).toHaveLength(1)
  })

  it('is left to the app and made at its next look, once', async () => {
    await start()
    await world.checkSender()
    world.pass(1)
    expect((await selfCheck('--ask')).code).toBe(0)
    expect(probes()).toEqual([])
    await world.checkSender()
    await world.checkSender()
    expect(probes()).toHaveLength(1)
    expect((await health())?.checkedAt).toBe(world.at.toISOString())
  })

  it('what fails makes the exit code 1, and nonsense 2', async () => {
    await start({ IMAP_PASSWORD: 'wrong' })
    expect((await selfCheck()).code).toBe(1)
    expect((await selfCheck('now')).code).toBe(2)
  })
})
