import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TableClient } from '@azure/data-tables'
import * as z from 'zod'
import { parseIpAddress } from '../../shared/model/ip-address'
import { parseReportId } from '../../shared/model/report-id'
import { runPurgeExpired } from '../../shared/platform/run-purge-expired'
import { listReports, readList } from '../../shared/review/api/list'
import { readHistory, verifyHistory } from '../../shared/review/report-history'
import { schemaVersions } from '../../shared/storage/schema-version'
import { answerOf } from './desk'
import { device, fromGraph, graphAlert, ip, url } from './founding-alert'
import { freshAccount } from '../helpers/storage'
import { SmallWorld } from './small-world'

const fixture = readFileSync(join(__dirname, '../fixtures/tables-0.1.0-first.jsonl'), 'utf8')
const [head = '', ...lines] = fixture.trimEnd().split('\n')
const { writtenUntil } = z.object({ writtenUntil: z.coerce.date() }).parse(JSON.parse(head))
const rowSchema = z.looseObject({ table: z.string(), partitionKey: z.string(), rowKey: z.string() })
const oldRows = lines.map((line) => rowSchema.parse(JSON.parse(line)))

/** A world that an earlier version has left behind, an hour ago. */
async function upgradedWorld(
  changes: Readonly<Record<string, unknown>> = {},
  of?: string,
): Promise<SmallWorld> {
  const world = await SmallWorld.start({ DNS_LOOKUPS: 'none' }, {}, {}, freshAccount())
  world.at = new Date(writtenUntil.getTime() + 3_600_000)
  const options = { allowInsecureConnection: true }
  for (const [table, rows = []] of Map.groupBy(oldRows, (row) => row.table)) {
    const client = TableClient.fromConnectionString(world.account, table, options)
    await client.createTable()
    for (const { table: _table, ...row } of rows)
      await client.createEntity({ ...row, ...(table === of && changes) })
  }
  return world
}

let world: SmallWorld
afterEach(() => world.close())

const alertAbout = (name: string, id = `alert-${name}`, changes: object = {}) => {
  const address = { sent: '20.119.0.50', held: '20.119.0.60' }[name] ?? '20.119.0.55'
  const evidence = [device, ip(address), url(`https://example-${name}.azurewebsites.net/`)]
  return fromGraph(graphAlert({ id, title: `Connection to example-${name}`, ...changes }, evidence))
}
const report = async (name: string) =>
  (await world.rows('Reports')).find(({ Endpoint }) => Endpoint === `example-${name}.azurewebsites.net`)

describe('tables that the first version left', () => {
  beforeEach(async () => {
    world = await upgradedWorld()
  })

  it('what was seen before is known, and what is new joins its case', async () => {
    await world.openCase(fromGraph(graphAlert()))
    await world.openCase(alertAbout('sent'))
    expect(await world.rows('Sightings')).toHaveLength(10)
    // Company was proof enough for the first version; a new alert has its pair confirmed.
    const addresses = [parseIpAddress('20.119.0.50')!]
    world.overrides = { resolveHost: () => async () => ({ chain: [], addresses, ignored: [], failed: [] }) }
    await world.openCase(alertAbout('sent', 'alert-sent-3'))
    expect(await world.rows('Sightings')).toHaveLength(11)
    expect(await world.rows('Reports')).toHaveLength(9)
    await world.chaseReports()
    expect(await report('sent')).toMatchObject({ Status: 'sent', Sightings: 3 })
  })

  it('reports go on where they stood, and nothing is sent twice', async () => {
    await world.fileReports()
    // Its window had still been open; everybody else had got everything that was due.
    expect(world.mails.map(({ envelopeId }) => envelopeId?.split('.')[1])).toEqual(['initial'])
    expect(await report('new')).toMatchObject({ Status: 'sent' })
    world.pass(7 * 24)
    await world.chaseReports()
    await world.fileReports()
    const purposes = world.mails.map(({ envelopeId }) => envelopeId?.split('.')[1]).toSorted()
    // One of those that were sent is chased later: a mail about it waits for a person.
    expect(purposes).toEqual(['initial', 'reminder-1', 'reminder-1', 'reminder-2', 'reminder-2'])
  })

  it('answers of people are carried out', async () => {
    const questions = world.storage.table('Questions')
    for (const { Endpoint, partitionKey, rowKey } of await world.rows('Questions')) {
      const key = { partitionKey: String(partitionKey), rowKey: String(rowKey) }
      if (String(Endpoint).includes('held')) await questions.merge({ ...key, Answer: 'approve' })
    }
    await world.chaseReports()
    await world.fileReports()
    expect(await report('held')).toMatchObject({ Status: 'sent' })
    expect(await world.rows('Questions')).toHaveLength(5)
  })

  it('answers of the desk are matched', async () => {
    world.pass(7 * 24)
    await world.chaseReports()
    await world.fileReports()
    const { rowKey: id } = (await report('acknowledged')) ?? {}
    const mail = world.mails.find(({ envelopeId }) => envelopeId?.startsWith(String(id)))
    if (!mail) throw new Error('no reminder left')
    const answer = answerOf(mail, { text: 'The reported site has been taken down. Thank you.' }).toString()
    // Answers of before have the same ids, and have been read.
    world.mailbox.deliver(Buffer.from(answer.replace('<answer-', '<later-answer-')))
    // The mailbox of this test has begun anew, without saying so.
    await world.storage.table('Checkpoints').remove({ partitionKey: 'checkpoint', rowKey: 'mailbox-cursor' })
    await world.trackReplies()
    expect(await report('acknowledged')).toMatchObject({ DeskSays: 'takedown' })
  })

  it('the page shows them all, and their histories agree', async () => {
    await world.chaseReports()
    await world.watchTakedowns()
    const asked = readList(new URLSearchParams(), world.at, 100)
    if ('status' in asked) throw new Error('the list was refused')
    expect((await listReports(world.storage, asked, world.at)).reports).toHaveLength(9)
    for (const { rowKey } of await world.rows('Reports')) {
      const history = await readHistory(world.storage, parseReportId(String(rowKey))!)
      const faults = await verifyHistory(world.storage, history!)
      // The messages themselves are blobs, which are not among the rows.
      expect(faults.filter((fault) => !fault.endsWith('is not kept any more'))).toEqual([])
    }
    const figures = (await world.rows('Statistics')).find(({ rowKey }) => rowKey === '11')
    // The one that came back had left, too.
    expect(figures).toMatchObject({ Sent: 7 })
  })

  it('what is over goes when its time has come, and the rest stays', async () => {
    world.pass(900 * 24)
    await runPurgeExpired(world.app(), world.log)
    world.pass(24)
    await runPurgeExpired(world.app(), world.log)
    const statuses = (await world.rows('Reports')).map(({ Status }) => Status).toSorted()
    expect(statuses).not.toContain('closed')
    expect(statuses).toHaveLength(7)
    expect(await world.rows('Cases')).toHaveLength(7)
  })

  it('rows that are written get the versions of today', async () => {
    await world.chaseReports()
    await world.fileReports()
    for (const table of ['Reports', 'Agenda', 'Events', 'Questions'] as const)
      for (const row of await world.rows(table))
        expect(row).toMatchObject({ SchemaVersion: schemaVersions[table] })
  })
})

describe('after going back, rows of a newer version are left alone, with an error that says so', () => {
  const touching = {
    Reports: () => world.fileReports(),
    Cases: () => world.openCase(alertAbout('sent', 'alert-sent-3')),
    Sightings: () => world.chaseReports(),
    Deliveries: async () => {
      const { rowKey } = (await report('sent')) ?? {}
      await readHistory(world.storage, parseReportId(String(rowKey))!)
    },
    Checkpoints: () => world.trackReplies(),
  } as const

  it.each(Object.entries(touching))('%s', async (name, run) => {
    const table = name as keyof typeof touching
    world = await upgradedWorld(
      { SchemaVersion: schemaVersions[table] + 1, State: '{"another":"shape"}' },
      table,
    )
    const before = await world.rows(table)
    await expect(run()).rejects.toThrow(`table ${table} has schema version 2`)
    const after = await world.rows(table)
    expect(before.filter((row) => !after.some((one) => JSON.stringify(one) === JSON.stringify(row)))).toEqual(
      [],
    )
  })

  it('Questions: nobody carries out an answer to a question of another version', async () => {
    world = await upgradedWorld({ SchemaVersion: 2, Answer: 'approve' }, 'Questions')
    const before = await world.rows('Questions')
    await world.chaseReports()
    expect(await report('held')).toMatchObject({ Status: 'awaiting-approval' })
    expect(await world.rows('Questions')).toEqual(before)
  })
})
