import fc from 'fast-check'
import { anyOrders, outcomeOf } from './any-order'

it('copies of alerts end in the same reports and mails, in any order, grouping and repetition', async () => {
  const property = fc.asyncProperty(anyOrders, async ([list, one, other]) => {
    expect(await outcomeOf(list, other)).toEqual(await outcomeOf(list, one))
  })
  await fc.assert(property, { numRuns: 8, seed: 20_119, endOnFailure: true })
}, 60_000)
