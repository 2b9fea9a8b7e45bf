import { hostname, userInfo } from 'node:os'
import { processEnvironment } from '../shared/platform/environment'
import { readSettings } from '../shared/platform/settings'
import { CHECK_USAGE, runCheck } from './check'
import { COMPOSE_USAGE, runCompose } from './compose'
import { DOCTOR_USAGE, runDoctorCommand } from './doctor'
import { EXPLAIN_USAGE, runExplain } from './explain'
import { newestSnapshot, openOwnership } from './open-ownership'
import { policyOf, readMailSettingsOf, senderOf } from './policy-of'
import { ANSWER_USAGE, QUESTIONS_USAGE, runAnswer, runQuestions } from './questions'
import { REPORT_USAGE, runReport } from './report'
import { runSelfCheck, SELF_CHECK_USAGE } from './self-check'
import { runSending, SENDING_USAGE } from './sending'
import { runStatistics, STATISTICS_USAGE } from './statistics'
import { storageAtHand, withLocalSettings } from './storage-at-hand'
import { READ_MAIL_USAGE, runReadMail } from './read-mail'

const settings = readSettings(processEnvironment())
const io = { out: (line: string) => console.log(line), err: (line: string) => console.error(line) }
const openStorage = () => storageAtHand(withLocalSettings(processEnvironment()))
const whoSitsHere = () => `${userInfo().username} at ${hostname()}`

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  check: (args) => runCheck(args, io, { newestSnapshot: () => newestSnapshot(settings) }),
  explain: (args) => runExplain(args, io, openOwnership(settings), policyOf(settings)),
  compose: (args) => runCompose(args, io, openOwnership(settings), policyOf(settings), senderOf(settings)),
  'read-mail': (args) => runReadMail(args, io, readMailSettingsOf(settings)),
  report: (args) => runReport(args, io, openStorage),
  questions: (args) => runQuestions(args, io, openStorage),
  answer: (args) => runAnswer(args, io, openStorage, whoSitsHere()),
  'self-check': (args) => runSelfCheck(args, io, openStorage),
  statistics: (args) => runStatistics(args, io, openStorage),
  doctor: (args) => runDoctorCommand(args, io, withLocalSettings(processEnvironment())),
  sending: (args) => runSending(args, io, openStorage, whoSitsHere()),
}

const help = `Usage: npm run -s cli -- COMMAND …

  ${CHECK_USAGE}
      whose these addresses and hosts are, by which source and of which date
  ${EXPLAIN_USAGE}
      what the program would do with these alerts; sends nothing
  ${COMPOSE_USAGE}
      the reports on these alerts as .eml files, to be sent by hand; sends nothing
  ${READ_MAIL_USAGE}
      what the program would make of these mails; changes nothing
  ${REPORT_USAGE}
      how a report stands, what happened to it and what left; with --verify whether all of it still agrees
  ${QUESTIONS_USAGE}
      what waits for a person, and the words that answer it
  ${ANSWER_USAGE}
      writes an answer, such as approve, decline or close as takedown; carried out within minutes
  ${SELF_CHECK_USAGE}
      whether logins, mailbox and plus-addresses work; may send one mail to ourselves; --ask lets the app do it
  ${STATISTICS_USAGE}
      what became of the reports of the last months, and how long it took
  ${DOCTOR_USAGE}
      every setting, right and reachability from here, with the remedy for what is wrong; sends nothing
  ${SENDING_USAGE}
      the switch that stops all sending at once

Reads the settings in the environment (OWN_ADDRESSES, OWN_DOMAINS, MAIL_FROM, …); none is needed to begin with.
report, questions, answer, self-check, statistics and sending speak of the storage that AzureWebJobsStorage names, there or in local.settings.json.`

async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command) return command(args)
  const isAsked = name === '--help' || name === '-h' || name === 'help'
  if (!isAsked) io.err(`There is no command ${JSON.stringify(name)}.`)
  const print = isAsked ? io.out : io.err
  print(help)
  return isAsked ? 0 : 2
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    io.err(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  },
)
