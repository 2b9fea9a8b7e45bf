import { runErase } from '../../cli/erase-person'
import { runExport } from '../../cli/export-person'
import { reportStore } from '../../shared/reports/report-store'
import { changeReport } from '../../shared/reports/change-report'
import { keepStatistics } from '../../shared/review/keep-statistics'
import { readHistory, verifyHistory } from '../../shared/review/report-history'
import { readSettings } from '../../shared/settings/settings'
import type { Storage } from '../../shared/storage/storage'
import { rowsOf } from '../helpers/faulty-storage'
import { causes, days, hours, reportId, waits } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'
import { everything, writeQuarantined, writeReport } from '../retention/old-rows'

const id = reportId()
const alice = 'alice@corp.example'
const names = [alice, 'ws-0105', '00000000-1111-4222-8333-444444444444']

/** Everything that may name somebody of ours, and a report that does not. */
async function writeAlice(storage: Storage): Promise<void> {
  await writeReport(storage, { id, caseKey: 'ab01', steps: ['held'] })
  const by = { by: `${alice} at ws-0105`, why: 'Alice@corp.example says so' }
  const store = reportStore(storage, waits)
  await changeReport(store, id, () => ({ ...causes.approved, ...by }), hours(3))
  const mail = { SchemaVersion: 1, ReadAt: hours(5), Kind: 'other', Trust: 1, Reports: id }
  await storage.table('Mails').insert({
    partitionKey: '2611',
    rowKey: 'from-her',
    ...mail,
    From: alice,
    Subject: 'A word',
    Text: 'Mine.',
  })
  await storage.table('Mails').insert({
    partitionKey: '2611',
    rowKey: 'about-her',
    ...mail,
    From: 'desk@example.com',
    Subject: 'Yours',
    Text: `Ask ${alice}.`,
  })
  await storage
    .table('Checkpoints')
    .merge({ partitionKey: 'checkpoint', rowKey: 'sending', SchemaVersion: 1, State: 'on', By: names[2] })
  await writeQuarantined(storage, { odd: { deviceName: 'WS-0105.corp.example' } })
  const alert = JSON.stringify({ evidence: [{ userPrincipalName: alice }] })
  await storage.blobs('alerts').put('a'.repeat(64), Buffer.from(alert), 'application/json')
  await storage
    .blobs('alerts')
    .put('b'.repeat(64), Buffer.from('{"evidence":["malice@corp.example"]}'), 'application/json')
}

function terminal(storage: Storage) {
  const lines: string[] = []
  const io = { out: (line: string) => void lines.push(line), err: (line: string) => void lines.push(line) }
  const open = () => ({ settings: readSettings({}), storage, name: 'account' })
  return {
    lines,
    exported: (...args: string[]) => runExport(args, io, open),
    erased: (...args: string[]) => runErase(args, io, open, () => new Date('2099-12-23T00:00:00Z')),
  }
}

const textOf = async (storage: Storage): Promise<string> => {
  const blobs = await Promise.all(
    (['alerts', 'quarantine', 'messages'] as const).map(async (name) => {
      const container = storage.blobs(name)
      const found = (await container.list()).map(async (blob) =>
        (await container.get(blob))?.bytes.toString(),
      )
      return Promise.all(found)
    }),
  )
  return JSON.stringify([await everything(storage), await rowsOf(storage, 'Checkpoints'), blobs])
}

describe('export', () => {
  it('prints every place that names the person, and no other', async () => {
    const storage = freshStorage()
    await writeAlice(storage)
    const { exported, lines } = terminal(storage)
    expect(await exported(...names)).toBe(0)
    const found = JSON.parse(lines.join('\n')) as {
      table?: string
      container?: string
      rowKey?: string
      mentions: { place: string }[]
    }[]
    expect(found.map(({ table, container }) => table ?? container)).toEqual([
      ...['Reports', 'Events', 'Mails', 'Mails', 'Checkpoints', 'quarantine', 'alerts'],
    ])
    expect(found[0]?.mentions.map(({ place }) => place)).toEqual([
      'Event',
      'State.event.by',
      'State.event.why',
    ])
    expect(found.at(-1)?.mentions).toEqual([{ place: 'evidence.0.userPrincipalName', text: alice }])
  })

  it.each([[[]], [['ab']], [['alice@corp.example', '--yes']]])('%j is refused', async (args) => {
    expect(await terminal(freshStorage()).exported(...args)).toBe(2)
  })
})

describe('erase', () => {
  it('says first what it would do, and changes nothing', async () => {
    const storage = freshStorage()
    await writeAlice(storage)
    const before = await textOf(storage)
    const { erased, lines } = terminal(storage)
    expect(await erased(...names)).toBe(0)
    expect(await textOf(storage)).toBe(before)
    expect(lines.at(-1)).toContain('add --yes')
    expect(
      lines.filter((line) => /^(?:Reports|Events|Mails|Checkpoints|quarantine|alerts)/.test(line)),
    ).toHaveLength(7)
  })

  it('takes out exactly this person, and leaves report, history and figures as they were', async () => {
    const storage = freshStorage()
    await writeAlice(storage)
    const figures = async () => {
      await keepStatistics({ storage, now: () => days(40) }, { months: 3 })
      return (await rowsOf(storage, 'Statistics')).map((row) => ({
        ...(row as object),
        ComputedAt: 0,
        SeenUpTo: '',
      }))
    }
    const before = await figures()
    expect(await terminal(storage).erased(...names, '--yes')).toBe(0)
    const text = await textOf(storage)
    for (const name of names) expect(text.replaceAll('malice@', '').toLowerCase()).not.toContain(name)
    expect(text).toContain('erased on 2099-12-23')
    const history = await readHistory(storage, id)
    expect(history?.report).toMatchObject({
      status: 'queued',
      event: { by: 'erased on 2099-12-23 at erased on 2099-12-23' },
    })
    expect(await verifyHistory(storage, history!)).toEqual([])
    expect(await figures()).toEqual(before)
    // That it was read, and what it was taken for, is not about the person.
    const mails = await rowsOf(storage, 'Mails')
    expect(mails).toContainEqual(
      expect.objectContaining({ rowKey: 'from-her', From: '', Subject: '', Text: '', Kind: 'other' }),
    )
    expect(mails).toContainEqual(
      expect.objectContaining({ rowKey: 'about-her', Subject: 'Yours', Text: 'Ask erased on 2099-12-23.' }),
    )
    expect(await storage.blobs('alerts').list()).toEqual(['b'.repeat(64)])
  })

  it('done twice is done once', async () => {
    const storage = freshStorage()
    await writeAlice(storage)
    await terminal(storage).erased(...names, '--yes')
    const before = await textOf(storage)
    const { erased, lines } = terminal(storage)
    expect(await erased(...names, '--yes')).toBe(0)
    expect(await textOf(storage)).toBe(before)
    expect(lines[0]).toMatch(/^Not looked into/)
  })

  it('says what it leaves: what was reported, and what messages under way refer to', async () => {
    const storage = freshStorage()
    await writeAlice(storage)
    await storage.queue('alerts').send('x')
    const before = (await rowsOf(storage, 'Cases')).length
    const { erased, lines } = terminal(storage)
    expect(await erased('203.0.113.9', alice, '--yes')).toBe(0)
    expect(lines).toContainEqual(expect.stringMatching(/^Cases .*stays: it is what was reported/))
    expect(lines).toContainEqual(expect.stringMatching(/^alerts\/a+: stays: messages wait/))
    expect(await rowsOf(storage, 'Cases')).toHaveLength(before)
  })
})
