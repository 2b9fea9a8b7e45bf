import fc from 'fast-check'
import { anyOrders, outcomeOf } from './any-order'

it('copies of alerts end in the same reports and mails, in many more orders', async () => {
  const property = fc.asyncProperty(anyOrders, async ([list, one, other]) => {
    expect(await outcomeOf(list, other)).toEqual(await outcomeOf(list, one))
  })
  await fc.assert(property, { numRuns: 60 })
}, 600_000)
