import fc from 'fast-check'
import { anyOrders } from './any-order'
import { outcomeOf } from './any-order-world'

it('copies of alerts end in the same rows, reports and mails, in many more orders', async () => {
  const property = fc.asyncProperty(anyOrders, async ([story, one, other]) => {
    expect(await outcomeOf(story, other)).toEqual(await outcomeOf(story, one))
  })
  await fc.assert(property, { numRuns: 60 })
}, 600_000)
