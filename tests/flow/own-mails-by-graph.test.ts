import { readMail } from '../../shared/replies/read-mail'
import { type ExchangeWorld, startExchangeWorld } from './exchange-world'
import { containing } from './containing'
import { fromGraph, graphAlert, url } from './founding-alert'

const digest = { REPORTING_MODE: 'review', DIGEST: 'daily', DIGEST_TO: 'desk@example.net, night@example.net' }

let exchange: ExchangeWorld
beforeEach(async () => {
  // Nothing is missing, so that nothing but the report wants a person.
  const storage = { AzureWebJobsStorage: 'UseDevelopmentStorage=true' }
  exchange = await startExchangeWorld({ DOORS: 'graph', ...storage, ...digest })
})
afterEach(() => exchange.world.close())

const sentTo = (address: RegExp) => exchange.box.sent.filter(({ to }) => to.some((one) => address.test(one)))

it('the digest leaves through the mailbox that sends the reports, once a day', async () => {
  const { world, box } = exchange
  const page = [url('https://login-help.azurewebsites.net/signin')]
  await world.openCase(fromGraph(graphAlert({ id: 'held', title: 'Phishing' }, page)))
  world.pass(1.1)
  await world.fileReports()
  for (let run = 0; run < 3; run++) await world.tellPeople()
  const [mail, ...more] = sentTo(/@example\.net$/)
  expect([mail?.to, more]).toEqual([['desk@example.net', 'night@example.net'], []])
  expect((await readMail(mail!.raw)).subject).toBe('Abuse reports: 1 thing waits for a person')
  expect(mail!.raw.toString()).toMatch(/^Auto-Submitted: auto-generated/im)
  expect([box.drafts(), world.smtp.received]).toEqual([[], []])
})

it('the mail to ourselves leaves through it, too, and its arrival is the proof', async () => {
  const { world } = exchange
  await world.checkSender()
  world.pass(24)
  await world.checkSender()
  const [probe, ...more] = sentTo(/^reports\+selftest-[0-9a-f]{16}@example\.com$/)
  expect(more).toEqual([])
  world.mailbox.deliver(probe!.raw)
  await world.trackReplies()
  const [check] = (await world.rows('Checkpoints')).filter(({ rowKey }) => rowKey === 'sender-check')
  expect(check).toMatchObject({ Value: containing('a mail to ourselves has arrived') })
  expect(await world.rows('Mails')).toEqual([])
})
