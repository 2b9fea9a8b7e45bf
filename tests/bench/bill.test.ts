import { billOf, sumOf, type Taken } from '../../bench/cost/bill'

const nothing: Taken = { tables: 0, blobs: 0, queues: 0, executions: 0, logBytes: 0 }

describe('the bill of a month', () => {
  it.each([
    { what: 'nothing', taken: nothing, times: 1, total: 0 },
    {
      what: '50,000 executions of a second at 2 GB: all of the free grant',
      taken: { ...nothing, executions: 1 },
      times: 50_000,
      total: 0,
    },
    {
      what: 'a million executions',
      taken: { ...nothing, executions: 1 },
      times: 1_000_000,
      total: 49.4 + 0.3,
    },
    {
      what: 'ten million table operations',
      taken: { ...nothing, tables: 10 },
      times: 1_000_000,
      total: 0.36,
    },
    { what: 'a million queue operations', taken: { ...nothing, queues: 1 }, times: 1_000_000, total: 0.4 },
    { what: 'a million blob operations', taken: { ...nothing, blobs: 1 }, times: 1_000_000, total: 0.44 },
    { what: '15 GB of logs', taken: { ...nothing, logBytes: 1e9 }, times: 15, total: 23 },
  ])('$what', ({ taken, times, total }) => {
    expect(billOf([{ taken, times }]).total).toBeCloseTo(total, 6)
  })

  it('adds up what is counted', () => {
    const one: Taken = { tables: 1, blobs: 2, queues: 3, executions: 4, logBytes: 5 }
    expect(
      sumOf([
        { taken: one, times: 2 },
        { taken: one, times: 3 },
      ]),
    ).toEqual({
      tables: 5,
      blobs: 10,
      queues: 15,
      executions: 20,
      logBytes: 25,
    })
  })
})
