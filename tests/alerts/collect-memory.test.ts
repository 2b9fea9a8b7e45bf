import { collectMemory, type Mark, markOf } from '../../shared/alerts/collect-memory'

const hourInMs = 3600_000
const startHour = 494_000
const markAt = (hour: number, key: number): Mark => ({ hour: startHour + hour, key })
const instantOf = (hour: number) => new Date((startHour + hour) * hourInMs)

function memoryStore() {
  const held: { bytes?: Uint8Array; loads: number; saves: number } = { loads: 0, saves: 0 }
  return {
    held,
    load: async () => {
      held.loads += 1
      return held.bytes
    },
    save: async (bytes: Uint8Array) => {
      held.saves += 1
      held.bytes = bytes
    },
  }
}

describe('what was queued', () => {
  it('is known in the run and in the next ones, whatever the order in which it came', async () => {
    const store = memoryStore()
    const keys = Array.from({ length: 500 }, (_, n) => (n * 7_919_333_777) % 2 ** 48)
    for (const part of [keys.slice(0, 200), keys.slice(200)]) {
      const memory = collectMemory(store)
      for (const key of part) memory.add(markAt(key % 3, key))
      await expect(memory.has(markAt((part[0] ?? 0) % 3, part[0] ?? 0))).resolves.toBe(true)
      await memory.save(undefined)
    }
    const later = collectMemory(store)
    for (const key of keys) {
      expect(await later.has(markAt(key % 3, key))).toBe(true)
      expect(await later.has(markAt(key % 3, key + 1))).toBe(false)
      expect(await later.has(markAt(3, key))).toBe(false)
    }
  })

  it('is forgotten once no window reads it, and not before one is known', async () => {
    const store = memoryStore()
    for (const { hour, from } of [
      { hour: 0, from: undefined },
      { hour: 5, from: instantOf(0) },
      { hour: 6, from: instantOf(1) },
    ]) {
      const memory = collectMemory(store)
      memory.add(markAt(hour, 1))
      await memory.save(from)
    }
    const memory = collectMemory(store)
    const known = await Promise.all([0, 5, 6].map((hour) => memory.has(markAt(hour, 1))))
    expect(known).toEqual([false, true, true])
  })

  it('is not loaded without a question, nor written without an answer', async () => {
    const store = memoryStore()
    await collectMemory(store).save(undefined)
    expect(store.held).toMatchObject({ loads: 0, saves: 0 })
  })

  it('costs duplicates where the blob is cut short, and no error', async () => {
    const store = memoryStore()
    const memory = collectMemory(store)
    memory.add(markAt(1, 1))
    memory.add(markAt(0, 2))
    await memory.save(undefined)
    store.held.bytes = (store.held.bytes ?? new Uint8Array()).subarray(0, -3)
    const cut = collectMemory(store)
    await expect(cut.has(markAt(1, 1))).resolves.toBe(true)
    await expect(cut.has(markAt(0, 2))).resolves.toBe(false)
  })

  it('is written in one go at 200,000 changes a day: six bytes each', async () => {
    const store = memoryStore()
    const memory = collectMemory(store)
    for (let n = 0; n < 600_000; n += 1) memory.add(markAt(n % 72, n))
    await memory.save(undefined)
    expect(store.held.bytes).toHaveLength(600_000 * 6 + 72 * 8)
  })
})

it('two states of an alert are two marks', () => {
  const alert = { id: 'a', lastUpdateDateTime: '2026-11-23T12:00:00.0000001Z' }
  expect(markOf({ ...alert, status: 'resolved' })).toEqual(markOf(alert))
  expect(markOf({ ...alert, lastUpdateDateTime: '2026-11-23T12:00:00.0000002Z' })).not.toEqual(markOf(alert))
  expect(markOf({ id: 'a' })).toBeUndefined()
})
