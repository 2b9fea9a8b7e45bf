import { problem, type Problem } from '../../model/problem'

/** What a form or a piece of JSON says, as text. */
export type Fields = Readonly<Record<string, string>>

/** Longer than any form of ours. */
export const maxBodyInBytes = 64 * 1024
const mostFields = 20

/** A form as browsers send it, or a JSON object of texts and numbers. */
export async function readFields(request: Request): Promise<{ readonly fields: Fields } | Problem> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyInBytes) return tooLarge
  const bytes = Buffer.from(await request.arrayBuffer())
  if (bytes.length > maxBodyInBytes) return tooLarge
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  const text = bytes.toString('utf8')
  if (type === 'application/x-www-form-urlencoded') return bounded([...new URLSearchParams(text)])
  if (type !== 'application/json') return unknownType
  const read = parseJson(text)
  return typeof read === 'object' && read !== null && !Array.isArray(read)
    ? bounded(Object.entries(read))
    : noObject
}

const tooLarge = problem(413, `A request may hold ${maxBodyInBytes} bytes.`)
const unknownType = problem(415, 'Send JSON as Content-Type: application/json.')
const noObject = problem(400, 'The body is no JSON object.')
const badField = problem(400, `A body has at most ${mostFields} fields, each a text or a number.`)

function bounded(entries: readonly (readonly [string, unknown])[]): { readonly fields: Fields } | Problem {
  const given = entries.filter(([, value]) => value !== null && value !== undefined)
  const isFit = given.every(([, value]) => typeof value === 'string' || typeof value === 'number')
  if (!isFit || given.length > mostFields) return badField
  return { fields: Object.fromEntries(given.map(([name, value]) => [name, String(value)])) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
