import { type NameServer, startNameServer } from '../../sandbox/world/name-server'
import { signed, type Signing, zone } from '../replies/signing'
import { answerOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

const records = Object.entries(zone).map(([name, { TXT }]) => ({
  name,
  type: 'TXT' as const,
  data: TXT.flatMap((text) => text.match(/.{1,255}/g) ?? []),
}))

let names: NameServer
let world: SmallWorld
beforeEach(async () => {
  names = await startNameServer(records)
  world = await SmallWorld.start({ VERIFY_DKIM: 'true', DNS_SERVERS: `127.0.0.1:${names.port}` })
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
})
afterEach(async () => {
  await world.close()
  await names.close()
})

/** The desk's answer without anything of our own mail server, signed where `signing` says so. */
async function answer(text: string, signing?: Partial<Signing>): Promise<Buffer> {
  const [mail] = world.mails
  if (!mail) throw new Error('nothing was sent')
  const plain = answerOf(mail, { text })
    .toString()
    .replace(/^(?:Authentication-Results|DKIM-Signature): .*\r\n/gm, '')
  return signing === undefined
    ? Buffer.from(plain)
    : signed(Buffer.from(plain), { domain: 'microsoft.com', ...signing })
}
const deliver = async (raw: Buffer) => {
  world.imap.deliver(raw)
  await world.trackReplies()
}
const status = async () => (await world.report())['Status']
const mailRow = async () => (await world.rows('Mails'))[0]

it('a signature that we find true closes the report, and the verdict is kept', async () => {
  await deliver(await answer('The site has been taken down.', {}))
  expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'takedown' })
  expect(await mailRow()).toMatchObject({ Trust: 3, Dkim: 'pass microsoft.com test' })
  const why = (await world.rows('Events')).map(({ Why }) => String(Why)).join('\n')
  expect(why).toContain('takedown-en')
  expect(why).toContain('dkim-verified')
})

it('no signature: a person decides, and no name server is asked', async () => {
  await deliver(await answer('The site has been taken down.'))
  expect(await status()).toBe('sent')
  expect(await world.rows('Questions')).toHaveLength(1)
  expect(names.questions).toBe(0)
})

it('a name server that is down: the answer counts lower and is not lost', async () => {
  names.isSilent = true
  await deliver(await answer('The site has been taken down.', {}))
  expect(await status()).toBe('sent')
  expect(await mailRow()).toMatchObject({ Trust: 1, Effect: 'person', Dkim: 'unchecked microsoft.com test' })
  expect(await world.rows('Questions')).toHaveLength(1)
})

it('an answer from before the report was sent: a person decides', async () => {
  const old = (await answer('The site has been taken down.'))
    .toString()
    .replace(/^Date: .*\r\n/m, 'Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n')
  await deliver(await signed(Buffer.from(old), { domain: 'microsoft.com' }))
  expect(await status()).toBe('sent')
  expect(await mailRow()).toMatchObject({ Trust: 1, Effect: 'person' })
})

it('the very same answer again changes nothing', async () => {
  const raw = await answer('We have received your report.', {})
  await deliver(raw)
  const { Change } = await world.report()
  await deliver(Buffer.concat([Buffer.from('X-Again: yes\r\n'), raw]))
  expect(await world.report()).toMatchObject({ Status: 'acknowledged', Change })
  expect(await world.rows('Mails')).toHaveLength(1)
})
