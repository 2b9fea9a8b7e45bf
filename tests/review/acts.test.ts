import { putInQuarantine } from '../../shared/platform/quarantine-store'
import { createContext } from '../../shared/platform/app-context'
import { readSettings } from '../../shared/settings/settings'
import { questionOf, toQuestionRow } from '../../shared/reports/question'
import { statuses, type Status } from '../../shared/reports/report'
import { toReportRow } from '../../shared/reports/report-row'
import type { Storage } from '../../shared/storage/storage'
import { askPage, openPage } from '../helpers/ask-page'
import { reportIn, t0 } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

const env = {
  MAIL_FROM: 'reports@example.com',
  REPORTER_ORGANISATION: 'Example Ltd',
  SMTP_HOST: '127.0.0.1',
  OWN_ADDRESSES: 'none',
  OWN_DOMAINS: 'none',
  OWN_MAILBOXES: 'none',
}

async function start(status: Status) {
  const storage = freshStorage()
  const report = reportIn(status)
  await storage.table('Reports').insert(toReportRow(report, undefined))
  const question = questionOf(report)
  if (question) await storage.table('Questions').insert(toQuestionRow(question))
  const app = createContext(readSettings(env, openPage), { storage: () => storage, now: () => t0 })
  const { jsonBody } = await askPage(app, 'me')
  const { csrf } = jsonBody as { csrf: string }
  const press = (action: string, fields: object = {}) =>
    askPage(app, `actions/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify({ subject: report.id, change: report.change, ...fields }),
    })
  return { storage, report, press }
}

const count = async (storage: Storage, table: 'Events' | 'Questions') =>
  (await Array.fromAsync(storage.table(table).list())).length

it.each([
  { from: 'awaiting-approval', action: 'approve', to: 'queued' },
  { from: 'awaiting-approval', action: 'decline', fields: { mutedUntil: '2026-12-31' }, to: 'closed' },
  { from: 'awaiting-approval', action: 'withdraw', to: 'closed' },
  { from: 'unconfirmed', action: 'was-sent', to: 'sent' },
  { from: 'unconfirmed', action: 'was-not-sent', to: 'queued' },
  { from: 'undeliverable', action: 'send-again', to: 'queued' },
  { from: 'information-requested', action: 'answered', to: 'sent' },
  { from: 'sent', action: 'close', fields: { outcome: 'takedown' }, to: 'closed' },
] as const)('$from: $action makes it $to, once, however often it is pressed', async (way) => {
  const { storage, report, press } = await start(way.from)
  const fields = 'fields' in way ? way.fields : {}
  expect(await press(way.action, fields)).toMatchObject({
    status: 200,
    jsonBody: { report: { status: way.to, change: report.change + 1 } },
  })
  const events = await count(storage, 'Events')
  expect(await count(storage, 'Questions')).toBe(0)
  expect(await press(way.action, fields)).toMatchObject({
    status: 200,
    jsonBody: { report: { status: way.to, change: report.change + 1 } },
  })
  expect(await count(storage, 'Events')).toBe(events)
})

it('says who it was, by name and id', async () => {
  const { storage, press } = await start('awaiting-approval')
  await press('approve')
  const events = await Array.fromAsync(storage.table('Events').list())
  expect(events.at(-1)?.cells).toMatchObject({
    Cause: 'approved',
    By: 'somebody at this machine (loopback)',
  })
})

it('what another person decided meanwhile stands: 409, and nothing is done', async () => {
  const { press } = await start('awaiting-approval')
  await press('approve')
  expect(await press('decline')).toMatchObject({ status: 409, jsonBody: { report: { status: 'queued' } } })
  expect(await press('approve', { change: 99 })).toMatchObject({ status: 409 })
})

it.each([
  { action: 'approve', fields: {}, status: 409 },
  { action: 'close', fields: {}, status: 400 },
  { action: 'close', fields: { outcome: 'declined' }, status: 400 },
  { action: 'withdraw', fields: { subject: 'DAR-2611-00000000' }, status: 404 },
  { action: 'withdraw', fields: { subject: 'x' }, status: 400 },
  { action: 'withdraw', fields: { change: -1 }, status: 400 },
  { action: 'explode', fields: {}, status: 404 },
  { action: 'replay', fields: { subject: 'a'.repeat(64) }, status: 409 },
  { action: 'link-mail', fields: { subject: 'mail', says: 'hello' }, status: 400 },
])('of a report that was sent, $action with $fields is $status', async ({ action, fields, status }) => {
  const { press } = await start('sent')
  expect(await press(action, fields)).toMatchObject({ status })
})

describe('a note', () => {
  it.each(statuses)(
    'of a report that is %s changes the note and the history, and no status',
    async (status) => {
      const { storage, report, press } = await start(status)
      const write = { note: 'Asked the owner.\r\nNo answer\u0000\u001B[2J yet.' }
      for (let n = 0; n < 2; n++) {
        expect(await press('note', write)).toMatchObject({
          status: 200,
          jsonBody: { report: { status, change: report.change + 1 } },
        })
      }
      const note = 'Asked the owner.\nNo answer[2J yet.'
      expect((await Array.fromAsync(storage.table('Reports').list()))[0]?.cells).toMatchObject({
        Status: status,
        Note: note,
        Change: report.change + 1,
      })
      const events = await Array.fromAsync(storage.table('Events').list())
      expect(events.at(-1)?.cells).toMatchObject({
        Cause: 'noted',
        From: status,
        To: status,
        By: 'somebody at this machine (loopback)',
        Why: note,
      })
      const asked = await Array.fromAsync(storage.table('Questions').list())
      expect(asked.map(({ key }) => key.rowKey)).toEqual(
        questionOf(report) ? [`${report.id}_${report.change + 1}`] : [],
      )
    },
  )

  it('that stands there already is done, whatever was seen, and takes no question away', async () => {
    const { storage, report, press } = await start('awaiting-approval')
    await press('note', { note: 'Ours.' })
    for (const change of [report.change, report.change + 1])
      expect(await press('note', { note: ' Ours. ', change })).toMatchObject({
        status: 200,
        jsonBody: { report: { change: report.change + 1 } },
      })
    expect(await count(storage, 'Questions')).toBe(1)
  })

  it('that is empty takes the old one away, and the column says again what the report waits for', async () => {
    const { storage, report, press } = await start('awaiting-approval')
    const noteNow = async () => (await Array.fromAsync(storage.table('Reports').list()))[0]?.cells['Note']
    await press('note', { note: 'Ours.' })
    expect(await noteNow()).toBe('Ours.')
    expect(await press('note', { note: '', change: report.change + 1 })).toMatchObject({ status: 200 })
    expect(await noteNow()).toBe('because')
  })

  it('written upon what somebody else has changed meanwhile is refused', async () => {
    const { press } = await start('awaiting-approval')
    await press('note', { note: 'Mine.' })
    expect(await press('note', { note: 'Yours.' })).toMatchObject({ status: 409 })
  })

  it.each([
    { fields: { note: 'x'.repeat(2001) }, says: 'a note has at most 2000 characters' },
    { fields: {}, says: 'Say the note' },
  ])('is refused: $says', async ({ fields, says }) => {
    const { press } = await start('sent')
    expect(await press('note', fields)).toMatchObject({
      status: 400,
      jsonBody: { detail: expect.stringContaining(says) as unknown },
    })
  })
})

const waits = (storage: Storage, kind: 'mail' | 'quarantine', subject: string) =>
  storage
    .table('Questions')
    .insert(toQuestionRow({ subject, kind, change: 0, question: '?', endpoint: '', reason: '', since: t0 }))
const ada = 'somebody at this machine (loopback)'

describe('a mail that waits for a person', () => {
  async function begin(partitionKey = '2611') {
    const world = await start('sent')
    await waits(world.storage, 'mail', 'mail-9')
    await world.storage.table('Mails').insert({ partitionKey, rowKey: 'mail-9', Kind: 'decision', Trust: 1 })
    const row = async () => (await Array.fromAsync(world.storage.table('Mails').list()))[0]?.cells
    return { ...world, row }
  }

  it.each(['2611', '2610', '2401', 'undated'])(
    'is linked once, waits for nobody afterwards, and its row of %s says who did it',
    async (partition) => {
      const { storage, report, press, row } = await begin(partition)
      const link = { subject: 'mail-9', reportId: report.id, says: 'taken down' }
      for (let n = 0; n < 2; n++) expect(await press('link-mail', link)).toMatchObject({ status: 200 })
      expect(await count(storage, 'Questions')).toBe(0)
      const rows = await Array.fromAsync(storage.table('Reports').list())
      expect(rows[0]?.cells).toMatchObject({
        Status: 'closed',
        Outcome: 'takedown',
        Change: report.change + 1,
      })
      const SettledAs = `${report.id} taken down`
      expect(await row()).toEqual({ Kind: 'decision', Trust: 1, SettledBy: ada, SettledAt: t0, SettledAs })
    },
  )

  it('is dismissed once; who comes later with something else is told by whom', async () => {
    const { storage, report, press, row } = await begin()
    for (let n = 0; n < 2; n++)
      expect(await press('dismiss-mail', { subject: 'mail-9' })).toMatchObject({ status: 200 })
    expect(await count(storage, 'Questions')).toBe(0)
    expect(await row()).toMatchObject({ SettledBy: ada, SettledAs: 'dismiss' })
    const link = { subject: 'mail-9', reportId: report.id, says: 'taken down' }
    expect(await press('link-mail', link)).toMatchObject({
      status: 409,
      jsonBody: { detail: expect.stringContaining(`${ada} settled it`) as unknown },
    })
  })

  it('that is dismissed after a link was killed halfway still says what was done', async () => {
    const { storage, report, press, row } = await begin()
    await press('link-mail', { subject: 'mail-9', reportId: report.id, says: 'acknowledged' })
    await waits(storage, 'mail', 'mail-9')
    expect(await press('dismiss-mail', { subject: 'mail-9' })).toMatchObject({ status: 200 })
    expect(await row()).toMatchObject({ SettledAs: `${report.id} acknowledged` })
  })

  it('whose own row is not written yet gets none by being dismissed, so that it is read to its end', async () => {
    const { storage, press } = await start('sent')
    await waits(storage, 'mail', 'mail-9')
    expect(await press('dismiss-mail', { subject: 'mail-9' })).toMatchObject({ status: 200 })
    expect(await Array.fromAsync(storage.table('Mails').list())).toEqual([])
  })
})

describe('a quarantined message', () => {
  it.each([
    { action: 'replay', as: 'replay', messages: 1 },
    { action: 'dismiss-message', as: 'dismiss', messages: 0 },
  ])('$action: done once, and its row says by whom', async ({ action, as, messages }) => {
    const { storage, press } = await start('sent')
    await putInQuarantine(storage, { source: 'http', reason: 'it is no alert', body: 'nonsense' }, t0)
    const [question] = await Array.fromAsync(storage.table('Questions').list())
    const subject = question?.key.rowKey.replace(/_0$/, '')
    for (let n = 0; n < 2; n++) expect(await press(action, { subject })).toMatchObject({ status: 200 })
    expect((await storage.queue('alerts').countMessages()) ?? 0).toBe(messages)
    expect((await Array.fromAsync(storage.table('Quarantine').list()))[0]?.cells).toMatchObject({
      SettledBy: ada,
      SettledAt: t0,
      SettledAs: as,
    })
  })
})

it('the switch that stops all sending says who set it', async () => {
  const { storage, press } = await start('sent')
  for (const [action, State] of [
    ['stop-sending', 'off'],
    ['allow-sending', 'on'],
  ] as const) {
    expect(await press(action)).toMatchObject({ status: 200 })
    const key = { partitionKey: 'checkpoint', rowKey: 'sending' }
    expect((await storage.table('Checkpoints').get(key))?.cells).toMatchObject({ State, By: ada, At: t0 })
  }
})
