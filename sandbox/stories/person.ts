import type { Tables } from '../run/tables'
import type { Say } from '../world/say'
import type { World } from '../world/world'

export type PersonDeps = {
  readonly world: World
  readonly tables: Pick<Tables, 'questions' | 'reports' | 'writeAnswer'>
  /** Called with every answer: the app has something to carry out. */
  readonly onAnswer: () => void
  readonly say: Say
}

/** Somebody at Storage Explorer, who reads the table Questions and writes into its column Answer. */
export type Person = { readonly answer: (endpoint: string, text: string) => Promise<void> }

const LOOKS_AGAIN_AFTER_MS = 3_600_000
/** After so many looks a question that never comes is left to how the story ends. */
const MOST_LOOKS = 48

export function createPerson({ world, tables, onAnswer, say }: PersonDeps): Person {
  const answer = async (endpoint: string, text: string, looksLeft = MOST_LOOKS): Promise<void> => {
    const question = await questionAbout(tables, endpoint)
    if (question === undefined) {
      const next = new Date(world.clock.now().getTime() + LOOKS_AGAIN_AFTER_MS)
      if (looksLeft > 0) world.plan.at(next, () => answer(endpoint, text, looksLeft - 1))
      return
    }
    const written = text.replace('{report}', question.Reports)
    say('person', `Somebody writes "${written}" under the question about ${endpoint}`)
    await tables.writeAnswer(question, written)
    onAnswer()
  }
  return { answer: (endpoint, text) => answer(endpoint, text) }
}

/** About the report itself, or about a mail that speaks of it. */
async function questionAbout({ questions, reports }: PersonDeps['tables'], endpoint: string) {
  const id = (await reports()).find((report) => report.Endpoint === endpoint)?.rowKey
  if (id === undefined) return undefined
  return (await questions()).find(
    ({ rowKey, Reports }) => rowKey.startsWith(`${id}_`) || Reports.split(' ').includes(id),
  )
}
