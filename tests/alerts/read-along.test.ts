import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { Alert, Finding } from '../../shared/alerts/alert'
import { decodeAlert } from '../../shared/alerts/alert-schema'
import { packAlert, packMessage, unpackMessage } from '../../shared/alerts/message'
import { parseAlerts, parseReadable } from '../../shared/alerts/parse-alerts'
import { judgePoison } from '../../shared/alerts/quarantine'
import { readingVersion } from '../../shared/alerts/reading-version'
import { sealOfRead } from '../../shared/alerts/seal'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { FIXTURE_ALERTS } from '../cases/fixture-alerts'
import { loadKey, sealed, testKey } from '../helpers/envelope-key'
import { mutatedOf } from './fuzz-properties'
import { samples } from './fuzz-samples'

function memoryBlobs() {
  const blobs = new Map<string, Uint8Array>()
  const putBlob = async (name: string, bytes: Uint8Array) => void blobs.set(name, bytes)
  return { blobs, putBlob, loadBlob: async (name: string) => blobs.get(name), loadKey }
}
const unpack = (message: unknown) => unpackMessage(message, memoryBlobs())
/** What is left of it on the other side of the queue. */
const carried = (alert: Alert): Alert | undefined => decodeAlert(JSON.parse(JSON.stringify(alert)))

const at = new Date('2026-11-23T09:36:44.209Z')
const finding: Required<Finding> = {
  type: 'url',
  value: 'https://contoso.azurewebsites.net/',
  role: 'phish-url',
  fieldSide: 'remote',
  from: 'evidence[0].url',
  verdict: 'malicious',
  port: 443,
  protocol: 'tcp',
  at,
  record: 0,
  end: 'destination',
  mention: true,
  inWords: true,
  isAnswer: true,
  isRoleAssumed: true,
}
/** Every member there is: one that the schema does not know makes this test fail. */
const full: Required<Alert> = {
  source: 'http',
  format: 'plain',
  id: 'a1',
  tenantId: 't',
  title: 'x\uD800',
  description: '',
  severity: 'high',
  category: 'c',
  alertType: 'RDP_Incoming_BF_OneToOne',
  kindWords: ['k'],
  signatures: ['s'],
  direction: 'outbound',
  classification: 'truePositive',
  determination: 'phishing',
  investigation: 'benign',
  status: 'resolved',
  isSample: true,
  hasComment: true,
  isEvent: true,
  detectionSource: 'd',
  actor: 'Storm-0900',
  threat: 't',
  techniques: ['T1071.001'],
  createdAt: at,
  updatedAt: at,
  firstActivityAt: new Date(0),
  lastActivityAt: new Date(8.64e15),
  findings: [finding],
  victims: [{ kind: 'mailbox', name: 'a@own.example' }],
  ownAttackers: [{ kind: 'device', name: 'ws-1' }],
  names: ['ws-1'],
  unreadable: [{ path: 'evidence[1]', reason: 'it is no address' }],
}

describe('an alert on the other side of the queue is the alert that was read', () => {
  it('with every member that it can have', () => {
    expect(carried(full)).toStrictEqual(full)
  })

  it.each(FIXTURE_ALERTS)('%s', (_name, alert) => {
    expect(carried(alert)).toStrictEqual(alert)
  })

  it.each([...samples])('whatever is wrong with what %s sends', (_product, bodies) => {
    const property = fc.property(mutatedOf(bodies), (body) =>
      readable(body).every((alert) => isDeepStrictEqual(carried(alert), alert)),
    )
    fc.assert(property, { numRuns: 300 })
  })

  it.each([
    { what: 'a member that is unknown', of: { ...full, later: 1 } },
    { what: 'a finding with an unknown member', of: { ...full, findings: [{ ...finding, later: 1 }] } },
    { what: 'no findings', of: { ...full, findings: undefined } },
    { what: 'a date that is none', of: { ...full, createdAt: new Date(Number.NaN) } },
    { what: 'another role', of: { ...full, findings: [{ ...finding, role: 'bystander' }] } },
    { what: 'nothing', of: null },
  ])('$what is no alert that was read: it is read again', ({ of }) => {
    expect(decodeAlert(JSON.parse(JSON.stringify(of)))).toBeUndefined()
  })
})

function readable(body: unknown): readonly Alert[] {
  try {
    return parseAlerts(body, 'http')
  } catch (error) {
    if (error instanceof UnreadableAlertError) return []
    throw error
  }
}

const body = { observables: [{ type: 'host', value: 'raw.example.com' }], severity: 'high' }
const genuine = { source: 'http', returned: 0, alert: body, read: full } as const
type Sealed = { readonly seal: string; readonly read: { version: string; seal: string; alert: object } }

describe('what was read counts under our seal, of this version, for this alert', () => {
  const ours = sealed(genuine) as Sealed
  const { read } = ours
  const other = sealed({ ...genuine, alert: { ...body, severity: 'low' } }) as Sealed
  const resealed = (version: string, alert: object) => ({
    version,
    alert,
    seal: sealOfRead(testKey, ours.seal, { version, alert }),
  })
  const asSaid = { source: 'http', returned: 0, body }

  it('as it left us', async () => {
    expect(await unpack(ours)).toStrictEqual({ ...asSaid, read: full })
    expect(await unpack(packMessage(genuine, testKey))).toStrictEqual({ ...asSaid, read: full })
    expect(await unpack({ ...ours, read: resealed(readingVersion, read.alert) })).toHaveProperty('read')
  })

  it.each([
    { what: 'nothing', forged: undefined },
    { what: 'no object', forged: 'x' },
    { what: 'no seal', forged: { ...read, seal: undefined } },
    { what: 'an empty seal', forged: { ...read, seal: '' } },
    { what: 'the seal of the envelope', forged: { ...read, seal: ours.seal } },
    { what: 'another title', forged: { ...read, alert: { ...read.alert, title: 'y' } } },
    { what: 'what was read in another alert', forged: other.read },
    { what: 'an earlier version', forged: resealed('earlier', read.alert) },
    { what: 'the name of this version on another', forged: { ...resealed('earlier', read.alert), version: readingVersion } },
    { what: 'a member of a later version', forged: resealed(readingVersion, { ...read.alert, later: 1 }) },
  ])('$what: the alert is read again, and still comes from where it came', async ({ forged }) => {
    expect(await unpack({ ...ours, read: forged })).toStrictEqual(asSaid)
  }) // prettier-ignore

  it.each([
    { what: 'unsealed', forged: { ...ours, seal: undefined } },
    { what: 'around another alert', forged: { ...ours, alert: { ...body, severity: 'low' } } },
    { what: 'of another source', forged: { ...ours, source: 'graph' } },
    { what: 'sealed with another key', forged: sealed(genuine, Buffer.alloc(32, 'another key')) },
  ])('an envelope that is $what carries nothing that was read', async ({ forged }) => {
    expect(await unpack(forged)).toStrictEqual({
      source: 'queue',
      returned: 0,
      body: (forged as unknown as { alert: unknown }).alert,
    })
  })

  it('a version that knows nothing of it finds the same envelope, sealed', () => {
    const { read: _, ...rest } = ours
    const { read: __, ...unread } = genuine
    expect(rest).toEqual(sealed(unread))
  })
})

describe('what the queue does not take', () => {
  const long = (bytes: number) => 'x'.repeat(bytes)
  it.each([
    { alert: 100, reading: 100, blobs: 0, along: true },
    { alert: 40_000, reading: 40_000, blobs: 1, along: true },
    { alert: 60_000, reading: 100, blobs: 1, along: true },
    { alert: 60_000, reading: 60_000, blobs: 1, along: false },
  ])(
    'alert of $alert bytes, $reading read in it: $blobs blobs, what was read along: $along',
    async ({ alert, reading, blobs, along }) => {
      const memory = memoryBlobs()
      const said = { source: 'http', returned: 0, body: { ...body, text: long(alert) } } as const
      const was = { ...full, description: long(reading) }
      const message = await packAlert(memory, { ...said, read: was })
      expect(message.length).toBeLessThanOrEqual(65_536)
      expect(memory.blobs.size).toBe(blobs)
      expect(await unpackMessage(message, memory)).toStrictEqual(along ? { ...said, read: was } : said)
    },
  )
})

it('from the poison queue it goes back with what was read in it, and is not read for that', async () => {
  const memory = memoryBlobs()
  const sent: string[] = []
  const unused = (): never => {
    throw new Error('it was read again')
  }
  const deps = {
    ...memory,
    parseAlert: unused,
    sendBack: async (message: string) => void sent.push(message),
    quarantine: async () => unused(),
  }
  expect(await judgePoison(sealed(genuine), deps)).toMatchObject({ verdict: 'could not be handled' })
  expect(await unpack(sent[0])).toStrictEqual({ source: 'http', returned: 1, body, read: full })
  const old = { ...sealed(genuine), read: { ...(sealed(genuine) as Sealed).read, version: 'earlier' } }
  await judgePoison(old, { ...deps, parseAlert: parseReadable })
  expect(await unpack(sent[1])).toStrictEqual({ source: 'http', returned: 1, body })
})
