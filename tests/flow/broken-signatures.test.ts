import { createContext } from '../../shared/platform/app-context'
import { examineSignatures } from '../../shared/doctor/examine-mail'
import { readConcerns } from '../../shared/review/concern'
import { readSettings } from '../../shared/settings/settings'
import { askPage, openPage } from '../helpers/ask-page'
import { answerOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
})
afterEach(() => world.close())

/** Our own server has found the signature true; what comes after it may change the mail. */
const hear = async (change: (raw: string) => string = (raw) => raw) => {
  const [mail] = world.mails
  if (!mail) throw new Error('no mail left')
  const raw = answerOf(mail, { text: 'We have received your report.', at: world.at }).toString('latin1')
  world.imap.deliver(Buffer.from(change(raw), 'latin1'))
  await world.trackReplies()
}
const banner = (raw: string) =>
  raw.replace('\r\n\r\n', '\r\n\r\nCAUTION: this mail came from outside.\r\n\r\n')
const tag = (raw: string) => raw.replace('Subject: ', 'Subject: [EXTERNAL] ')
const asked = async () =>
  (await world.rows('Questions')).filter(({ rowKey }) => String(rowKey).startsWith('mailbox-breaks'))

const told = async () => {
  const app = createContext(readSettings({}, openPage), { storage: () => world.storage, now: () => world.at })
  const { jsonBody } = await askPage(app, 'health')
  const { text } = await askPage(app, 'page')
  const concerns = await readConcerns(world.storage, [], [], world.at)
  return {
    health: (jsonBody as { brokenSignatures?: unknown }).brokenSignatures !== undefined,
    page: text.includes('no signature can be verified'),
    digest: concerns.some(({ heading }) => heading === 'Mailbox breaks signatures'),
    doctor: (await examineSignatures(app)).map(({ result }) => result),
  }
}

describe('a mailbox that breaks signatures is recognised from what arrives', () => {
  it.each([
    { what: 'by a banner in the text', change: banner },
    { what: 'by a tag in the subject', change: tag },
  ])('$what: told everywhere, and asked once', async ({ change }) => {
    await hear(change)
    expect(await told()).toEqual({ health: true, page: true, digest: true, doctor: ['fail'] })
    await hear(change)
    expect(await asked()).toHaveLength(1)
    expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
  })

  it('the first mail that comes whole ends it', async () => {
    await hear(banner)
    await hear()
    expect(await told()).toEqual({ health: false, page: false, digest: false, doctor: [] })
  })

  it.each([
    { what: 'a mail that comes as it was signed', change: (raw: string) => raw },
    {
      what: 'a forgery, which our own server has not found true either',
      change: (raw: string) => banner(raw).replace(/(spf|dkim|dmarc)=pass/g, '$1=fail'),
    },
  ])('nothing is told for $what', async ({ change }) => {
    await hear(change)
    expect([await told(), await asked()]).toEqual([
      { health: false, page: false, digest: false, doctor: [] },
      [],
    ])
  })
})
