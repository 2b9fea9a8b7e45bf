import { splitAlerts } from '../../shared/alerts/parse-alerts'

describe('how many alerts a message may hold', () => {
  const list = (count: number) => Array.from({ length: count }, (_, n) => ({ id: String(n) }))

  it('a full page is split whole', () => {
    expect(splitAlerts({ value: list(2_000) })).toHaveLength(2_000)
  })

  it.each([
    { name: 'a list', body: list(6_000) },
    { name: 'a page', body: { value: list(6_000) } },
    { name: 'lists within lists', body: Array.from({ length: 100 }, () => list(100)) },
    { name: 'lines of text', body: '"a"\n'.repeat(6_000) },
  ])('$name of more than 5,000 is refused as a whole', ({ body }) => {
    expect(() => splitAlerts(body)).toThrow('it holds more than 5000 alerts')
  })
})
