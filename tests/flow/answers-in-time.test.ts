import { untilKilled, watch } from '../helpers/faulty-storage'
import { containing } from './containing'
import { fromGraph, graphAlert } from './founding-alert'
import { answer, questions, remediesIn, theQuestion, writeAnswer } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
const start = async (settings: Readonly<Record<string, string>> = {}) => {
  world = await SmallWorld.start(settings)
}
afterEach(() => world.close())

const open = (changes: object = {}) => world.openCase(fromGraph(graphAlert({ ...changes })))
const send = async () => {
  await open()
  world.pass(1.1)
  await world.fileReports()
}
const hold = async () => {
  await start({ REPORTING_MODE: 'review' })
  await send()
}
const mails = () => world.mails.map((mail) => mail.envelopeId?.split('.')[1])
const statusIs = async (status: string, outcome?: string) =>
  expect(await world.report()).toMatchObject({ Status: status, ...(outcome && { Outcome: outcome }) })

describe('an answer that comes too late', () => {
  it('is recorded, carried out is nothing, and the new question stands', async () => {
    await hold()
    const old = await writeAnswer(world, 'approve')
    world.pass(14 * 24)
    await world.storage
      .table('Questions')
      .merge({ partitionKey: 'open', rowKey: String(old.rowKey), Answer: '' })
    await world.chaseReports()
    const rows = await questions(world)
    expect(rows.map(({ rowKey }) => rowKey)).toHaveLength(2)
    await world.storage
      .table('Questions')
      .merge({ partitionKey: 'open', rowKey: String(old.rowKey), Answer: 'approve' })
    await world.chaseReports()
    await statusIs('awaiting-approval')
    expect(await world.rows('Events')).toContainEqual(
      expect.objectContaining({ Cause: 'answer-too-late', Why: containing('"approve" came too late') }),
    )
    expect((await theQuestion(world)).rowKey).not.toBe(old.rowKey)
  })

  it('to a report that was closed meanwhile: recorded, no mail', async () => {
    await hold()
    await open({ classification: 'falsePositive' })
    await world.fileReports()
    const asked = await theQuestion(world)
    await world.chaseReports()
    await statusIs('closed', 'withdrawn')
    await writeAnswer(world, 'approve')
    expect((await theQuestion(world)).rowKey).toBe(asked.rowKey)
    world.pass(0.1)
    await world.chaseReports()
    await world.fileReports()
    await statusIs('closed', 'withdrawn')
    expect(await questions(world)).toEqual([])
    expect((await world.rows('Events')).map(({ Cause }) => Cause)).toContain('answer-too-late')
    expect(mails()).toEqual([])
  })

  it('a question that nobody answered goes without a word', async () => {
    await hold()
    await open({ classification: 'falsePositive' })
    await world.chaseReports()
    await world.chaseReports()
    expect(await questions(world)).toEqual([])
    expect((await world.rows('Events')).map(({ Cause }) => Cause)).not.toContain('answer-too-late')
  })
})

describe('the same answer carried out twice', () => {
  it('changes nothing the second time', async () => {
    await hold()
    const asked = await writeAnswer(world, 'approve')
    await world.chaseReports()
    const { Change } = await world.report()
    const { table: _table, partitionKey: _p, rowKey: _r, ...cells } = asked
    await world.storage.table('Questions').insert({
      ...(cells as Record<string, string>),
      partitionKey: 'open',
      rowKey: String(asked.rowKey),
      Answer: 'approve',
    })
    await world.chaseReports()
    expect(await world.report()).toMatchObject({ Status: 'queued', Change })
    expect(await questions(world)).toEqual([])
  })

  it('by a run that was killed before it removed the question: not taken for late, even after more changes', async () => {
    await hold()
    await writeAnswer(world, 'approve')
    for (let write = 1; (await world.report()).Status !== 'queued'; write++) {
      const watched = watch(world.storage, write)
      await untilKilled(() => world.chaseReports(watched.storage))
    }
    await theQuestion(world)
    world.pass(0.1)
    await world.storage.table('Agenda').merge({
      partitionKey: 'open',
      rowKey: String((await world.report()).rowKey),
      FileAt: world.at,
    })
    await world.fileReports()
    await statusIs('sent')
    await world.chaseReports()
    expect(await questions(world)).toEqual([])
    expect((await world.rows('Events')).map(({ Cause }) => Cause)).not.toContain('answer-too-late')
    expect(mails()).toEqual(['initial'])
  })

  it('by two instances at once: one mail', async () => {
    await hold()
    await writeAnswer(world, 'approve')
    await Promise.all([world.chaseReports(), world.chaseReports()])
    await Promise.all([world.fileReports(), world.fileReports()])
    await statusIs('sent')
    expect(mails()).toEqual(['initial'])
  })
})

describe('REPORTING_MODE', () => {
  it('review holds everything for a person', async () => {
    await hold()
    await statusIs('awaiting-approval')
    expect((await theQuestion(world)).Reason).toContain('REPORTING_MODE is review')
    expect(mails()).toEqual([])
  })

  it('dry-run puts an approval back with a note; declining works', async () => {
    await start({ REPORTING_MODE: 'dry-run' })
    await send()
    await answer(world, 'approve')
    expect(await theQuestion(world)).toMatchObject({ Answer: '', Note: containing('dry-run') })
    await world.fileReports()
    await statusIs('awaiting-approval')
    expect(world.smtp.received).toEqual([])
    await answer(world, 'decline')
    await statusIs('closed', 'declined')
  })

  it('dry-run sends nothing that was queued before', async () => {
    await hold()
    await answer(world, 'approve')
    await statusIs('queued')
    world.changes = { REPORTING_MODE: 'dry-run' }
    await world.fileReports()
    expect(world.smtp.received).toEqual([])
  })
})

describe('what opens the endpoint again', () => {
  const later = (day: string) => ({
    id: `later-${day}`,
    lastActivityDateTime: `${day}T09:00:00Z`,
    firstActivityDateTime: `${day}T09:00:00Z`,
  })

  it.each([
    { said: 'decline', reopens: false },
    { said: 'decline until 2026-12-10', reopens: true },
  ])('$said: new activity after that day opens a new report: $reopens', async ({ said, reopens }) => {
    await hold()
    await answer(world, said)
    world.pass(10 * 24)
    await open(later('2026-12-03'))
    expect(await world.rows('Reports')).toHaveLength(1)
    world.pass(10 * 24)
    await open(later('2026-12-13'))
    expect(await world.rows('Reports')).toHaveLength(reopens ? 2 : 1)
  })
})

it('an answer that cannot be carried out holds up no other, and no chase', async () => {
  await hold()
  const asked = await writeAnswer(world, 'approve')
  // A report that somebody has edited by hand sorts before every other.
  const id = String((await world.report()).rowKey).replace('DAR', 'AAA')
  const broken = { partitionKey: '2611', rowKey: id, State: '{"status":"lost"}' }
  await world.storage.table('Reports').insert(broken)
  const { table: _, ...question } = asked
  const row = { ...(question as Record<string, string>), partitionKey: 'open', rowKey: `${id}_0` }
  await world.storage.table('Questions').insert({ ...row, Answer: 'approve' })
  // The figures, which name the report, are counted once an hour.
  world.pass(1.1)
  await world.chaseReports()
  expect((await world.rows('Events')).map(({ Cause }) => Cause)).toContain('approved')
  expect(remediesIn(world)).toMatchObject([
    { event: 'report not read', id },
    { event: 'answer not carried out', question: `${id}_0` },
  ])
})
