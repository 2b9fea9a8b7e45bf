import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { DIALECTS, isIn } from '../../shared/alerts/dialects'
import { isObject } from '../../shared/alerts/fields'
import { parseAlert, splitAlerts } from '../../shared/alerts/parse-alerts'
import { expectedSides, sidesFound, sorted } from './found-sides'

const fixture = z.array(
  expectedSides.extend({
    name: z.string(),
    format: z.string(),
    id: z.string().optional(),
    body: z.unknown(),
  }),
)
const path = join(__dirname, '../fixtures/alerts/dialects.json')
const entries = fixture.parse(JSON.parse(readFileSync(path, 'utf8')))

describe('every dialect', () => {
  it.each(entries)('$name', ({ name: _, format, id, body, ...expected }) => {
    const alert = parseAlert(body, 'queue')
    expect(alert).toMatchObject({ format, source: 'queue', ...(id !== undefined && { id }) })
    expect(alert.unreadable).toBeUndefined()
    expect(sidesFound(alert)).toEqual(sorted(expected))
  })

  it.each(entries)('$name is recognised by one dialect only', ({ body }) => {
    const [single] = splitAlerts(body)
    expect(DIALECTS.filter((dialect) => isIn(dialect, single))).toHaveLength(1)
  })

  it.each(entries)('$name lets no signature through', ({ body }) => {
    expect(JSON.stringify(parseAlert(body, 'queue').findings)).not.toContain('SECRET')
  })

  it('each dialect has a fixture', () => {
    const singles = entries.map(({ body }) => splitAlerts(body)[0])
    const unproved = DIALECTS.filter((dialect) => !singles.some((single) => isIn(dialect, single)))
    expect(unproved).toEqual([])
  })
})

/** Every text and number in a body, by its path. */
function* leaves(
  node: unknown,
  at: readonly (string | number)[] = [],
): Generator<readonly (string | number)[]> {
  if (typeof node === 'string' || typeof node === 'number') yield at
  else if (Array.isArray(node)) for (const [i, inner] of node.entries()) yield* leaves(inner, [...at, i])
  else if (isObject(node)) for (const [key, inner] of Object.entries(node)) yield* leaves(inner, [...at, key])
}

function replaced(node: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(node))
    return node.map((inner: unknown, i) => (i === step ? replaced(inner, rest, value) : inner))
  if (!isObject(node)) return node
  return Object.fromEntries(
    Object.entries(node).map(([key, inner]) => [key, key === step ? replaced(inner, rest, value) : inner]),
  )
}

describe('a wrong shape never loses an address silently', () => {
  const structured = entries.filter(({ body }) => typeof body !== 'string')
  it.each(structured)('$name', ({ body, remote, unknown }) => {
    const found = new Set([...remote, ...unknown])
    for (const at of leaves(body)) {
      // Any object may stand there, and most name nobody.
      if (at.at(-1) === 'AdditionalFields') continue
      for (const wrong of [{ wrong: 'shape' }, true, [{ wrong: 1 }]]) {
        const changed = replaced(body, at, wrong)
        let noticed: readonly unknown[]
        try {
          const alert = parseAlert(changed, 'queue')
          const sides = sidesFound(alert)
          const lost = [...found].filter((value) => ![...sides.remote, ...sides.unknown].includes(value))
          noticed = lost.length === 0 ? ['nothing lost'] : (alert.unreadable ?? [])
        } catch (error) {
          noticed = [error]
        }
        expect({ at: at.join('.'), wrong, noticed: noticed.length > 0 }).toEqual({
          at: at.join('.'),
          wrong,
          noticed: true,
        })
      }
    }
  })
})
