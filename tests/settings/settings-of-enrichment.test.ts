import { logLine } from '../../shared/telemetry/log'
import { readSettings } from '../../shared/settings/settings'

const read = (environment: Record<string, string>) => readSettings(environment).need('enrichment').enrichment
const faults = (environment: Record<string, string>) =>
  readSettings(environment).faults.filter(({ setting }) => setting in environment)

it('by default nobody is asked and nothing is told', () => {
  expect(read({})).toEqual({ hunting: false, writeBack: false, virusTotal: undefined })
  expect(read({ VIRUSTOTAL_API_KEY: ' ' }).virusTotal).toBeUndefined()
})

it('a key alone asks VirusTotal itself, within what the free key allows', () => {
  expect(read({ VIRUSTOTAL_API_KEY: 'a'.repeat(64) }).virusTotal).toEqual({
    url: 'https://www.virustotal.com',
    apiKey: 'a'.repeat(64),
    perDay: 500,
    perMinute: 4,
  })
})

it('a key that allows more a day allows more a minute', () => {
  const env = { VIRUSTOTAL_API_KEY: 'a'.repeat(64), VIRUSTOTAL_DAILY_QUOTA: '5000' }
  expect(read(env).virusTotal).toMatchObject({ perDay: 5000, perMinute: 40 })
})

it.each([
  { HUNTING: 'yes' },
  { WRITE_BACK: '1' },
  { VIRUSTOTAL_DAILY_QUOTA: '-1' },
  { VIRUSTOTAL_API_KEY: 'a key\nof two lines' },
])('%j is a fault', (environment) => {
  expect(faults(environment)).toHaveLength(1)
})

it('the key is shown in no fault and in no line of the log', () => {
  const key = 'k3y-0f-v1rust0tal'
  expect(JSON.stringify(faults({ VIRUSTOTAL_API_KEY: `${key} and more` }))).not.toContain(key)
  const { secrets } = readSettings({ VIRUSTOTAL_API_KEY: key })
  expect(logLine('any', { cause: `refused ${key}` }, secrets)).not.toContain(key)
})
