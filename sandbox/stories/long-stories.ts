import { defenderAlert } from './alert'
import { alertId, outbound } from './stories'
import type { Story } from './story'

const DAY_IN_MINUTES = 1440
const DAY_IN_HOURS = 24
// Where nothing speaks against it, things happen at the same moment: each moment costs real time.

/** What becomes of the first week's reports in the months after it, and what only months show. */
export const longStories: readonly Story[] = [
  {
    name: 'never answered: two reminders, nobody left to escalate to, closed as unanswered',
    endpoint: 'files-sync-3.northeurope.cloudapp.azure.com',
    expected: {
      reports: 1,
      status: 'closed',
      outcome: 'unanswered',
      sightings: 1,
      takedown: 'unknown',
      mails: ['initial', 'reminder-1', 'reminder-2'],
    },
  },
  {
    name: 'acknowledged, then silence, closed as unanswered; a late decision corrects that',
    endpoint: 'parcel-verify-login.azurewebsites.net',
    begin: (stage) =>
      stage.answer(76 * DAY_IN_MINUTES, 'parcel-verify-login.azurewebsites.net', '{report} taken down'),
    desk: [{ kind: 'resolves', afterInHours: 75 * DAY_IN_HOURS, caseNumber: 'SIR18304977' }],
    expected: {
      reports: 1,
      status: 'closed',
      outcome: 'takedown',
      sightings: 3,
      caseNumber: 'SIR18304977',
      takedown: 'unknown',
      mails: ['initial', 'reminder-1', 'reminder-2'],
    },
  },
  {
    name: 'the desk asks back: a person answers, and it goes on',
    endpoint: 'secure-docs-4.azurewebsites.net',
    begin: (stage) => {
      stage.raise(20, (at) =>
        defenderAlert(
          {
            id: alertId(31),
            title: 'Connection to a phishing page',
            category: 'InitialAccess',
            device: 'ws-3100',
            url: 'https://secure-docs-4.azurewebsites.net/open',
            techniques: ['T1566.002'],
          },
          at,
        ),
      )
      stage.answer(3 * DAY_IN_MINUTES, 'secure-docs-4.azurewebsites.net', 'answered')
      stage.answer(9 * DAY_IN_MINUTES, 'secure-docs-4.azurewebsites.net', '{report} taken down')
    },
    desk: [
      { kind: 'acknowledges', afterInHours: 5, caseNumber: 'SIR18311208' },
      { kind: 'asks back', afterInHours: 30 },
      { kind: 'resolves', afterInHours: 8 * DAY_IN_HOURS, caseNumber: 'SIR18311208' },
    ],
    expected: {
      reports: 1,
      status: 'closed',
      outcome: 'takedown',
      sightings: 1,
      caseNumber: 'SIR18311208',
      takedown: 'unknown',
      mails: ['initial'],
    },
  },
  {
    name: 'a spoofed "resolved" closes nothing; dismissed by a person, the report is chased on',
    endpoint: 'cdn-update-11.westeurope.cloudapp.azure.com',
    begin: (stage) => {
      stage.raise(20, (at) =>
        defenderAlert(
          {
            id: alertId(32),
            title: outbound('4.180.77.30'),
            category: 'CommandAndControl',
            device: 'ws-3200',
            address: '4.180.77.30',
            host: 'cdn-update-11.westeurope.cloudapp.azure.com',
          },
          at,
        ),
      )
      stage.answer(10 * DAY_IN_MINUTES, 'cdn-update-11.westeurope.cloudapp.azure.com', 'dismiss')
      stage.answer(14 * DAY_IN_MINUTES, 'cdn-update-11.westeurope.cloudapp.azure.com', '{report} no action')
    },
    desk: [
      { kind: 'is spoofed', afterInHours: 30 },
      { kind: 'sees no violation', afterInHours: 13 * DAY_IN_HOURS },
    ],
    expected: {
      reports: 1,
      status: 'closed',
      outcome: 'no-action',
      sightings: 1,
      takedown: 'unknown',
      mails: ['initial', 'reminder-1'],
    },
  },
  {
    name: 'held for a person whom it does not reach: asked again, expired',
    endpoint: '40.107.22.52',
    expected: { reports: 1, status: 'closed', outcome: 'expired', takedown: 'unknown', mails: [] },
  },
  {
    name: 'the mail that bounced: a person closes its report',
    endpoint: 'update-service-7.westeurope.cloudapp.azure.com',
    begin: (stage) =>
      stage.answer(
        3 * DAY_IN_MINUTES,
        'update-service-7.westeurope.cloudapp.azure.com',
        'close as no action',
      ),
    expected: {
      reports: 1,
      status: 'closed',
      outcome: 'no-action',
      sightings: 1,
      takedown: 'unknown',
      mails: ['initial'],
    },
  },
]
