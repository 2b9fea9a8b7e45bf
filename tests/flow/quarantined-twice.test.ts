import { runOpenCase } from '../../shared/platform/run-open-case'
import { runQuarantineAlert } from '../../shared/platform/run-quarantine-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
afterEach(() => world.close())

const MINUTE = 60_000
const judges = { openCase: runOpenCase, quarantineAlert: runQuarantineAlert }

const quarantined = async () =>
  (await world.rows('Quarantine')).map((row) => `${String(row['partitionKey'])}/${String(row['rowKey'])}`)

describe.each(['openCase', 'quarantineAlert'] as const)(
  '%s, killed before its message was deleted',
  (judge) => {
    const twice = async (insertionTimes: readonly unknown[]) => {
      for (const insertionTime of insertionTimes) {
        await judges[judge](world.app(), 'no alert', world.log, { insertionTime })
        world.pass(0.1)
      }
      return quarantined()
    }

    it('gets the same message again and sets it aside once', async () => {
      const at = new Date(world.at.getTime() - MINUTE).toISOString()
      expect(await twice([at, at])).toHaveLength(1)
    })

    it('sets aside both of two messages with the same text', async () => {
      const [first, second] = [2, 1].map((ago) => new Date(world.at.getTime() - ago * MINUTE))
      expect(await twice([first?.toISOString(), second?.toISOString()])).toHaveLength(2)
    })

    it.each(['insertionTime', 'InsertionTime', 'INSERTIONTIME'])(
      'lets no sender backdate it: its own %s has taken the place of the metadata',
      async (name) => {
        const [today, longAgo] = [world.at, new Date(world.at.getTime() - 20 * 24 * 60 * MINUTE)]
        const forged = { [name]: longAgo.toISOString(), title: 7 }
        await judges[judge](world.app(), forged, world.log, { insertionTime: longAgo.toISOString() })
        const [key] = await quarantined()
        expect(key?.slice(0, 10)).toBe(today.toISOString().slice(0, 10))
      },
    )

    it.each([
      { what: 'absent', insertionTime: undefined },
      { what: 'no time', insertionTime: 'now' },
      { what: 'in the future', insertionTime: '2999-01-01T00:00:00Z' },
      { what: 'long ago', insertionTime: '1970-01-01T00:00:00Z' },
    ])('takes the present where the time of the message is $what', async ({ insertionTime }) => {
      const today = world.at.toISOString().slice(0, 10)
      const [key] = await twice([insertionTime])
      expect(key?.startsWith(today)).toBe(true)
    })
  },
)
