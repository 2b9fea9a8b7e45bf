import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { changed, faultsOf, membersOf } from './shape-mutation'
import { samples } from './fuzz-samples'

const products = z
  .array(z.object({ format: z.string(), body: z.unknown() }))
  .parse(JSON.parse(readFileSync(join(__dirname, '../fixtures/alerts/products.json'), 'utf8')))

/** Names that exist, because a word under a reserved top-level domain is no host in running text. */
const real = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body).replaceAll(/(\.|\[\.\])(?:example|test)\b/g, '-example$1com'))

/**
 * Members without which nobody could say more. Roles say whose an address is: "attacked" or "attacker". The type of a
 * piece of evidence says whose its link is: a blob is ours. A sentence without its key is prose, in which bare names are not
 * looked for.
 */
const SAYS_THE_SIDE = /(?:^|\.)(?:roles|@odata\.type|msg)$/

const bodies = [
  ...[...samples].map(([product, all]) => [product, all] as const),
  ['products', products.map(({ body }) => body)] as const,
].map(([product, all]) => [product, all.map(real)] as const)

describe.each(['renamed', 'null'] as const)(
  'one member %s loses nothing without a word, and turns no side around',
  (change) => {
    it.each(bodies)('%s', (_, all) => {
      const faults = all.flatMap((body) =>
        [...membersOf(body)]
          .filter((at) => !SAYS_THE_SIDE.test(at.join('.')))
          .flatMap((at) => faultsOf(body, at, change).map((fault) => `${at.join('.')}: ${fault}`)),
      )
      expect([...new Set(faults)]).toEqual([])
    })
  },
)

it('changes what it says it changes', () => {
  const body = { a: [{ b: 1 }, { b: 2 }] }
  expect([...membersOf(body)]).toEqual([['a'], ['a', 0, 'b'], ['a', 1, 'b']])
  expect(changed(body, ['a', 1, 'b'], 'renamed')).toEqual({ a: [{ b: 1 }, { bZz: 2 }] })
  expect(changed(body, ['a', 0, 'b'], 'null')).toEqual({ a: [{ b: null }, { b: 2 }] })
})
