import type { Row, SmallWorld } from './small-world'

/** What waits for a person, as it stands in the table. */
export const questions = (world: SmallWorld): Promise<Row[]> => world.rows('Questions')

export async function theQuestion(world: SmallWorld): Promise<Row> {
  const [question, ...more] = await questions(world)
  if (!question || more.length > 0)
    throw new Error(`expected one question, found ${more.length + (question ? 1 : 0)}`)
  return question
}

/** A person at Storage Explorer writes this under the one question that is open. */
export async function writeAnswer(world: SmallWorld, text: string): Promise<Row> {
  const question = await theQuestion(world)
  await world.storage
    .table('Questions')
    .merge({ partitionKey: 'open', rowKey: String(question.rowKey), Answer: text })
  return question
}

/** The answer is written and carried out. */
export async function answer(world: SmallWorld, text: string): Promise<void> {
  await writeAnswer(world, text)
  await world.chaseReports()
}

/** A person reads the one mail that waits, and says what it means to the report that it is about. */
export async function readMailAs(
  world: SmallWorld,
  meaning = 'taken down',
  chase: () => Promise<unknown> = () => world.chaseReports(),
): Promise<void> {
  const [question, ...more] = (await questions(world)).filter(({ Kind }) => Kind === 'mail')
  if (!question || more.length > 0) throw new Error('expected one question about a mail')
  const Answer = `${String(question['Reports'])} ${meaning}`
  const key = { partitionKey: 'open', rowKey: String(question.rowKey) }
  await world.storage.table('Questions').merge({ ...key, Answer })
  await chase()
}

/** Log lines that say what a person can do. */
export const remediesIn = ({ logs }: SmallWorld): Row[] => logs.filter((line) => 'remedy' in line)
