import { parseArgs } from 'node:util'
import type { AskedQuestion } from '../shared/reports/question'
import { listQuestions, questionStore } from '../shared/reports/question-store'
import type { Storage } from '../shared/storage/storage'
import type { ExplainIo } from './explain'
import { oneLine } from './one-line'
import type { StorageAtHand } from './storage-at-hand'

export const QUESTIONS_USAGE = 'questions'
export const ANSWER_USAGE = 'answer QUESTION|REPORT [--by NAME] WORDS…'

/** Prints what waits for a person, the oldest first, each with the words that may answer it. */
export async function runQuestions(
  args: readonly string[],
  io: ExplainIo,
  open: () => StorageAtHand,
): Promise<number> {
  if (args.length > 0) {
    io.err(`Usage: ${QUESTIONS_USAGE}`)
    return 2
  }
  const { storage, name } = open()
  const asked = await listQuestions(storage)
  if (asked.length === 0) io.out(`Nothing waits for a person in ${name}.`)
  for (const { key, note, question, endpoint, reason, since, answer } of asked) {
    io.out(oneLine(`${key}  ${since.toISOString()}  ${endpoint}`))
    io.out(oneLine(`  ${reason}`))
    io.out(oneLine(`  ${question}`))
    if (note !== '') io.out(oneLine(`  ${note}`))
    if (answer !== '') io.out(oneLine(`  answered, and not carried out yet: ${answer}`))
  }
  return 0
}

/**
 * Writes an answer where the app looks for it; it is carried out within minutes, under this name. Words that are not
 * understood come back as a note of the question.
 * @param user who sits here, where `--by` does not say otherwise
 * @returns the exit code: 0 written, 1 there is no such question or it has just changed, 2 the command line makes no sense
 */
export async function runAnswer(
  args: readonly string[],
  io: ExplainIo,
  open: () => StorageAtHand,
  user: string,
): Promise<number> {
  const asked = readOptions(args)
  if (asked === undefined) {
    io.err(`Usage: ${ANSWER_USAGE}`)
    return 2
  }
  const { storage, name } = open()
  const found = (await listQuestions(storage)).filter(
    ({ key, subject }) => key === asked.about || subject === asked.about,
  )
  const [question] = found
  if (question === undefined || found.length > 1) {
    io.err(`There is no question ${asked.about} in ${name}; the command questions lists them.`)
    return 1
  }
  return write(storage, question, asked.words, asked.by ?? user, io)
}

async function write(
  storage: Storage,
  asked: AskedQuestion,
  words: string,
  by: string,
  io: ExplainIo,
): Promise<number> {
  const cells = { Answer: words, AnsweredBy: by.slice(0, 100), Note: '' }
  // Only as it was read: what has changed meanwhile may ask something else.
  if (!(await questionStore(storage).write(asked, cells))) {
    io.err('The question has just changed; look at it again.')
    return 1
  }
  io.out(`${asked.key}: "${oneLine(words)}" is written, and carried out within minutes`)
  return 0
}

function readOptions(args: readonly string[]) {
  try {
    const options = { by: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [about, ...words] = positionals
    if (about === undefined || words.length === 0) return undefined
    return { about, words: words.join(' '), by: values.by }
  } catch {
    return undefined
  }
}
