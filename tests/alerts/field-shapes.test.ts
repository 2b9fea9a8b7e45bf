import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseReadable } from '../../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { sidesFound } from './found-sides'

const folder = join(__dirname, '../../../shared/data/field')
const isThere = existsSync(join(folder, '05-alert-shapes'))

const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'))
const alertsIn = (file: string) => parseReadable(read(file), 'http')
const remoteIn = (file: string) => alertsIn(file).flatMap((alert) => sidesFound(alert).remote)

const evil = 'evil.z13.web.core.windows.net'
const c2 = '20.119.0.42'

/** Shapes that people sent, and what of them must be found on the other side. */
const shapes: readonly (readonly [string, readonly string[]])[] = [
  ...[
    'wrap-barracuda', 'wrap-bing-ck', 'wrap-cisco', 'wrap-google', 'wrap-open-redirect-own', 'wrap-proofpoint-v2',
    'wrap-proofpoint-v3', 'wrap-safelinks-ap', 'wrap-safelinks-noscheme', 'wrap-safelinks-proofpoint',
    'wrap-safelinks-substring', 'wrap-safelinks-trunc',
  ].map((name) => [`05-alert-shapes/${name}.json`, [evil]] as const),
  ...[
    'cloudevent', 'double-json', 'elastic-original', 'eventgrid', 'logicapp-content', 'mde-api-alert', 'splunk-hec',
    'verdict-5', 'wazuh-msgraph',
  ].map((name) => [`05-alert-shapes/${name}.json`, [c2, evil]] as const),
  ...['azmon-common', 'device-all-null', 'wazuh-srcip', 'year-one'].map((name) => [`05-alert-shapes/${name}.json`, [c2]] as const),
  ['05-alert-shapes/devtunnel.json', ['abcd1234-8080.euw.devtunnels.ms']],
  ['08-elastic-m365/alert.json', ['52.148.188.66', evil]],
  ['reduced/m04-mde-api-alert.json', ['20.88.2.2', 'evil-c2.azurewebsites.net']],
  ['reduced/m05-m365d-api-incident.json', ['20.88.2.2', 'evil-c2.azurewebsites.net']],
  ['reduced/m13-redirect.json', ['click.mailer.example.net', 'login-x.z13.web.core.windows.net']],
] // prettier-ignore

;(isThere ? describe : describe.skip)('shapes that people sent (skipped without the shared data)', () => {
  it.each(shapes)('%s', (file, expected) => {
    expect(remoteIn(file)).toEqual(expect.arrayContaining([...expected]))
  })

  it.each(['verdict-5', 'year-one', 'device-all-null'])('%s: nothing of it is noted as unread', (name) => {
    for (const { unreadable } of alertsIn(`05-alert-shapes/${name}.json`)) expect(unreadable).toBeUndefined()
  })

  it.each([
    'reduced/x1-sentinelone-as-graph.json',
    'reduced/x2-cato-as-suricata.json',
    '05-alert-shapes/subscription-notification.json',
    '05-alert-shapes/legacy-security-alert.json',
  ])('%s is refused with a reason', (file) => {
    expect(() => alertsIn(file)).toThrow(UnreadableAlertError)
  })
})
