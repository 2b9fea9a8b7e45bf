import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import { kindOfCloudAlert } from '../../shared/cases/kinds/defender-for-cloud'
import { KINDS } from '../../shared/cases/kinds/kind'
import { kindOfAlert } from '../../shared/cases/kinds/kind-of-alert'

const file = join(__dirname, '../fixtures/alerts/cloud-titles.json')
/** By product: under which name an alert is published, and its code. */
const published = z
  .record(z.string(), z.record(z.string(), z.string()))
  .parse(JSON.parse(readFileSync(file, 'utf8')))

/** Published for AI services too, where it is a mere anomaly; the name alone accuses nobody. */
const AMBIGUOUS = 'Suspicious User Agent detected'

const rows = Object.entries(published).flatMap(([product, titles]) =>
  Object.entries(titles).map(([title, code]) => ({ product, title, code })),
)

/** As Graph gives an alert of Defender for Cloud: with its published name, and without its code. */
const inGraph = (title: string, detectionSource: string) =>
  kindOfAlert(
    parseAlert(
      { id: 'a', title, serviceSource: 'microsoftDefenderForCloud', detectionSource, evidence: [] },
      'graph',
    ),
  )

const accused = (name: keyof typeof KINDS | undefined) => {
  const kind = name && KINDS[name]
  return kind === undefined || kind.attacker === 'nobody' || kind.needsVerdict ? 'nobody' : name
}

it.each(rows)(
  '$product, "$title": the published name accuses whom $code accuses',
  ({ product, title, code }) => {
    const byCode = kindOfCloudAlert(code)
    expect(byCode).toBeDefined()
    const wanted = title === AMBIGUOUS ? 'nobody' : accused(byCode)
    expect(accused(inGraph(title, product)?.name)).toBe(wanted)
  },
)

it.each([
  ['Detected possible local reconnaissance activity', 'nobody'],
  ['Exploitation of Xorg vulnerability [seen multiple times]', 'nobody'],
  ['Detected possible execution of malware dropper', 'nobody'],
  ['Possible malicious web shell detected', 'nobody'],
  ['Malicious firewall rule created by ZINC server implant [seen multiple times]', 'nobody'],
  ['Digital currency mining related behavior detected', 'nobody'],
  ['Suspicious double extension file executed', 'nobody'],
  ['A logon from a malicious IP has been detected. [seen multiple times]', 'brute-force'],
])('what is published for servers without a code: %s: %s', (title, name) => {
  expect(accused(inGraph(title, 'microsoftDefenderForServers')?.name)).toBe(name)
})
