import { boundedCell } from '../../shared/storage/cell-bound'
import { freshStorage } from '../helpers/storage'

const key = { partitionKey: 'p', rowKey: 'r' }

describe('what the service would refuse for good', () => {
  it('a text too long for a cell loses its end', async () => {
    const table = freshStorage().table('Sightings')
    expect(await table.insert({ ...key, Classification: 'x'.repeat(40_000), Kept: 'yes' })).toBeDefined()
    const cells = (await table.get(key))?.cells
    expect(cells?.['Kept']).toBe('yes')
    expect(String(cells?.['Classification'])).toMatch(/^x{31999}…$/)
  })

  it('a row with such a text is recognised as ours when its answer was lost', async () => {
    const text = boundedCell('x'.repeat(40_000))
    expect(boundedCell(text)).toBe(text)
  })

  it('JSON loses the end of what is long in it, and nothing else', () => {
    const state = { title: 't'.repeat(50_000), words: Array.from({ length: 40 }, () => 'w'.repeat(2_000)) }
    const kept: unknown = JSON.parse(boundedCell(JSON.stringify({ ...state, id: 'a', count: 7, none: null })))
    expect(kept).toMatchObject({ id: 'a', count: 7, none: null, words: { length: 40 } })
    expect(JSON.stringify(kept)).toMatch(/"title":"t+…".*"w+…"\]/)
  })

  it.each(['x'.repeat(32_000), JSON.stringify({ text: 'x'.repeat(31_000) }), ''])(
    'a text that fits stays as it is (%#)',
    (text) => {
      expect(boundedCell(text)).toBe(text)
    },
  )

  it('half a character is none', () => {
    expect(boundedCell('😀'.repeat(20_000)).isWellFormed()).toBe(true)
    expect(boundedCell(`[ not JSON ${'x'.repeat(40_000)}`)).toHaveLength(32_000)
  })
})
