import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { isObject } from '../../shared/alerts/fields'
import { parseAlerts } from '../../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { groundsText } from '../../shared/cases/grounds'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { expectedSides } from '../alerts/found-sides'
import type { Ownership, OwnershipIndex } from '../../shared/ownership/ownership'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, '../fixtures/alerts', name), 'utf8'))
const dialects = z
  .array(expectedSides.extend({ name: z.string(), body: z.unknown() }))
  .parse(read('dialects.json'))
const evidence = z
  .array(expectedSides.extend({ type: z.string(), entry: z.record(z.string(), z.unknown()) }))
  .parse(read('graph-evidence.json'))
const graph = evidence.map(({ type, entry, ...sides }) => ({
  ...sides,
  name: type,
  body: {
    id: 'a',
    title: 't',
    severity: 'high',
    actorDisplayName: 'x',
    category: 'x',
    detectionSource: 'x',
    mitreTechniques: ['x'],
    evidence: [{ '@odata.type': `x.${type}`, ...entry }],
  },
}))

/** The worst case: everything that anybody asks about is a customer's of Microsoft. */
const answer = (kind: 'ip' | 'host', input: string): Ownership => ({
  ...{ input, kind, owner: 'microsoft', class: 'customer-hosted', serviceTags: [], shared: false },
  ...{ sources: [], snapshotDate: '2026-11-01', because: 'As tested' },
})
const ownership: OwnershipIndex = {
  ofAddress: (text) => answer('ip', text),
  ofHost: (text) => answer('host', text),
}
const own = parseOwnAssets({ addresses: [], domains: ['corp.example'], mailboxes: [] })

/** In each text of a body in turn. */
function* planted(node: unknown, canary: (text: string) => string): Generator {
  if (typeof node === 'string') yield canary(node)
  else if (Array.isArray(node)) {
    for (const [i, inner] of node.entries())
      for (const changed of planted(inner, canary)) yield node.with(i, changed)
  } else if (isObject(node)) {
    for (const [key, inner] of Object.entries(node))
      for (const changed of planted(inner, canary)) yield { ...node, [key]: changed }
  }
}

function evidenceFrom(body: unknown): string {
  try {
    return parseAlerts(body, 'queue')
      .flatMap((alert) =>
        decide(alert, extractObservables(alert, own), ownership, { minSeverity: 'informational', own }),
      )
      .map(
        ({ evidence, grounds }) => JSON.stringify(evidence) + (grounds ? (groundsText(grounds) ?? '') : ''),
      )
      .join()
  } catch (error) {
    if (error instanceof UnreadableAlertError) return ''
    throw error
  }
}

describe('what is ours in a fixture stays out of its evidence', () => {
  it.each([...dialects, ...graph])('$name', ({ body, own: ours, unroutable, reference }) => {
    const values = [...ours, ...unroutable, ...reference].filter((value) => value.length > 4)
    const gathered = evidenceFrom(body)
    for (const value of values) expect(gathered).not.toContain(`"${value}"`)
  })
})

const canaries: readonly (readonly [string, (text: string) => string])[] = [
  ['a machine’s name', () => 'CANARY-0105'],
  ['a machine’s name in our domain', () => 'canary-0105.corp.example'],
  ['a user', () => 'CORP\\canary'],
  ['a path', () => 'C:\\Users\\canary\\x.exe'],
  ['a sentence', (text) => `${text} seen on CANARY-0105 by Canary User`],
  [
    'a mail address in a link',
    (text) =>
      /^https?:/.test(text) ? `${text}${text.includes('?') ? '&' : '?'}q=canary%40corp.example` : text,
  ],
  ['a secret in a link', (text) => (/^https?:/.test(text) ? text.replace('://', '://canary:canary@') : text)],
]

describe.each(canaries)('%s in any field', (_, canary) => {
  it.each([...dialects, ...graph])('$name', ({ body }) => {
    for (const changed of planted(body, canary)) expect(evidenceFrom(changed)).not.toMatch(/canary/i)
  })
})
