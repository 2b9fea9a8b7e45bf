import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import { expectedSides, sidesFound, sorted } from './found-sides'

const entry = expectedSides.extend({
  name: z.string(),
  format: z.string(),
  body: z.unknown(),
  /** Paths that must be noted as unread; none otherwise. */
  notes: z.array(z.string()).default([]),
})
const path = join(__dirname, '../fixtures/alerts/products.json')
const entries = z.array(entry).parse(JSON.parse(readFileSync(path, 'utf8')))

describe('whose side each value is on, by what the product documents', () => {
  it.each(entries)('$format: $name', ({ name: _, format, body, notes, ...expected }) => {
    const alert = parseAlert(body, 'queue')
    expect(alert.format).toBe(format)
    expect(sidesFound(alert)).toEqual(sorted(expected))
    expect((alert.unreadable ?? []).map(({ path }) => path)).toEqual(notes)
  })

  it('names itself once', () => {
    const names = entries.map(({ format, name }) => `${format} ${name}`)
    expect(new Set(names).size).toBe(names.length)
  })
})
