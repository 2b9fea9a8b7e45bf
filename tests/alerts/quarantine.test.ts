import { packMessage, unpackMessage } from '../../shared/alerts/message'
import { parseReadable } from '../../shared/alerts/parse-alerts'
import {
  judgePoison,
  type JudgePoisonDeps,
  type QuarantineEntry,
  quarantineText,
} from '../../shared/alerts/quarantine'
import { waitInSecondsAfter } from '../../shared/alerts/quarantine'
import { loadKey, testKey } from '../helpers/envelope-key'

const minute = 60
const hour = 60 * minute
const graphAlert = {
  id: 'a1',
  title: 'Suspicious connection',
  severity: 'medium',
  serviceSource: 'microsoftDefenderForEndpoint',
  createdDateTime: '2026-11-23T10:00:00Z',
  lastUpdateDateTime: '2026-11-23T10:00:00Z',
  alertWebUrl: 'https://security.microsoft.com/alerts/a1',
  evidence: [{ '@odata.type': '#microsoft.graph.security.ipEvidence', ipAddress: '198.51.100.7' }],
}

function desk(changed: Partial<JudgePoisonDeps> = {}) {
  const blobs = new Map<string, Uint8Array>()
  const sent: { message: string; waitInSeconds: number }[] = []
  const quarantined: QuarantineEntry[] = []
  const deps: JudgePoisonDeps = {
    loadBlob: async (name) => blobs.get(name),
    putBlob: async (name, bytes) => void blobs.set(name, bytes),
    loadKey,
    parseAlert: parseReadable,
    sendBack: async (message, waitInSeconds) => void sent.push({ message, waitInSeconds }),
    quarantine: async (entry) => void quarantined.push(entry),
    ...changed,
  }
  return { deps, sent, quarantined, blobs }
}

describe('could not be handled: back to the queue', () => {
  it.each([
    { returned: 0, waitInSeconds: minute },
    { returned: 1, waitInSeconds: 5 * minute },
    { returned: 2, waitInSeconds: 30 * minute },
    { returned: 3, waitInSeconds: 2 * hour },
    { returned: 4, waitInSeconds: 6 * hour },
    { returned: 5, waitInSeconds: 6 * hour },
    { returned: 5_000, waitInSeconds: 6 * hour },
  ])(
    'after $returned returns in $waitInSeconds s, and never to the quarantine',
    async ({ returned, waitInSeconds }) => {
      const { deps, sent, quarantined } = desk()
      const message = packMessage({ source: 'graph', returned, alert: graphAlert }, testKey)
      await expect(judgePoison(message, deps)).resolves.toEqual({
        verdict: 'could not be handled',
        returned: returned + 1,
        waitInSeconds,
      })
      expect(quarantined).toEqual([])
      expect(sent).toHaveLength(1)
      expect(sent[0]?.waitInSeconds).toBe(waitInSeconds)
      await expect(unpackMessage(sent[0]?.message, deps)).resolves.toEqual({
        source: 'graph',
        returned: returned + 1,
        body: graphAlert,
      })
    },
  )

  it('a message of a SIEM goes back in our envelope, still as source queue', async () => {
    const { deps, sent } = desk()
    await judgePoison(graphAlert, deps)
    await expect(unpackMessage(sent[0]?.message, deps)).resolves.toEqual({
      source: 'queue',
      returned: 1,
      body: graphAlert,
    })
  })

  it('one that the envelope makes too large goes back by reference', async () => {
    const { deps, sent, blobs } = desk()
    const large = { ...graphAlert, description: 'x'.repeat(60_000) }
    await judgePoison(large, deps)
    expect(blobs.size).toBe(1)
    expect(sent[0]!.message.length).toBeLessThan(300)
    await expect(unpackMessage(sent[0]?.message, deps)).resolves.toMatchObject({ body: large })
  })

  it('the wait is never longer than the queue can hold a message back', () => {
    expect(Math.max(...Array.from({ length: 100 }, (_, i) => waitInSecondsAfter(i)))).toBe(6 * hour)
  })
})

describe('cannot be read: to the quarantine, with the reason', () => {
  it.each([
    { name: 'no JSON', body: 'boom', reason: /neither JSON nor base64/ },
    { name: 'a number', body: 42, reason: /mere number/ },
    { name: 'nothing', body: '', reason: /empty/ },
    { name: 'JSON of no known shape', body: { hello: 'world' }, reason: /shape of no known alert/ },
    {
      name: 'a lost reference',
      body: { defenderAbuseReporter: 1, source: 'graph', blob: `alerts/${'a'.repeat(64)}` },
      reason: /does not exist/,
    },
  ])('$name', async ({ body, reason }) => {
    const { deps, sent, quarantined } = desk()
    await expect(judgePoison(body, deps)).resolves.toMatchObject({ verdict: 'cannot be read' })
    expect(sent).toEqual([])
    expect(quarantined).toEqual([{ source: 'queue', reason: expect.stringMatching(reason) as string, body }])
  })

  it('our own, of no known shape, keeps its source', async () => {
    const { deps, quarantined } = desk()
    await judgePoison(packMessage({ source: 'graph', returned: 0, alert: { hello: 'world' } }, testKey), deps)
    expect(quarantined).toMatchObject([{ source: 'graph' }])
  })
})

describe('storage down for minutes: nothing readable ends in the quarantine', () => {
  const down = async () => Promise.reject(new Error('ECONNREFUSED'))

  it.each([
    {
      name: 'the blob cannot be loaded',
      changed: { loadBlob: down },
      alert: { blob: `alerts/${'a'.repeat(64)}` },
    },
    { name: 'the queue cannot be written', changed: { sendBack: down }, alert: { alert: graphAlert } },
    {
      name: 'a blob cannot be written',
      changed: { putBlob: down },
      alert: { alert: { ...graphAlert, description: 'x'.repeat(60_000) } },
    },
    { name: 'the quarantine cannot be written', changed: { quarantine: down }, alert: { alert: 7 } },
  ])('$name: it throws, so the message stays where it is', async ({ changed, alert }) => {
    const { deps, quarantined } = desk(changed)
    await expect(judgePoison({ defenderAbuseReporter: 1, source: 'graph', ...alert }, deps)).rejects.toThrow(
      'ECONN',
    )
    expect(quarantined).toEqual([])
  })
})

describe('the text that is kept', () => {
  it.each([
    { name: 'text as it came', body: '<html>\uFFFE', text: '<html>\uFFFE' },
    { name: 'an object as JSON', body: { id: 1 }, text: '{"id":1}' },
    { name: 'a number', body: 42, text: '42' },
    { name: 'nothing', body: undefined, text: 'null' },
  ])('$name', ({ body, text }) => {
    expect(quarantineText(body)).toBe(text)
  })

  it('64 KiB of brackets are cut where nobody reads on, without using up the stack', () => {
    const bomb: unknown = JSON.parse('['.repeat(32_768) + ']'.repeat(32_768))
    expect(quarantineText(bomb)).toBe(`${'['.repeat(100)}"(cut: nested too deeply)"${']'.repeat(100)}`)
  })
})
