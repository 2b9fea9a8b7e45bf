import { scenariosOf } from '../../bench/collecting/scenarios'
import { simulate } from '../../bench/collecting/simulation'

/** docs/collecting.md has the same in full: a fiftieth of the size takes seconds. */
describe.each(scenariosOf(1 / 50))('$name, in short', (scenario) => {
  it('loses nothing, queues each change about once, and stays within the limit of Graph', async () => {
    const outcome = await simulate(scenario)
    expect(outcome).toMatchObject({ lost: 0 })
    expect(outcome.messagesPerAlert).toBeLessThanOrEqual(1.2)
    expect(outcome.mostPerMinute).toBeLessThanOrEqual(150)
    expect(outcome.catchUpInHours).toBeLessThan(8)
    // A run that a fault has ended is made up for by the next.
    expect(outcome.lagInMinutes).toBeLessThan((scenario.faultShare ?? 0) > 0.1 ? 30 : 10)
  })
})
