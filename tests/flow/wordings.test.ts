import type { ReceivedMail } from '../../sandbox/world/smtp'
import { signedAtOnce } from '../replies/signing'
import { answerOf } from './desk'
import { fromGraph, graphAlert, url } from './founding-alert'
import { readMailAs } from './person'
import { SmallWorld, type Row } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
afterEach(() => world.close())

const hosts = ['parcel-1', 'parcel-2', 'parcel-3'].map((name) => `${name}.azurewebsites.net`)
const send = async (n: number, changes: object = {}) => {
  const phishing = {
    category: 'InitialAccess',
    title: 'Phishing',
    actorDisplayName: null,
    mitreTechniques: ['T1566.002'],
  }
  const more = { id: `alert-${n}-${world.at.getTime()}`, ...phishing, ...changes }
  await world.openCase(fromGraph(graphAlert(more, [url(`https://${hosts[n]}/signin`)])))
  world.pass(1.1)
  await world.fileReports()
}
const mailOf = (n: number): ReceivedMail => {
  const mail = world.mails.find(({ raw }) =>
    raw
      .toString()
      .replace(/=\r\n/g, '')
      .includes(`parcel-${n + 1}[.]`),
  )
  if (!mail) throw new Error('no mail about it')
  return mail
}
const says = (n: number, number: string) =>
  `Hello,\n\nThe site ${hosts[n]} was taken down.\nCase number: ${number}\n\nKind regards,\nMicrosoft CERT`
const hear = async (n: number, text: string, change: (raw: string) => string = (raw) => raw) => {
  const raw = answerOf(mailOf(n), { text, at: world.at }).toString('latin1')
  world.imap.deliver(Buffer.from(change(raw), 'latin1'))
  await world.trackReplies()
}
const reportOn = async (n: number): Promise<Row> => {
  const found = (await world.rows('Reports')).filter(({ Endpoint }) => Endpoint === hosts[n])
  if (!found[0]) throw new Error('no report')
  return found[0]
}
const wordings = () => world.rows('Wordings')
const confirm = async () => {
  await send(0)
  await hear(0, says(0, 'SIR18304512'))
  expect(await reportOn(0)).toMatchObject({ Status: 'sent', DeskSays: 'takedown' })
  expect(await world.rows('Questions')).toMatchObject([{ Suggests: 'taken down' }])
  await readMailAs(world, 'taken down always')
  expect(await reportOn(0)).toMatchObject({ Status: 'closed', Outcome: 'takedown' })
}

it('a person says once what the words mean; from then on they close by themselves', async () => {
  await confirm()
  expect(await wordings()).toMatchObject([
    { Sender: 'cert@microsoft.com', Signer: 'microsoft.com', Meaning: 'taken down', State: 'confirmed' },
  ])
  const [{ Sentences = '' } = {}] = await wordings()
  expect(JSON.parse(String(Sentences))).toEqual(['The site ⟨host⟩ was taken down.', 'Case number: ⟨case⟩'])
  await send(1)
  await hear(1, says(1, 'SIR18399999'))
  expect(await reportOn(1)).toMatchObject({ Status: 'closed', Outcome: 'takedown' })
  expect(await wordings()).toMatchObject([{ UsedAt: world.at }])
  expect(await world.rows('Questions')).toEqual([])
})

describe('known words close nothing', () => {
  const header = (raw: string, name: string, value: string) =>
    raw.replace(new RegExp(`^${name}: .*\\r\\n`, 'm'), `${name}: ${value}\r\n`)
  const bare = (raw: string) =>
    raw.replace(/^(?:Return-Path|Authentication-Results|DKIM-Signature): .*\r\n/gm, '')
  const trace = /^Return-Path: .*\r\nAuthentication-Results: .*\r\n/

  it.each([
    { what: 'with a sentence more', text: `${says(1, 'SIR18399999')}\n\nIt is up again.`, change: undefined },
    { what: 'with a promise', text: says(1, 'SIR18399999').replace('was', 'will be'), change: undefined },
    {
      what: 'about another host',
      text: says(1, 'SIR18399999').replace('parcel-2', 'parcel-1'),
      change: undefined,
    },
    {
      what: 'written to the accused, who sends them on',
      text: says(1, 'SIR18399999'),
      change: (raw: string) => {
        let mail = bare(raw)
        for (const name of ['In-Reply-To', 'References']) mail = header(mail, name, '<x@accused.example>')
        mail = header(mail, 'To', 'owner@accused.example')
        return signedAtOnce(Buffer.from(mail, 'latin1'), 'microsoft.com').toString('latin1')
      },
    },
    {
      what: 'the same, with the trace of our own server',
      text: says(1, 'SIR18399999'),
      change: (raw: string) => {
        let mail = bare(raw)
        for (const name of ['In-Reply-To', 'References']) mail = header(mail, name, '<x@accused.example>')
        mail = header(mail, 'To', 'reports@example.com')
        const signed = signedAtOnce(Buffer.from(mail, 'latin1'), 'microsoft.com').toString('latin1')
        return `${trace.exec(raw)?.[0] ?? ''}${signed}`
      },
    },
    {
      what: 'unsigned',
      text: says(1, 'SIR18399999'),
      change: (raw: string) => raw.replace(/^DKIM-Signature: .*\r\n/m, ''),
    },
  ])('$what', async ({ text, change }) => {
    await confirm()
    await send(1)
    await hear(1, text, change)
    expect(await reportOn(1)).toMatchObject({ Status: 'sent' })
    expect(await world.rows('Questions')).toHaveLength(1)
  })

  it('once they are a year old and nobody has written them since', async () => {
    await confirm()
    world.pass(366 * 24)
    await send(1)
    await hear(1, says(1, 'SIR18399999'))
    expect(await reportOn(1)).toMatchObject({ Status: 'sent', DeskSays: 'takedown' })
    expect(await world.rows('Questions')).toMatchObject([{ Suggests: 'taken down' }])
  })
})

it('closed by known words, and seen alive: the words are known no more', async () => {
  await confirm()
  await send(1)
  await hear(1, says(1, 'SIR18399999'))
  world.pass(30)
  await send(1, {
    firstActivityDateTime: world.at.toISOString(),
    lastActivityDateTime: world.at.toISOString(),
  })
  world.pass(24)
  await world.watchTakedowns()
  expect(await wordings()).toMatchObject([{ State: 'revoked' }])
})

it('nearly known words suggest what those mean, and the question says what differs', async () => {
  await confirm()
  await send(1)
  await hear(1, `${says(1, 'SIR18399999')}\n\nIt is up again.`)
  const [{ Reason = '' } = {}, ...more] = await world.rows('Questions')
  expect(more).toEqual([])
  expect(String(Reason)).toContain('resembles words confirmed as "taken down" by')
  expect(String(Reason)).toContain('new here: "It is up again."')
  expect(await world.rows('Questions')).toMatchObject([{ Suggests: 'taken down' }])
})

it('closed by known words, and corrected by a person: the words are known no more', async () => {
  await confirm()
  await send(1)
  await hear(1, says(1, 'SIR18399999'))
  world.pass(2)
  await hear(1, 'After review, the content does not violate our policies.')
  await readMailAs(world, 'no action')
  expect(await reportOn(1)).toMatchObject({ Status: 'closed', Outcome: 'no-action' })
  expect(await wordings()).toMatchObject([
    { State: 'revoked', Why: expect.stringContaining('was corrected') as unknown },
  ])
})
