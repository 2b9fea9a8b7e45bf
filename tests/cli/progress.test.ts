import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { barsOn, underBar } from '../../cli/progress'
import { terminalOf } from '../../cli/terminal'

/** What a terminal would be sent. */
function terminalStream() {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const text = () => String(stream.read() ?? '')
  return { stream, text }
}

const said: string[] = []
const io = { out: (line: string) => said.push(line), err: (line: string) => said.push(line) }
beforeEach(() => said.splice(0))

describe('a bar', () => {
  it.each([
    { total: 4, shown: /Reports \S{30} 3 of 4/ },
    { total: undefined, shown: /Reports 3/ },
  ])('of $total shows how far the work is, and what it said comes after it', async ({ total, shown }) => {
    const { stream, text } = terminalStream()
    const done = await underBar({ io, startBar: barsOn(stream) }, 'Reports', total, async (to, { out }) => {
      out('one of them')
      to(3)
      await sleep(250)
      expect(said).toEqual([])
      return 'done'
    })
    expect(done).toBe('done')
    expect(text()).toMatch(shown)
    expect(said).toEqual(['one of them'])
  })

  it('goes when the work fails, and what was said is not lost', async () => {
    const { stream } = terminalStream()
    const failing = underBar({ io, startBar: barsOn(stream) }, 'Reports', 4, async (_, { err }) => {
      err('half of it')
      throw new Error('storage is away')
    })
    await expect(failing).rejects.toThrow('storage is away')
    expect(said).toEqual(['half of it'])
    const { length } = stream.read() as Buffer
    await sleep(250)
    expect([length > 0, stream.read()]).toEqual([true, null])
  })

  it.each(['SIGINT', 'SIGTERM'])('leaves %s to end the program', async (signal) => {
    const { stream } = terminalStream()
    const before = process.listenerCount(signal)
    const bar = await barsOn(stream)('Reports', 4)
    expect(process.listenerCount(signal)).toBe(before)
    bar.stop()
  })
})

it('there is none in a pipe, and what is said comes at once', async () => {
  const { isTTY } = process.stderr
  process.stderr.isTTY = false
  const { startBar } = terminalOf({})
  process.stderr.isTTY = isTTY
  expect(startBar).toBeUndefined()
  await underBar({ io, startBar }, 'Reports', 4, async (to, { out }) => {
    to(1)
    out('one of them')
    expect(said).toEqual(['one of them'])
  })
})
