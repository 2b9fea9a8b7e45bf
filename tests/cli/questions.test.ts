import { runAnswer, runQuestions } from '../../cli/questions'
import { storageAtHand } from '../../cli/storage-at-hand'
import { fromGraph, graphAlert } from '../flow/founding-alert'
import { theQuestion } from '../flow/person'
import { freshAccount } from '../helpers/storage'
import { SmallWorld } from '../flow/small-world'

let world: SmallWorld
let id: string
beforeEach(async () => {
  world = await SmallWorld.start({ REPORTING_MODE: 'review' }, {}, {}, freshAccount())
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  id = String((await world.report()).rowKey)
})
afterEach(() => world.close())

async function run(...[command = '', ...args]: string[]) {
  const said = { out: [] as string[], err: [] as string[] }
  const io = { out: (line: string) => said.out.push(line), err: (line: string) => said.err.push(line) }
  const open = () => storageAtHand({ AzureWebJobsStorage: world.account })
  const code = await (command === 'questions'
    ? runQuestions(args, io, open)
    : runAnswer(args, io, open, 'a.person at a desk'))
  return { code, out: said.out.join('\n'), err: said.err.join('\n') }
}

it('questions tells what waits, why, and the words that answer it', async () => {
  const { code, out } = await run('questions')
  expect(code).toBe(0)
  expect(out).toContain(`${id}_1`)
  expect(out).toContain('REPORTING_MODE is review')
  expect(out).toContain('approve')
})

it.each([
  { by: [], who: 'a.person at a desk' },
  { by: ['--by', 'the night shift'], who: 'the night shift' },
])('an answer is carried out like one in the table, and its Event names $who', async ({ by, who }) => {
  expect(await run('answer', id, ...by, 'approve')).toMatchObject({ code: 0, err: '' })
  expect((await run('questions')).out).toContain('not carried out yet: approve')
  await world.chaseReports()
  expect(await world.report()).toMatchObject({ Status: 'queued' })
  expect(await world.rows('Events')).toContainEqual(expect.objectContaining({ Cause: 'approved', By: who }))
  expect((await run('questions')).out).toContain('Nothing waits for a person')
})

it('words that make no sense come back with a note, and nothing is done', async () => {
  expect(await run('answer', `${id}_1`, 'do', 'it')).toMatchObject({ code: 0 })
  await world.chaseReports()
  expect(await theQuestion(world)).toMatchObject({ Answer: '', AnsweredBy: '' })
  expect((await run('questions')).out).toContain('Not understood')
  expect(await world.report()).toMatchObject({ Status: 'awaiting-approval' })
})

it.each([
  { args: ['answer', 'DAR-2611-00000000', 'approve'], code: 1, says: 'There is no question' },
  { args: ['answer', 'DAR-2611-00000000'], code: 2, says: 'Usage' },
  { args: ['answer'], code: 2, says: 'Usage' },
  { args: ['answer', 'x', '--frob', 'approve'], code: 2, says: 'Usage' },
  { args: ['questions', 'all'], code: 2, says: 'Usage' },
])('$args: exit code $code', async ({ args, code, says }) => {
  expect(await run(...args)).toMatchObject({ code, err: expect.stringContaining(says) as unknown })
})
