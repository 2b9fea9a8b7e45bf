import * as z from 'zod'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import { observedStorage } from '../../shared/storage/observed-storage'
import { freshStorage } from '../helpers/storage'

describe('checkpoints that are read together', () => {
  const reading = async () => {
    const storage = freshStorage()
    for (const name of ['one', 'two', 'other']) await checkpointsOf(storage).save(name, name, undefined)
    let operations = 0
    const observed = observedStorage(storage, () => (operations += 1))
    const checkpoints = checkpointsOf(observed, ['one', 'two', 'none'])
    const load = async (name: string) => (await checkpoints.load(name, z.string()))?.value
    return { storage, load, operations: () => operations }
  }

  it('cost one operation, those that are not there too', async () => {
    const { load, operations } = await reading()
    expect([await load('none'), await load('one'), await load('two')]).toEqual([undefined, 'one', 'two'])
    expect(operations()).toBe(1)
  })

  it('are loaded anew the second time, after a write that lost', async () => {
    const { storage, load, operations } = await reading()
    await load('one')
    const held = await checkpointsOf(storage).load('one', z.string())
    await checkpointsOf(storage).save('one', 'changed', held?.etag)
    expect(await load('one')).toBe('changed')
    expect(operations()).toBe(2)
  })

  it('leave others to be loaded by themselves', async () => {
    const { load, operations } = await reading()
    expect(await load('other')).toBe('other')
    expect(operations()).toBe(1)
  })
})
