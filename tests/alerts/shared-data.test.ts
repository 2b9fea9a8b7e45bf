import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { parseAlerts } from '../../shared/alerts/parse-alerts'
import { extractObservables } from '../../shared/observables/extract-observables'
import { nothingOfOurs } from './found-sides'

const folder = join(__dirname, '../../../shared/data/alerts')
const isThere = existsSync(join(folder, 'expected.json'))

const named = z.array(z.object({ type: z.string(), value: z.string() })).default([])
const answer = z.object({
  remote: named,
  remoteNotRoutable: named,
  ownSide: named,
  ignore: z.array(z.string()).default([]),
})

function answers(): readonly (readonly [string, z.output<typeof answer>])[] {
  if (!isThere) return []
  const json = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))
  return Object.entries(json).flatMap(([file, body]) =>
    file.startsWith('_') ? [] : [[file, answer.parse(body)] as const],
  )
}

function observablesIn(file: string) {
  const alerts = parseAlerts(JSON.parse(readFileSync(join(folder, file), 'utf8')), 'graph')
  return alerts.flatMap((alert) => extractObservables(alert, nothingOfOurs))
}

;(isThere ? describe : describe.skip)('alerts read by hand (skipped without the shared data)', () => {
  it.each(answers())('%s', (file, expected) => {
    const seen = observablesIn(file)
    const on = (...sides: string[]) =>
      seen.filter(({ side }) => sides.includes(side)).map(({ value }) => value.toLowerCase())
    const blamed = on('remote', 'unknown')
    expect(blamed).toEqual(expect.arrayContaining(expected.remote.map(({ value }) => value)))
    for (const { value } of [...expected.ownSide, ...expected.remoteNotRoutable])
      expect(blamed).not.toContain(value.toLowerCase())
    for (const text of expected.ignore) {
      const host = /[\w-]+(?:\.[\w-]+)+/.exec(text)?.[0] ?? text
      expect(blamed.filter((value) => value.includes(host))).toEqual([])
    }
    expect(on('remote').filter((value) => !isExplained(value, expected.remote))).toEqual([])
  })

  it('there is an answer for every file', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\/.*\.json$/.test(file),
    )
    expect(
      answers()
        .map(([file]) => file)
        .sort(),
    ).toEqual(files.sort())
  })
})

/** A link brings its host along. */
function isExplained(value: string, remote: z.output<typeof named>): boolean {
  return remote.some(
    (known) =>
      known.value.toLowerCase() === value || (known.type === 'url' && known.value.includes(`//${value}`)),
  )
}
