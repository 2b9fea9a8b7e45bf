import { newestSnapshot, openOwnership } from './open-ownership'
import { ACT_USAGES, runAct } from './acts'
import { CHECK_USAGE, runCheck } from './check'
import { COMPOSE_USAGE, runCompose } from './compose'
import { DOCTOR_USAGE, runDoctorCommand } from './doctor'
import { ERASE_USAGE, runErase } from './erase-person'
import { EXPLAIN_USAGE, runExplain } from './explain'
import { EXPORT_USAGE, runExport } from './export-person'
import {
  DISMISS_USAGE,
  LINK_MAIL_USAGE,
  QUARANTINE_USAGE,
  REPLAY_USAGE,
  runDismiss,
  runLinkMail,
  runQuarantine,
  runReplay,
} from './mail-acts'
import { policyAtHand, readMailSettingsOf, senderAtHand } from './policy-of'
import { ANSWER_USAGE, QUESTIONS_USAGE, runAnswer, runQuestions } from './questions'
import { READ_MAIL_USAGE, runReadMail } from './read-mail'
import { REPORT_USAGE, runReport } from './report'
import { REPORTS_USAGE, runReports } from './reports'
import { runSelfCheck, SELF_CHECK_USAGE } from './self-check'
import { runSending, SENDING_USAGE } from './sending'
import { runStatistics, STATISTICS_USAGE } from './statistics'
import { surveyAtHand } from './survey/survey-at-hand'
import { SURVEY_USAGE } from './survey/survey'
import { withLocalSettings } from './storage-at-hand'
import type { Terminal } from './terminal'
import { REVOKE_USAGE, runRevoke, runWordings, WORDINGS_USAGE } from './wordings'
import { readSettings } from '../shared/settings/settings'

export const groups = ['Without any Azure', 'Look', 'Decide', 'Run'] as const

/** One row of the help, and what it does. Options are those that the usage names. */
export type Command = {
  readonly group: (typeof groups)[number]
  /** Begins with the command's name. */
  readonly usage: string
  readonly says: string
  /** Arguments, as somebody would give them. */
  readonly examples: readonly string[]
  /** @returns the exit code: 0 done, 1 not done, 2 the command line makes no sense */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>
}

const settingsOf = ({ environment }: Terminal) => readSettings(environment)

const desk: readonly Command[] = [
  {
    group: 'Without any Azure',
    usage: SURVEY_USAGE,
    says: 'what the program would have made of your own alerts: signs you in and reads them, or reads files; sends nothing',
    examples: ['--days 30', '--from alerts-*.json', '--device-code --tenant contoso.example --out survey/'],
    run: surveyAtHand,
  },
  {
    group: 'Without any Azure',
    usage: CHECK_USAGE,
    says: 'whose these addresses and hosts are, by which source and of which date',
    examples: ['20.119.0.42 contoso.sharepoint.com', '--json --resolve https://example.azurewebsites.net/'],
    run: (args, at) => runCheck(args, at.io, { newestSnapshot: () => newestSnapshot(settingsOf(at)) }),
  },
  {
    group: 'Without any Azure',
    usage: EXPLAIN_USAGE,
    says: 'what the program would do with these alerts; sends nothing',
    examples: ['alert.json', '--json --feed feeds/ alerts.jsonl'],
    run: async (args, at) => {
      const settings = settingsOf(at)
      return runExplain(args, at.io, openOwnership(settings), await policyAtHand(settings, at.io))
    },
  },
  {
    group: 'Without any Azure',
    usage: COMPOSE_USAGE,
    says: 'the reports on these alerts as .eml files, to be sent by hand; sends nothing',
    examples: ['--from you@example.com --organisation "Example Ltd" --out reports/ alert.json'],
    run: async (args, at) => {
      const settings = settingsOf(at)
      const policy = await policyAtHand(settings, at.io)
      return runCompose(args, at.io, openOwnership(settings), policy, await senderAtHand(settings, at.io))
    },
  },
  {
    group: 'Without any Azure',
    usage: READ_MAIL_USAGE,
    says: 'what the program would make of these mails; changes nothing',
    examples: ['answer.eml', '--reports REPORTS.json answer.eml'],
    run: (args, at) => runReadMail(args, at.io, readMailSettingsOf(settingsOf(at))),
  },
]

const look: readonly Command[] = [
  {
    group: 'Look',
    usage: REPORTS_USAGE,
    says: 'the reports, newest first, by the filters of the page',
    examples: [
      '--status awaiting-approval',
      '--status overdue --age over-30 --json',
      '--q contoso --limit 200',
    ],
    run: runReports,
  },
  {
    group: 'Look',
    usage: REPORT_USAGE,
    says: 'how a report stands, what waits, what happened, what left and what was answered; --verify: whether all of it agrees',
    examples: ['DAR-2611-7F3K9QXM', 'DAR-2611-7F3K9QXM --json', 'DAR-2611-7F3K9QXM --verify'],
    run: (args, { io, open }) => runReport(args, io, open),
  },
  {
    group: 'Look',
    usage: QUESTIONS_USAGE,
    says: 'what waits for a person, and the words that answer it',
    examples: [''],
    run: (args, { io, open }) => runQuestions(args, io, open),
  },
  {
    group: 'Look',
    usage: QUARANTINE_USAGE,
    says: 'the messages that nobody could read, with their keys',
    examples: [''],
    run: runQuarantine,
  },
  {
    group: 'Look',
    usage: STATISTICS_USAGE,
    says: 'what became of the reports of the last months, and how long it took',
    examples: ['--months 6'],
    run: (args, { io, open }) => runStatistics(args, io, open),
  },
]

const id = 'DAR-2611-7F3K9QXM'
const acts = [
  ['approve', 'lets a report leave that waits for approval', [id]],
  [
    'decline',
    'closes it unsent; --mute: its endpoint opens no report before that day',
    [`${id} --mute 2026-12-31`],
  ],
  ['withdraw', 'it was a mistake; where it has left, a line in the thread says so', [id]],
  ['close', 'closes it as takedown, no-action, rejected, gone or unanswered', [`${id} --outcome takedown`]],
  [
    'note',
    'writes a note for colleagues, whatever the status; an empty one takes it away',
    [`${id} asked the owner`, `${id} ""`],
  ],
  ['was-sent', 'the mail has left, though nothing proves it', [id]],
  ['was-not-sent', 'the mail has not left: send it', [id]],
  ['send-again', 'sends once more what came back or is not known to have left', [id]],
  ['answered', 'you have written to the abuse desk; the reminders wait from now on', [id]],
] as const

const decide: readonly Command[] = [
  ...acts.map(([name, says, examples]) => ({
    group: 'Decide' as const,
    usage: ACT_USAGES[name],
    says,
    examples,
    run: (args: readonly string[], at: Terminal) => runAct(name, args, at),
  })),
  {
    group: 'Decide',
    usage: LINK_MAIL_USAGE,
    says: 'what a mail means to a report: acknowledged, question, taken down, no action, rejected or bounced',
    examples: [`4f0c1d ${id} taken down`, `4f0c1d ${id} taken down always`],
    run: runLinkMail,
  },
  {
    group: 'Decide',
    usage: WORDINGS_USAGE,
    says: 'what people have confirmed that the desk means; --json is for another deployment, where it is a suggestion',
    examples: ['--json', '--import wordings.json'],
    run: runWordings,
  },
  {
    group: 'Decide',
    usage: REVOKE_USAGE,
    says: 'these words ask a person again',
    examples: ['4f0c1d'],
    run: runRevoke,
  },
  {
    group: 'Decide',
    usage: REPLAY_USAGE,
    says: 'puts quarantined messages back into their queue; a key may be cut after six characters',
    examples: ['999aaa86', '--all'],
    run: runReplay,
  },
  {
    group: 'Decide',
    usage: DISMISS_USAGE,
    says: 'mails or quarantined messages that mean nothing',
    examples: ['4f0c1d 999aaa86'],
    run: runDismiss,
  },
  {
    group: 'Decide',
    usage: ANSWER_USAGE,
    says: 'writes an answer into the table of questions; the app carries it out within minutes, by its settings',
    examples: [`${id} approve`, `${id} close as takedown`],
    run: (args, { io, open, user }) => runAnswer(args, io, open, user),
  },
]

const run: readonly Command[] = [
  {
    group: 'Run',
    usage: SENDING_USAGE,
    says: 'the switch that stops all sending at once',
    examples: ['off', 'status'],
    run: (args, { io, open, user }) => runSending(args, io, open, user),
  },
  {
    group: 'Run',
    usage: DOCTOR_USAGE,
    says: 'every setting, right and reachability from here, with the remedy for what is wrong; sends nothing',
    examples: ['', '--offline'],
    run: (args, { io, environment }) => runDoctorCommand(args, io, withLocalSettings(environment)),
  },
  {
    group: 'Run',
    usage: SELF_CHECK_USAGE,
    says: 'whether logins, mailbox and plus-addresses work; may send one mail to ourselves; --ask lets the app do it',
    examples: ['--ask'],
    run: (args, { io, open }) => runSelfCheck(args, io, open),
  },
  {
    group: 'Run',
    usage: EXPORT_USAGE,
    says: 'everything that is kept about a person, as JSON: by mail address, object id, device or address of ours',
    examples: ['alice@corp.example ws-0105'],
    run: (args, { io, open }) => runExport(args, io, open),
  },
  {
    group: 'Run',
    usage: ERASE_USAGE,
    says: 'what it takes to forget a person; --yes: does it',
    examples: ['alice@corp.example ws-0105', 'alice@corp.example ws-0105 --yes'],
    run: (args, { io, open, now }) => runErase(args, io, open, now),
  },
]

export const commands: readonly Command[] = [...desk, ...look, ...decide, ...run]

export const nameOf = ({ usage }: Command): string => usage.split(' ')[0] ?? ''
