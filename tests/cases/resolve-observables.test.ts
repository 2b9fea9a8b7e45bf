import { withResolutions } from '../../shared/cases/resolve-observables'
import { decide } from '../../shared/cases/policy'
import type { Alert } from '../../shared/alerts/alert'
import type { Observable } from '../../shared/observables/observable'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import type { Ownership } from '../../shared/ownership/ownership'
import type { ResolveHost } from '../../shared/ownership/resolve-host'
import { parseIpAddress } from '../../shared/model/ip-address'

const own = parseOwnAssets({ addresses: ['20.119.9.9'], domains: [], mailboxes: [] })
const resolveTo =
  (...addresses: string[]): ResolveHost =>
  async (host) => ({
    chain: [host],
    addresses: addresses.map((text) => parseIpAddress(text)!),
    ignored: [],
    failed: [],
  })
const observable = (changes: Partial<Observable>): Observable => ({
  type: 'url',
  value: 'https://safe-hse.com/login',
  role: 'phish-url',
  side: 'remote',
  from: ['evidence[0].url'],
  verdict: 'malicious',
  records: [],
  ...changes,
})

describe('addresses that remote hosts resolve to', () => {
  it('stand in one record with their host', async () => {
    const [url, address] = await withResolutions([observable({})], resolveTo('20.119.0.42'), own)
    expect(address).toMatchObject({
      type: 'ip',
      value: '20.119.0.42',
      side: 'remote',
      from: ['DNS of safe-hse.com'],
    })
    expect(url?.records).toEqual(address?.records)
  })

  it('join an address that the alert names itself', async () => {
    const named = observable({ type: 'ip', value: '20.119.0.42', from: ['evidence[1].ipAddress'] })
    const seen = await withResolutions([observable({}), named], resolveTo('20.119.0.42'), own)
    expect(seen).toHaveLength(2)
    expect(seen[0]?.records).toEqual(seen[1]?.records)
  })

  it.each([
    { what: 'an address of ours', address: '20.119.9.9', before: [observable({})] },
    {
      what: 'an address that the alert shows on our side',
      address: '20.119.0.42',
      before: [observable({}), observable({ type: 'ip', value: '20.119.0.42', side: 'own' })],
    },
    { what: 'a host that is no remote one', address: '20.119.0.42', before: [observable({ side: 'own' })] },
  ])('$what pairs with nothing', async ({ address, before }) => {
    expect(await withResolutions(before, resolveTo(address), own)).toEqual(before)
  })

  it('are asked of ten hosts at most', async () => {
    let asked = 0
    const resolve: ResolveHost = async (host) => {
      asked += 1
      return resolveTo()(host)
    }
    const many = Array.from({ length: 30 }, (_, n) => observable({ value: `https://host${n}.example.com/` }))
    await withResolutions(many, resolve, own)
    expect(asked).toBe(10)
  })
})

it('a link to a domain of the attacker becomes a report once its host resolves to a customer’s address', async () => {
  const answer = (input: string, isMicrosofts: boolean): Ownership => ({
    input,
    kind: isMicrosofts ? 'ip' : 'host',
    owner: isMicrosofts ? 'microsoft' : 'other',
    class: isMicrosofts ? 'customer-hosted' : 'other',
    serviceTags: isMicrosofts ? ['AppService.EastUS'] : [],
    shared: isMicrosofts,
    sources: [],
    snapshotDate: '2026-11-20',
    because: '',
  })
  const ownership = {
    ofAddress: (text: string) => answer(text, text === '20.119.0.42'),
    ofHost: (text: string) => answer(text, false),
  }
  const alert: Alert = {
    ...{
      source: 'graph',
      format: 'graph.alerts_v2',
      id: 'a',
      severity: 'high',
      techniques: [],
      findings: [],
    },
    category: 'InitialAccess',
    victims: [],
    unreadable: [],
  }
  const judge = (seen: readonly Observable[]) => decide(alert, seen, ownership, { own, minSeverity: 'low' })
  expect(judge([observable({})]).map(({ verdict }) => verdict)).toEqual(['ignore'])
  const resolved = await withResolutions([observable({})], resolveTo('20.119.0.42'), own)
  expect(judge(resolved)).toMatchObject([
    {
      verdict: 'report',
      endpoint: { kind: 'host', host: 'safe-hse.com' },
      evidence: { address: '20.119.0.42', host: 'safe-hse.com' },
    },
  ])
})
