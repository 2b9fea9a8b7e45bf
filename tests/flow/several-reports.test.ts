import { answerOf } from './desk'
import { fromGraph, graphAlert, url } from './founding-alert'
import { questions } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
let ids: readonly string[]
beforeEach(async () => {
  world = await SmallWorld.start()
  for (const n of [0, 1]) {
    const changes = { id: `alert-${n}`, title: 'Phishing', category: 'InitialAccess', actorDisplayName: null }
    await world.openCase(
      fromGraph(graphAlert(changes, [url(`https://parcel-${n}.azurewebsites.net/signin`)])),
    )
    world.pass(1.1)
    await world.fileReports()
  }
  ids = world.mails.map(({ raw }) => /\[(DAR-[^\]]+)\]/.exec(raw.toString())?.[1] ?? '')
})
afterEach(() => world.close())

const mail = (n: number) => {
  const found = world.mails[n]
  if (!found) throw new Error(`no mail ${n}`)
  return found
}
const hear = async (raw: Buffer | string) => {
  world.imap.deliver(Buffer.from(raw))
  await world.trackReplies()
}
const statuses = async () => {
  const rows = await world.rows('Reports')
  return ids.map((id) => rows.find(({ rowKey }) => rowKey === id)?.['Status'])
}
const answer = async (Answer: string) => {
  const [asked] = await questions(world)
  const key = { partitionKey: 'open', rowKey: String(asked?.rowKey) }
  await world.storage.table('Questions').merge({ ...key, Answer })
  await world.chaseReports()
}

describe('one answer about several reports', () => {
  it('moves none by itself, and the question stays until each that it names is settled', async () => {
    const text = `We have received your report.\n\n${ids[1]}: the site has been taken down.`
    await hear(answerOf(mail(0), { text, at: world.at }))
    expect(await statuses()).toEqual(['sent', 'sent'])
    expect(await questions(world)).toMatchObject([{ Reports: `${ids[0]} ${ids[1]}` }])
    await answer(`${ids[0]} acknowledged`)
    expect(await statuses()).toEqual(['acknowledged', 'sent'])
    expect(await questions(world)).toMatchObject([{ Reports: ids[1] }])
    await answer(`${ids[1]} taken down`)
    expect(await statuses()).toEqual(['acknowledged', 'closed'])
    expect(await questions(world)).toEqual([])
  })

  it.each([
    { says: 'a receipt', text: (id: string) => `We have received your report. See also ${id}.` },
    { says: 'a request', text: (id: string) => `Please provide the logs. See also ${id}.` },
  ])('$says that names another report as well', async ({ text }) => {
    await hear(answerOf(mail(0), { text: text(ids[1] ?? ''), at: world.at }))
    expect(await statuses()).toEqual(['sent', 'sent'])
    expect(await questions(world)).toMatchObject([{ Reports: `${ids[0]} ${ids[1]}` }])
  })

  it('an id that only its text names ties it to that report', async () => {
    const raw = [
      'From: cert@microsoft.com',
      'To: reports@example.com',
      'Message-ID: <x@microsoft.com>',
      'Subject: Update',
    ]
    await hear([...raw, '', `About ${ids[1]}: we are on it.`, ''].join('\r\n'))
    expect(await questions(world)).toMatchObject([{ Reports: ids[1] }])
  })
})

describe('what hides its text asks a person, who is told where it is', () => {
  const bare = (raw: string) =>
    raw.replace(/^(?:DKIM-Signature|Content-Type): .*(?:\r\n[ \t].*)*\r\n/gim, '').split('\r\n\r\n')[0] ?? ''
  const inParts = (part: string) =>
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\r\n--b\r\n${part}\r\n--b--\r\n`

  it.each([
    {
      what: 'S/MIME',
      of: (raw: string) =>
        `${bare(raw)}\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n`,
    },
    {
      what: 'winmail.dat',
      of: (raw: string) =>
        `${bare(raw)}\r\n${inParts('Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+')}`,
    },
    {
      what: 'a colleague who forwards the answer as an attachment',
      of: (raw: string) =>
        [
          'From: Kim <kim@example.com>',
          'To: reports@example.com',
          'Message-ID: <fw@example.com>',
          'Subject: FW: this came to me',
          'MIME-Version: 1.0',
          inParts(`Content-Type: message/rfc822\r\n\r\n${raw}`),
        ].join('\r\n'),
    },
  ])('$what', async ({ of }) => {
    const raw = answerOf(mail(0), { text: 'The site has been taken down.', at: world.at }).toString('latin1')
    await hear(of(raw))
    expect(await statuses()).toEqual(['sent', 'sent'])
    const [asked, ...more] = await questions(world)
    expect(more).toEqual([])
    expect(asked).toMatchObject({ Reports: ids[0] })
    expect(String(asked?.['Reason'])).toContain('its text is in an attachment')
  })
})
