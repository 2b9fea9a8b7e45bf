import type { FieldSide } from '../alert'
import { type Collector, addFinding, addVictim, nextRecord } from '../collector'
import { mapped, objectOf, optionalFlag, optionalText, readObject, shape, textOr, texts } from '../fields'
import { parseVerdict } from '../words'
import { type ReadEvidence, evidenceBase, innerLinks } from './evidence-fields'

/** The sender as documented or, in the wild, its address as plain text. */
const sender = mapped(textOr(objectOf({ emailAddress: optionalText, domainName: optionalText })), (value) =>
  typeof value === 'string' ? value : (value?.emailAddress ?? undefined),
)

const analyzedMessageEvidence = shape({
  ...evidenceBase,
  antiSpamDirection: optionalText,
  p1Sender: sender,
  p2Sender: sender,
  senderIp: optionalText,
  recipientEmailAddress: optionalText,
  urls: innerLinks,
})

export const readMessage: ReadEvidence = (entry, path, collector) => {
  const mail = readObject(analyzedMessageEvidence, entry, path, collector)
  if (mail === undefined) return
  const fieldSide = senderSide(mail.antiSpamDirection)
  const verdict = parseVerdict(mail.verdict)
  const from = { role: 'mail-sender', fieldSide, verdict, record: nextRecord(collector) } as const
  addFinding(collector, { ...from, type: 'ip', value: mail.senderIp, from: `${path}.senderIp` })
  addFinding(collector, {
    ...from,
    type: 'email',
    value: mail.p1Sender,
    from: `${path}.p1Sender.emailAddress`,
  })
  addFinding(collector, {
    ...from,
    type: 'email',
    value: mail.p2Sender,
    from: `${path}.p2Sender.emailAddress`,
  })
  if (fieldSide === 'own') addVictim(collector, 'mailbox', mail.p1Sender ?? mail.p2Sender)
  if (!isOutbound(mail.antiSpamDirection)) {
    addRecipient(collector, mail.recipientEmailAddress, `${path}.recipientEmailAddress`)
  }
  // What our own people send may quote an attacker's link, or be our own: only a mail from outside settles it.
  // The verdict is the mail's: a malicious mail quotes innocent links too, and each has an entry of its own to judge it.
  const link = { type: 'url', fieldSide: linkSide(fieldSide) } as const
  for (const [i, value] of mail.urls.entries())
    addFinding(collector, { ...link, value, from: `${path}.urls[${i}]` })
}

/** What our own people send may quote an attacker's link, or be our own. */
export function linkSide(sender: FieldSide): FieldSide {
  return sender === 'own' ? 'unsaid' : 'remote'
}

/**
 * Mail that leaves or stays within the tenant comes from our side. Without a direction nothing is said: two domains
 * differ in both directions.
 */
export function senderSide(direction: string | null | undefined): FieldSide {
  const word = directionWord(direction)
  if (word === 'inbound' || word === 'incoming') return 'remote'
  return isOutbound(direction) || word.startsWith('intraorg') ? 'own' : 'unsaid'
}

function directionWord(direction: string | null | undefined): string {
  return direction?.toLowerCase().replace(/[\s_-]/g, '') ?? ''
}

function isOutbound(direction: string | null | undefined): boolean {
  return /^out(?:bound|going)$/.test(directionWord(direction))
}

function addRecipient(collector: Collector, address: string | null | undefined, from: string): void {
  addFinding(collector, { type: 'email', value: address, from, fieldSide: 'own' })
  addVictim(collector, 'mailbox', address)
}

const submissionMailEvidence = shape({
  ...evidenceBase,
  sender: optionalText,
  senderIp: optionalText,
  submitter: optionalText,
  recipient: optionalText,
})

/** A mail that one of our people handed in as suspicious. */
export const readSubmission: ReadEvidence = (entry, path, collector) => {
  const mail = readObject(submissionMailEvidence, entry, path, collector)
  if (mail === undefined) return
  const verdict = parseVerdict(mail.verdict)
  const from = { role: 'mail-sender', fieldSide: 'remote', verdict, record: nextRecord(collector) } as const
  addFinding(collector, { ...from, type: 'ip', value: mail.senderIp, from: `${path}.senderIp` })
  addFinding(collector, { ...from, type: 'email', value: mail.sender, from: `${path}.sender` })
  addRecipient(collector, mail.recipient, `${path}.recipient`)
  addFinding(collector, { type: 'email', value: mail.submitter, from: `${path}.submitter`, fieldSide: 'own' })
}

const teamsMessageEvidence = shape({
  ...evidenceBase,
  senderIP: optionalText,
  senderFromAddress: optionalText,
  isExternal: optionalFlag,
  messageDirection: optionalText,
  recipients: texts,
  urls: innerLinks,
})

export const readTeamsMessage: ReadEvidence = (entry, path, collector) => {
  const message = readObject(teamsMessageEvidence, entry, path, collector)
  if (message === undefined) return
  const { isExternal } = message
  const stated = isExternal === true ? 'remote' : isExternal === false ? 'own' : 'unsaid'
  const byDirection = senderSide(message.messageDirection)
  const fieldSide = byDirection === 'remote' || stated === 'unsaid' ? byDirection : stated
  const verdict = parseVerdict(message.verdict)
  const from = { role: 'mail-sender', fieldSide, verdict, record: nextRecord(collector) } as const
  addFinding(collector, { ...from, type: 'ip', value: message.senderIP, from: `${path}.senderIP` })
  const address = message.senderFromAddress
  addFinding(collector, { ...from, type: 'email', value: address, from: `${path}.senderFromAddress` })
  for (const recipient of message.recipients) addVictim(collector, 'mailbox', recipient)
  const link = { type: 'url', fieldSide: linkSide(fieldSide) } as const
  for (const [i, value] of message.urls.entries()) {
    addFinding(collector, { ...link, value, from: `${path}.urls[${i}].url` })
  }
}
