import type { Alert } from '../alerts/alert'
import { accusationOf } from './accusation'
import type { Candidate } from './candidate'
import type { CandidateOwnership } from './candidate-ownership'
import type { Decision, Evidence } from './decision'
import { isJudgedFalse } from './judgement'
import type { PolicySettings } from './policy-settings'

/** What is known before anything is gathered for a report. */
export type FirstFacts = {
  readonly candidate: Candidate
  readonly whose: CandidateOwnership
  readonly side: 'remote' | 'own' | 'unknown'
}

/** Everything a rule may look at. */
export type Facts = FirstFacts & {
  readonly alert: Alert
  readonly evidence: Evidence
  readonly policy: PolicySettings
  /** Its only victims are mailboxes or resources of this program. */
  readonly isOnlyAboutUs: boolean
}

export type Ruling = Pick<Decision, 'verdict' | 'rule' | 'reason' | 'judgedFalse'>

type Rule = (facts: Facts) => Ruling | undefined

/** Ours, or nobody's whom Microsoft could act against: nothing is gathered about it. */
export function firstRulingFor({ side, whose: { decisive } }: FirstFacts): Ruling | undefined {
  const { class: ownershipClass, because } = decisive
  if (side === 'own') return ignore('own-asset', 'It is ours.')
  if (ownershipClass === 'special') {
    return ignore('special-address', `It is nobody's on the Internet: ${because}`)
  }
  return ownershipClass === 'other' || decisive.owner === 'invalid'
    ? ignore('not-microsoft', 'It is not hosted by Microsoft.')
    : undefined
}

/** The first rule that applies decides. Whatever is not plainly reportable is held; the last rules report. */
export function rulingFor(facts: Facts): Ruling {
  for (const rule of RULES) {
    const ruling = rule(facts)
    if (ruling !== undefined) return ruling
  }
  return hold('no-rule', 'No rule covers this case.')
}

const ignore = (rule: string, reason: string): Ruling => ({ verdict: 'ignore', rule, reason })
const hold = (rule: string, reason: string): Ruling => ({ verdict: 'hold', rule, reason })
const report = (rule: string, reason: string): Ruling => ({ verdict: 'report', rule, reason })

const attackSimulation: Rule = ({ whose: { decisive } }) =>
  decisive.class === 'attack-simulation'
    ? ignore('attack-simulation', 'It belongs to Microsoft’s own phishing training.')
    : undefined

const judgedFalse: Rule = ({ alert }) =>
  isJudgedFalse(alert)
    ? {
        ...ignore('judged-false', 'Somebody has looked at the alert and found no attack in it.'),
        judgedFalse: true,
      }
    : undefined

const onlyAboutUs: Rule = ({ isOnlyAboutUs }) =>
  isOnlyAboutUs
    ? ignore(
        'only-our-own-mailbox',
        'Only this program’s own mailbox or resources were touched: it is about our own reports.',
      )
    : undefined

const SEVERITIES: readonly Alert['severity'][] = ['informational', 'low', 'medium', 'high']

const tooMild: Rule = ({ alert: { severity }, policy: { minSeverity } }) =>
  severity !== 'unknown' && SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(minSeverity)
    ? ignore('below-minimum-severity', `The alert is only ${severity}.`)
    : undefined

const partlyUnreadable: Rule = ({ alert: { unreadable = [] } }) => {
  const [first] = unreadable
  if (first === undefined) return undefined
  const where = first.path === '' ? 'the alert' : first.path.slice(0, 80)
  return hold(
    'partly-unreadable',
    `A part of the alert could not be read (${where}: ${first.reason}), so its sides are uncertain.`,
  )
}

const unknownSide: Rule = ({ side }) =>
  side === 'unknown'
    ? hold('side-unknown', 'Nothing says whether it is the attacker’s end or ours.')
    : undefined

const otherDesk: Rule = ({ whose: { decisive } }) =>
  decisive.class === 'other-desk'
    ? hold(
        'other-desk',
        `Abuse of it is not handled by Microsoft’s desk but by ${decisive.desk ?? 'another one'}.`,
      )
    : undefined

const announcedOnly: Rule = ({ whose: { decisive } }) =>
  decisive.class === 'announced-only'
    ? hold('announced-only', 'Microsoft’s network announces the address, but the block is another holder’s.')
    : undefined

const unaccused: Rule = ({ alert, candidate }) => {
  const accusation = accusationOf(alert, candidate.observables)
  switch (accusation) {
    case 'accused':
      return undefined
    case 'no-threats-found':
      return hold(accusation, 'Defender found no threat in it.')
    case 'only-mentioned':
      return hold(
        accusation,
        'It only stands in a command line or an image name; nothing in the alert points at it.',
      )
    case 'only-contextual':
      return hold(accusation, 'The alert names it only as context.')
    case 'nothing-speaks-against-it':
      return hold(accusation, 'The alert has no severity, verdict or role of its own that speaks against it.')
  }
}

const maliciousApp: Rule = ({ evidence }) =>
  evidence.abuse === 'malicious-app'
    ? hold('malicious-app', 'It is about an application; whose it is, a person must say.')
    : undefined

/** A tenant's content on a service of Microsoft's is the tenant's; the service itself is not to blame. */
const microsoftService: Rule = ({ whose: { decisive }, candidate }) => {
  if (decisive.class !== 'microsoft-service') return undefined
  return candidate.endpoint.kind === 'content'
    ? report('tenant-content', 'A customer’s content on a service of Microsoft’s that many share.')
    : hold(
        'microsoft-service',
        `It is a service of Microsoft’s own (${decisive.serviceTags[0] ?? decisive.because}).`,
      )
}

/** A sender's name can be forged, unless Microsoft's own relay carried the mail. */
const forgeableSender: Rule = ({ whose: { ofAddress }, candidate: { endpoint, observables } }) => {
  const isNamedBySender = observables.every(({ type }) => type === 'email' || type === 'ip')
  return endpoint.kind === 'host' && isNamedBySender && ofAddress?.owner !== 'microsoft'
    ? hold(
        'sender-unproved',
        'Only the sender of a mail names it, and no relay of Microsoft’s proves the sender.',
      )
    : undefined
}

const sharedFrontEnd: Rule = ({ evidence, candidate }) => {
  if (evidence.grade !== 'D') return undefined
  return candidate.endpoint.kind === 'address'
    ? hold('shared-front-end', 'Many customers answer on this address, and the alert names no host on it.')
    : hold(
        'shared-host',
        'Many customers share this host, and the alert does not say whose content is meant.',
      )
}

/** Without service tags an Exchange Online relay looks like any other address of Microsoft's. */
const untaggedRelay: Rule = ({ whose: { decisive }, evidence, candidate }) =>
  decisive.class === 'microsoft-untagged' &&
  evidence.abuse === 'spam' &&
  candidate.endpoint.kind === 'address'
    ? hold(
        'mail-relay-untagged',
        'It sent a mail, and without service tags it cannot be told from Exchange Online.',
      )
    : undefined

const reportable: Rule = ({ whose: { decisive } }) =>
  decisive.class === 'microsoft-untagged'
    ? report(
        'microsoft-untagged',
        'It is Microsoft’s, but which service it is the data at hand does not say.',
      )
    : report('customer-hosted', 'A customer of Microsoft’s runs it, and the alert speaks against it.')

const RULES: readonly Rule[] = [
  ...[attackSimulation, judgedFalse, onlyAboutUs, tooMild],
  ...[partlyUnreadable, unknownSide, otherDesk, announcedOnly, unaccused, maliciousApp],
  ...[microsoftService, forgeableSender, sharedFrontEnd, untaggedRelay, reportable],
]
