import { runCommandLine } from '../../cli/help'
import { storageAtHand } from '../../cli/storage-at-hand'
import { carryOutAnswers } from '../../shared/decisions/carry-out-answers'
import { actsFor, closeOutcomes } from '../../shared/decisions/decision'
import { readTyped } from '../../shared/decisions/typed-words'
import { createContext } from '../../shared/platform/app-context'
import { decisionDeps } from '../../shared/platform/decision-deps'
import { putInQuarantine } from '../../shared/platform/quarantine-store'
import { offeredAnswers, type Question, questionOf } from '../../shared/reports/question'
import { sha256 } from '../../shared/model/hash'
import { questionStore } from '../../shared/reports/question-store'
import { statuses } from '../../shared/reports/report'
import { toReportRow } from '../../shared/reports/report-row'
import { readSettings } from '../../shared/settings/settings'
import { askPage, openPage } from '../helpers/ask-page'
import { reportIn, t0 } from '../helpers/reports'
import { freshAccount } from '../helpers/storage'

/** A decision, as it is said at each door. */
type Said = {
  readonly name: string
  readonly fields?: Readonly<Record<string, string>>
  readonly typed: string
  readonly command: readonly string[]
}

const doors = ['table', 'page', 'api', 'terminal'] as const
type Door = (typeof doors)[number]
const pairs = doors.flatMap((first) => doors.map((second) => ({ first, second })))

/** What waits for a person, in an account of its own, and the four doors to it. */
async function begin(asked: Question) {
  const environment = {
    AzureWebJobsStorage: freshAccount(),
    MAIL_FROM: 'reports@example.com',
    REPORTER_ORGANISATION: 'Example Ltd',
    SMTP_HOST: '127.0.0.1',
    OWN_ADDRESSES: 'none',
    OWN_DOMAINS: 'none',
    OWN_MAILBOXES: 'none',
  }
  const open = () => storageAtHand(environment)
  const { storage } = open()
  await questionStore(storage).ask(asked)
  const app = createContext(readSettings(environment, openPage), { storage: () => storage, now: () => t0 })
  const { subject, change } = asked
  const stored = async (table: 'Events' | 'Questions' | 'Mails' | 'Quarantine' | 'Reports') =>
    (await Array.fromAsync(storage.table(table).list())).map(({ cells }) => cells)

  const press = async (path: string, { name, fields }: Said, type: string): Promise<number> => {
    const { csrf } = (await askPage(app, 'me')).jsonBody as { csrf: string }
    const body = { subject, change: String(change), ...fields }
    const isForm = type.includes('form')
    const answer = await askPage(app, `${path}/${name}`, {
      method: 'POST',
      headers: { 'content-type': type, origin: 'http://127.0.0.1:7071', 'x-csrf-token': csrf },
      body: isForm ? new URLSearchParams({ ...body, csrf }).toString() : JSON.stringify(body),
    })
    return answer.status
  }
  const ways: Readonly<Record<Door, (said: Said) => Promise<unknown>>> = {
    table: async ({ typed }) => {
      // Storage Explorer puts back a row that has gone since it was opened.
      await questionStore(storage).ask(asked)
      const [row] = await Array.fromAsync(questionStore(storage).list())
      if (row) await questionStore(storage).write(row, { Answer: typed, AnsweredBy: '', Note: '' })
      await carryOutAnswers({
        ...decisionDeps(app),
        isTimeUp: () => false,
        onFault: (_, cause) => {
          throw cause
        },
      })
    },
    page: async (said) =>
      expect(await press('page/actions', said, 'application/x-www-form-urlencoded')).toBe(303),
    api: async (said) => expect(await press('actions', said, 'application/json')).toBe(200),
    terminal: async ({ command }) => {
      const io = { out: () => undefined, err: () => undefined }
      const terminal = { io, environment, open, user: 'ada', hasColour: false, now: () => t0, width: 80 }
      expect(await runCommandLine(command, terminal)).toBe(0)
    },
  }
  return { storage, stored, ways }
}

describe.each(pairs)('first at the $first, then at the $second', ({ first, second }) => {
  const report = reportIn('awaiting-approval')
  const asked = questionOf(report)
  const { id } = report
  const decisions: readonly Said[] = [
    { name: 'approve', typed: 'approve', command: ['approve', id] },
    {
      name: 'decline',
      fields: { mutedUntil: '2026-12-31' },
      typed: 'decline until 2026-12-31',
      command: ['decline', id, '--mute', '2026-12-31'],
    },
    {
      name: 'close',
      fields: { outcome: 'gone' },
      typed: 'close as gone',
      command: ['close', id, '--outcome', 'gone'],
    },
  ]

  it.each(decisions)('$name is done once', async (said) => {
    if (!asked) throw new Error('nothing is asked')
    const { storage, stored, ways } = await begin(asked)
    await storage.table('Reports').insert(toReportRow(report, undefined))
    await ways[first](said)
    expect(await stored('Reports')).toMatchObject([{ Change: report.change + 1 }])
    const events = await stored('Events')
    await ways[second](said)
    expect(await stored('Reports')).toMatchObject([{ Change: report.change + 1 }])
    expect(await stored('Events')).toEqual(events)
    expect(await stored('Questions')).toEqual([])
  })

  it('a mail is linked once', async () => {
    const sent = reportIn('sent')
    const words = { question: '?', endpoint: '', reason: '', since: t0 }
    const { storage, stored, ways } = await begin({ subject: 'mail-9', kind: 'mail', change: 0, ...words })
    await storage.table('Reports').insert(toReportRow(sent, undefined))
    await storage.table('Mails').insert({ partitionKey: '2611', rowKey: 'mail-9', Kind: 'decision' })
    const said: Said = {
      name: 'link-mail',
      fields: { reportId: sent.id, says: 'taken down' },
      typed: `${sent.id} taken down`,
      command: ['link-mail', 'mail-9', sent.id, 'taken', 'down'],
    }
    await ways[first](said)
    const rows = [await stored('Events'), await stored('Mails')]
    expect(await stored('Reports')).toMatchObject([{ Status: 'closed', Change: sent.change + 1 }])
    await ways[second](said)
    expect(await stored('Reports')).toMatchObject([{ Status: 'closed', Change: sent.change + 1 }])
    expect([await stored('Events'), await stored('Mails')]).toEqual(rows)
    expect(await stored('Questions')).toEqual([])
  })

  it('a message of the quarantine is replayed once', async () => {
    const subject = sha256(Buffer.from('nonsense'))
    const words = { question: '?', endpoint: '', reason: 'it is no alert', since: t0 }
    const { storage, stored, ways } = await begin({ subject, kind: 'quarantine', change: 0, ...words })
    await putInQuarantine(storage, { source: 'http', reason: words.reason, body: 'nonsense' }, t0)
    const said: Said = { name: 'replay', typed: 'replay', command: ['replay', subject] }
    await ways[first](said)
    await ways[second](said)
    expect((await storage.queue('alerts').countMessages()) ?? 0).toBe(1)
    expect(await stored('Quarantine')).toMatchObject([{ SettledAs: 'replay' }])
    expect(await stored('Questions')).toEqual([])
  })
})

describe('what may be typed', () => {
  const aboutReport = reportIn('awaiting-approval')
  const typed = (answer: string, kind: Question['kind'] = 'report') =>
    readTyped({
      ...{ subject: aboutReport.id, change: 1, kind, question: '', endpoint: '', reason: '', since: t0 },
      ...{
        answer,
        answeredBy: '',
        note: '',
        key: '',
        row: { key: { partitionKey: '', rowKey: '' }, etag: '', cells: {} },
      },
    })

  it.each(statuses)('every word offered to a report that is %s is a decision that it allows', (status) => {
    const words = Object.entries(offeredAnswers).find(([offeredTo]) => offeredTo === status)?.[1] ?? ''
    for (const word of words.split(' · ').filter((one) => one !== '')) {
      const decision = typed(word)
      expect(decision?.about === 'report' && actsFor({ status }).includes(decision.act.kind)).toBe(true)
    }
  })

  it.each(closeOutcomes)('close as %s, with or without its hyphen', (outcome) => {
    for (const word of [outcome, outcome.replace('-', ' ')])
      expect(typed(`Close as ${word}.`)).toMatchObject({ act: { kind: 'close', outcome } })
  })
})
