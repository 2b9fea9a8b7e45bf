import fc from 'fast-check'
import type { Envelope } from '../../shared/alerts/envelope'
import { packAlert, packMessage, unpackMessage } from '../../shared/alerts/message'
import { isSealed, sealOf } from '../../shared/alerts/seal'
import { loadKey, sealed, testKey } from '../helpers/envelope-key'

const otherKey = Buffer.alloc(32, 'another key')
const alert = { id: 'a1', title: 'x' }
const genuine = { source: 'graph', returned: 2, alert } as const
const unpack = (message: unknown, key = loadKey) =>
  unpackMessage(message, { loadBlob: async () => undefined, loadKey: key })

describe('what an envelope says of itself counts only under our seal', () => {
  const ours = sealed(genuine)
  const { seal } = ours as { seal: string }

  it('as it left us, parsed or not', async () => {
    const trusted = { source: 'graph', returned: 2, body: alert }
    expect(await unpack(ours)).toEqual(trusted)
    expect(await unpack(packMessage(genuine, testKey))).toEqual(trusted)
    expect(await unpack(JSON.stringify(ours, null, 2))).toEqual(trusted)
  })

  it.each([
    { what: 'no seal', forged: { ...ours, seal: undefined } },
    { what: 'an empty seal', forged: { ...ours, seal: '' } },
    { what: 'half a seal', forged: { ...ours, seal: seal.slice(0, 20) } },
    { what: 'a longer seal', forged: { ...ours, seal: `${seal}AAAA` } },
    { what: 'a seal of another key', forged: sealed(genuine, otherKey) },
    { what: 'the seal of another alert', forged: { ...ours, alert: { ...alert, title: 'y' } } },
    {
      what: 'the seal of another source',
      forged: { ...sealed({ ...genuine, source: 'http' }), source: 'graph' },
    },
    { what: 'the seal of another count', forged: { ...ours, returned: 0 } },
  ])('$what: the alert is read as one that came by the queue', async ({ forged }) => {
    const { body, ...said } = await unpack(forged)
    expect(said).toEqual({ source: 'queue', returned: 0 })
    expect(body).toEqual((forged as unknown as { alert: unknown }).alert)
  })

  it('a reference is sealed with its content, and without a seal still leads to the alert', async () => {
    const blobs = new Map<string, Uint8Array>()
    const deps = {
      putBlob: async (name: string, bytes: Uint8Array) => void blobs.set(name, bytes),
      loadBlob: async (name: string) => blobs.get(name),
      loadKey,
    }
    const body = { text: 'x'.repeat(70_000) }
    const message = await packAlert(deps, { source: 'graph', returned: 1, body })
    const content = JSON.parse(Buffer.from(message, 'base64').toString()) as object
    expect(await unpackMessage(message, deps)).toEqual({ source: 'graph', returned: 1, body })
    const unsealed = { ...content, seal: seal }
    expect(await unpackMessage(unsealed, deps)).toEqual({ source: 'queue', returned: 0, body })
  })

  it('a seal that cannot be checked now is checked later', async () => {
    const down = async () => Promise.reject(new Error('ECONNREFUSED'))
    await expect(unpack(ours, down)).rejects.toThrow('ECONNREFUSED')
  })

  it('nobody who sends plain alerts makes us ask for the key', async () => {
    const never = async () => Promise.reject(new Error('the key was asked for'))
    expect(await unpack(alert, never)).toMatchObject({ source: 'queue' })
    expect(await unpack({ ...ours, seal: undefined }, never)).toMatchObject({ source: 'queue' })
  })
})

it('HMAC-SHA256 over source, count and content, as others compute it', () => {
  // printf '["graph",2,{"alert":{"id":"a1","title":"x"}}]' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07
  const key = Buffer.alloc(32, 7)
  expect(Buffer.from(sealOf(key, genuine), 'base64url').toString('hex')).toBe(
    '6a405977d24d5ea2385bbf389d7f5ed30c7b315fdd3cc97a4df1600601d1194c',
  )
})

it('any JSON keeps its seal on its way through the queue, and loses it with any change', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(1000), (content, returned) => {
      const envelope: Envelope = { source: 'http', returned, alert: content }
      const { seal } = sealed(envelope) as { seal: string }
      const travelled = JSON.parse(JSON.stringify(envelope)) as Envelope
      return (
        isSealed(testKey, travelled, seal) &&
        !isSealed(testKey, { ...travelled, returned: returned + 1 }, seal) &&
        !isSealed(testKey, { ...travelled, alert: [content] }, seal)
      )
    }),
    { numRuns: 500 },
  )
})
