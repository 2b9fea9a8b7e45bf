import { fixed } from '../protocol'
import type { AfterData, SmtpReply, SmtpScript } from '../world/smtp'
import type { CrashDoor, Testimony } from './crash-door'
import { draw, fall } from './numbers'

const laterPlease: SmtpReply = { code: 451, text: '4.7.1 try again later' }
const never: SmtpReply = { code: 554, text: '5.7.1 not wanted here' }

/** Per cent of all attempts. */
const afterBody: readonly (readonly [number, AfterData])[] = [
  [4, 'drop-kept'],
  [4, 'drop-lost'],
  [1, 'silent-kept'],
  [1, 'silent-lost'],
  [5, laterPlease],
  [1, { code: 503, text: '5.5.1 bad sequence of commands' }],
  [1, never],
]
const beforeBody: readonly (readonly [number, SmtpReply])[] = [
  [4, { code: 450, text: '4.2.1 mailbox busy' }],
  [1, { code: 550, text: '5.1.1 no such mailbox' }],
]
const atLogin: readonly (readonly [number, SmtpReply])[] = [
  [0.5, { code: 535, text: '5.7.3 authentication unsuccessful' }],
  [0.5, { code: 454, text: '4.7.0 temporary authentication failure' }],
]

/** SMTP, with a server that misbehaves in every way one has been seen to. */
export function smtpCrash(): CrashDoor {
  const answers = new Map<string, SmtpReply>()
  const fates = new Map<string, AfterData>()
  return {
    name: 'smtp',
    settings: { DOORS: 'smtp', ...fixed({ smtpTimeoutInSeconds: 1 }) },
    prepare: (world, seed) => {
      world.smtp.script = script(seed, answers, fates)
    },
    testify: ({ smtp }) => testify(smtp.received, smtp.begun, answers, fates),
  }
}

function script(seed: number, answers: Map<string, SmtpReply>, fates: Map<string, AfterData>): SmtpScript {
  let drawn = 0
  const next = (what: string) => draw(seed, what, (drawn += 1))
  const greeted = new Set<string>()
  return {
    login: () => fall(next('login'), atLogin),
    recipient: (address, envelopeId) => {
      if (!address.endsWith('@microsoft.com')) return undefined
      if (greeted.has(envelopeId)) return answers.get(envelopeId)
      greeted.add(envelopeId)
      const answer = fall(next('recipient'), beforeBody)
      if (answer !== undefined) answers.set(envelopeId, answer)
      return answer
    },
    data: ({ envelopeId = '' }) => {
      const fate = fall(next('body'), afterBody) ?? 'accept'
      fates.set(envelopeId, fate)
      if (typeof fate === 'object') answers.set(envelopeId, fate)
      return fate
    },
  }
}

function testify(
  received: readonly { readonly envelopeId?: string }[],
  begun: readonly string[],
  answers: ReadonlyMap<string, SmtpReply>,
  fates: ReadonlyMap<string, AfterData>,
): Testimony {
  const held = received.flatMap(({ envelopeId = '' }) => initialOf(envelopeId)?.reportId ?? [])
  const isHeld = new Set(held)
  const last = lastAttempts([...begun, ...answers.keys()])
  const vanished = [...last].filter(
    ([reportId, envelopeId]) => !isHeld.has(reportId) && !answers.has(envelopeId),
  )
  const refused = [...last].filter(([, envelopeId]) => (answers.get(envelopeId)?.code ?? 0) >= 500)
  const count = (...names: readonly AfterData[]) =>
    [...fates.values()].filter((fate) => names.includes(fate)).length
  return {
    held,
    vanished: new Set(vanished.map(([reportId]) => reportId)),
    refused: new Set(refused.map(([reportId]) => reportId)),
    attempts: new Set([...begun, ...answers.keys()]).size,
    dropped: { kept: count('drop-kept', 'silent-kept'), lost: count('drop-lost', 'silent-lost') },
  }
}

/** The latest attempt of each first mail, by its ENVID. */
function lastAttempts(envelopeIds: readonly string[]): ReadonlyMap<string, string> {
  const last = new Map<string, string>()
  for (const envelopeId of envelopeIds) {
    const mail = initialOf(envelopeId)
    const known = initialOf(last.get(mail?.reportId ?? '') ?? '')
    if (mail && (!known || known.attempt < mail.attempt)) last.set(mail.reportId, envelopeId)
  }
  return last
}

function initialOf(envelopeId: string): { readonly reportId: string; readonly attempt: number } | undefined {
  const [, reportId, attempt] = /^([^.]+)\.initial\.(\d+)(?:\.|$)/.exec(envelopeId) ?? []
  return reportId === undefined ? undefined : { reportId, attempt: Number(attempt) }
}
