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
 * Members that say themselves whose a value is, ports (an answer, a resolver) and our device’s domain among them. Without them what they said is gone; no other member may turn a side.
 */
const SAYS_THE_SIDE =
  /(?:^|\.)(?:roles|EmailDirection|antiSpamDirection|isExternal|@odata\.type|src_ip|src_port|dst_endpoint(?:\.port)?|DeviceName)$/

const bodies = [
  ...[...samples].map(([product, all]) => [product, all] as const),
  ['products', products.map(({ body }) => body)] as const,
].map(([product, all]) => [product, all.filter((body) => typeof body !== 'string').map(real)] as const)

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
