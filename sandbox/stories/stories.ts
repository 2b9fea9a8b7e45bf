import { defenderAlert } from './alert'
import type { AlertWords } from './alert'
import type { Story } from './story'

/** An alert id as Defender for Endpoint makes them. */
export const alertId = (n: number) => `da638999416000000001_-90042011${n}`
const raised = (words: AlertWords) => (at: Date) => defenderAlert(words, at)

export const outbound = (address: string, port = 443, suffix = '.') =>
  `Outbound connection from 192.168.5.105:58836 to ${address}:${port}${suffix}`

export const stories: readonly Story[] = [
  {
    name: 'the founding case: reported, acknowledged, resolved',
    endpoint: 'safe-hse.com',
    begin: (stage) => {
      stage.raise(
        3,
        raised({
          id: alertId(1),
          title: outbound('20.119.0.42', 443, ' MSTIC Storm-0900 activity group.'),
          category: 'CommandAndControl',
          device: 'ws-0105',
          address: '20.119.0.42',
          host: 'safe-hse.com',
          actor: 'Storm-0900',
          techniques: ['T1071.001'],
        }),
      )
      stage.answer(53 * 60, 'safe-hse.com', '{report} taken down always')
    },
    desk: [
      { kind: 'acknowledges', afterInHours: 5, caseNumber: 'SIR18304512' },
      { kind: 'resolves', afterInHours: 52, caseNumber: 'SIR18304512' },
    ],
    expected: {
      reports: 1,
      status: 'closed',
      outcome: 'takedown',
      sightings: 1,
      caseNumber: 'SIR18304512',
      takedown: 'unknown',
      mails: ['initial'],
    },
  },
  {
    name: 'a phishing page seen by three alerts: one report, three sightings',
    endpoint: 'parcel-verify-login.azurewebsites.net',
    begin: (stage) => {
      for (const [n, minutes] of [10, 25, 40].entries())
        stage.raise(
          minutes,
          raised({
            id: alertId(20 + n),
            title: 'Connection to a phishing page',
            category: 'InitialAccess',
            device: `ws-02${n}0`,
            url: 'https://parcel-verify-login.azurewebsites.net/signin',
            techniques: ['T1566.002'],
          }),
        )
    },
    desk: [{ kind: 'acknowledges', afterInHours: 20, caseNumber: 'SIR18304977' }],
    expected: {
      reports: 1,
      status: 'acknowledged',
      sightings: 3,
      caseNumber: 'SIR18304977',
      takedown: 'unknown',
      mails: ['initial'],
    },
  },
  {
    name: "an address that is not Microsoft's: ignored",
    endpoint: '93.184.215.14',
    begin: (stage) =>
      stage.raise(
        12,
        raised({
          id: alertId(3),
          title: outbound('93.184.215.14'),
          category: 'CommandAndControl',
          device: 'ws-0300',
          address: '93.184.215.14',
        }),
      ),
    expected: { reports: 0, mails: [], decision: 'ignore' },
  },
  {
    name: 'our own Azure SQL host: ignored',
    endpoint: 'contoso-orders.database.windows.net',
    begin: (stage) =>
      stage.raise(
        14,
        raised({
          id: alertId(4),
          title: 'Unusual volume of data read from a database',
          category: 'Exfiltration',
          device: 'ws-0400',
          host: 'contoso-orders.database.windows.net',
        }),
      ),
    expected: { reports: 0, mails: [], decision: 'ignore' },
  },
  {
    name: 'an Exchange Online address: held for a person',
    endpoint: '40.107.22.52',
    begin: (stage) =>
      stage.raise(
        16,
        raised({
          id: alertId(5),
          title: outbound('40.107.22.52', 25),
          category: 'CommandAndControl',
          device: 'ws-0500',
          address: '40.107.22.52',
        }),
      ),
    expected: { reports: 1, status: 'awaiting-approval', sightings: 1, takedown: 'unknown', mails: [] },
  },
  {
    name: 'a mail that bounces',
    endpoint: 'update-service-7.westeurope.cloudapp.azure.com',
    begin: (stage) =>
      stage.raise(
        18,
        raised({
          id: alertId(6),
          title: outbound('4.180.77.12', 8443),
          category: 'CommandAndControl',
          device: 'ws-0600',
          address: '4.180.77.12',
          host: 'update-service-7.westeurope.cloudapp.azure.com',
        }),
      ),
    desk: [{ kind: 'bounces', afterInHours: 0.2 }],
    expected: { reports: 1, status: 'undeliverable', sightings: 1, takedown: 'unknown', mails: ['initial'] },
  },
  {
    name: 'a report that is never answered: overdue, reminder',
    endpoint: 'files-sync-3.northeurope.cloudapp.azure.com',
    begin: (stage) =>
      stage.raise(
        20,
        raised({
          id: alertId(7),
          title: outbound('4.208.33.44'),
          category: 'CommandAndControl',
          device: 'ws-0700',
          address: '4.208.33.44',
          host: 'files-sync-3.northeurope.cloudapp.azure.com',
        }),
      ),
    expected: {
      reports: 1,
      status: 'sent',
      sightings: 1,
      takedown: 'unknown',
      mails: ['initial', 'reminder-1'],
    },
  },
  {
    name: 'a host that vanishes without a word: gone, no reminder',
    endpoint: 'invoice-portal-7.azurewebsites.net',
    begin: (stage) => {
      stage.raise(
        26,
        raised({
          id: alertId(9),
          title: 'Connection to a phishing page',
          category: 'InitialAccess',
          device: 'ws-0900',
          url: 'https://invoice-portal-7.azurewebsites.net/login',
          techniques: ['T1566.002'],
        }),
      )
      stage.vanish(240, 'invoice-portal-7.azurewebsites.net')
    },
    expected: {
      reports: 1,
      status: 'closed',
      outcome: 'gone',
      sightings: 1,
      takedown: 'gone',
      mails: ['initial'],
    },
  },
  {
    name: 'an alert marked a false positive before its window ends: withdrawn, no mail',
    endpoint: 'telemetry-edge-cdn.azurewebsites.net',
    begin: (stage) => {
      stage.raise(
        22,
        raised({
          id: alertId(8),
          title: outbound('20.119.9.88'),
          category: 'CommandAndControl',
          device: 'ws-0800',
          address: '20.119.9.88',
          host: 'telemetry-edge-cdn.azurewebsites.net',
        }),
      )
      stage.change(
        45,
        alertId(8),
        'An analyst marks the alert about telemetry-edge-cdn as a false positive',
        {
          status: 'resolved',
          classification: 'falsePositive',
          determination: 'notMalicious',
        },
      )
    },
    expected: { reports: 1, status: 'closed', outcome: 'withdrawn', takedown: 'unknown', mails: [] },
  },
  {
    name: 'a message on the queue that is not JSON: quarantined',
    endpoint: '',
    begin: (stage) => stage.enqueue(30, 'Jun 15 07:36:44 fw01 drop 20.119.0.42 (this is no JSON)'),
    expected: { reports: 0, mails: [], quarantined: 1 },
  },
]
