import * as z from 'zod'
import { graphError, type GraphFault } from './graph-fault'
import { kqlFaults } from './kql-parser'

export const HUNTING = '/v1.0/security/runHuntingQuery'

const huntingBody = z.object({ Query: z.string() })

/** `POST /security/runHuntingQuery`: refuses what does not parse, and every query where the tenant has no licence. */
export async function answerHunting(
  hunt: ((query: string) => readonly object[]) | undefined,
  body: string,
): Promise<GraphFault> {
  const read = huntingBody.safeParse(JSON.parse(body))
  if (!read.success || hunt === undefined) return graphError(400, 'BadRequest', 'The query cannot be run.')
  const [fault] = await kqlFaults(read.data.Query)
  if (fault !== undefined) return graphError(400, 'BadRequest', `Query could not be parsed. ${fault}`)
  return { status: 200, body: JSON.stringify({ schema: [], results: hunt(read.data.Query) }) }
}
