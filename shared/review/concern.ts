import { defangHost, defangUrl } from '../reports/defang'
import { oneLine } from '../reports/plain-text'
import type { Question } from '../reports/question'
import { listQuestions } from '../reports/question-store'
import type { Storage } from '../storage/storage'
import { type Health, type MachineState, readMachineState } from './health'

/** One thing that wants a person, in words that may be shown anywhere: one line each, hosts and links defanged. */
export type Concern = {
  /** The same for as long as it is the same thing. */
  readonly key: string
  /** What all of its kind have in common: `Send this report?`, `Door paused`. */
  readonly heading: string
  /** A report's id or the key of a mail, where there is one. */
  readonly subject?: string
  readonly endpoint?: string
  readonly says: string
  /** What a person can do. For a question it is to answer it. */
  readonly remedy?: string
  readonly since?: Date
}

type SettingFaults = Health['settings']

/**
 * The questions first, oldest first; then what keeps the machine from running. Three reads.
 * @param secrets never shown, wherever they stand
 */
export async function readConcerns(
  storage: Storage,
  settings: SettingFaults,
  secrets: readonly string[],
  now: Date,
): Promise<readonly Concern[]> {
  // An answered question waits for the program, not for a person.
  const questions = (await listQuestions(storage)).filter(({ answer }) => answer.trim() === '')
  const troubles = troublesOf(await readMachineState(storage, now), settings)
  return [...questions.map(concernOf), ...troubles].map((concern) => shown(concern, secrets))
}

export const isQuestion = ({ key }: Concern): boolean => key.startsWith('question ')

const concernOf = ({ subject, change, question, endpoint, reason, since }: Question): Concern => ({
  key: `question ${subject}_${change}`,
  heading: question.replace(/ *\([^()]*\)$/, ''),
  subject,
  endpoint,
  says: reason,
  since,
})

function troublesOf(state: MachineState, settings: SettingFaults): readonly Concern[] {
  const { sending, sendingSetBy, sendingSetAt, breakerOpenSince, senderCheck, pausedDoors } = state
  const failed = senderCheck?.findings.filter(({ result }) => result === 'failed') ?? []
  return [
    ...(sending === 'off' ? [switchedOff(sendingSetBy, sendingSetAt)] : []),
    ...(state.allBounce ? [comesBack(state.allBounce)] : []),
    ...(state.brokenSignatures ? [breaksSignatures(state.brokenSignatures)] : []),
    ...pausedDoors.map(({ door, reason, remedy, since }) => ({
      key: `door ${door} ${since?.toISOString() ?? ''}`,
      heading: 'Door paused',
      says: `${door}: ${reason}`,
      remedy,
      ...(since && { since }),
    })),
    ...(breakerOpenSince ? [breakerOpen(breakerOpenSince)] : []),
    ...state.nothingRead.map(readInVain),
    ...state.ownAttacks.map(ownAttack),
    ...failed.map(({ what, says, remedy }) => ({
      key: `check ${what}`,
      heading: 'Sender check failed',
      says: `${what}: ${says}`,
      ...(remedy !== undefined && { remedy }),
    })),
    ...settings.map(({ setting, fault, remedy }) => ({
      key: `setting ${setting} ${fault}`,
      heading: 'Fault in the settings',
      says: `${setting} ${fault}`,
      remedy,
    })),
  ]
}

const switchedOff = (by: string | undefined, at: Date | undefined): Concern => ({
  key: `sending ${at?.toISOString() ?? ''}`,
  heading: 'Sending is switched off',
  says: `nothing leaves${by === undefined ? '' : `; set by ${by}`}`,
  remedy: 'Switch it on again when its reason is gone.',
  ...(at && { since: at }),
})

const comesBack = ({ door, since, remedy }: NonNullable<MachineState['allBounce']>): Concern => ({
  key: `all-bounce ${door} ${since.toISOString()}`,
  heading: 'Every report bounces',
  says: `every report that left through ${door} in the last week bounced`,
  remedy,
  since,
})

const breaksSignatures = ({
  since,
  says,
  remedy,
}: NonNullable<MachineState['brokenSignatures']>): Concern => ({
  key: `signatures ${since.toISOString()}`,
  heading: 'Mailbox breaks signatures',
  says,
  remedy,
  since,
})

const breakerOpen = (since: Date): Concern => ({
  key: `breaker ${since.toISOString()}`,
  heading: 'Too many endpoints at once',
  says: 'what would have left by itself is held for a person',
  remedy: 'Look at what is held: is it one rule gone wild, or one attack?',
  since,
})

const readInVain = ({ source, format, alerts, begunAt }: MachineState['nothingRead'][number]): Concern => ({
  key: `nothing-read ${source} ${format} ${begunAt.toISOString()}`,
  heading: 'Nothing was read in these alerts',
  says: `${alerts} by ${source} in the form ${format}, in seven days, though they name something public`,
  remedy: 'See GET /api/health for the members that were not read, and docs/sources.md for what is.',
  since: begunAt,
})

const ownAttack = ({ machine, alerts, begunAt }: MachineState['ownAttacks'][number]): Concern => ({
  key: `own-attack ${machine} ${begunAt.toISOString()}`,
  heading: 'A machine of ours attacks others',
  says: `${machine}: ${alerts} ${alerts === 1 ? 'alert' : 'alerts'} in seven days`,
  remedy:
    'Look at the machine; Microsoft may soon write to its owner. GET /api/health has the ids of the alerts.',
  since: begunAt,
})

const longestInCharacters = 300

function shown(concern: Concern, secrets: readonly string[]): Concern {
  const clean = (text: string) => oneLine(harmless(mask(text, secrets)), longestInCharacters)
  const { subject, endpoint, remedy } = concern
  return {
    ...concern,
    heading: clean(concern.heading),
    says: clean(concern.says),
    ...(subject !== undefined && { subject: oneLine(subject, 80) }),
    ...(endpoint !== undefined && { endpoint: oneLine(harmless(mask(endpoint, secrets)), 120) }),
    ...(remedy !== undefined && { remedy: oneLine(mask(remedy, secrets), longestInCharacters) }),
  }
}

/** As in the log: what is shorter would mask half of every sentence. */
const mask = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, secret) => (secret.length < 6 ? rest : rest.replaceAll(secret, '***')), text)

const link = /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s<>"')]+/gi
const bareHost =
  /(?<![\w[.-])(?:[\p{L}\p{N}_-]+\.)+(?:\p{L}{2,}|xn--[a-z0-9-]+)(?![\w-])|\b(?:\d{1,3}\.){3}\d{1,3}\b/giu

/** No program that shows it makes a link of anything in it. */
export const harmless = (text: string): string => text.replace(link, defangUrl).replace(bareHost, defangHost)
