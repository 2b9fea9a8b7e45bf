import { isDescriptive } from '../alerts/descriptive'
import type { Alert } from '../alerts/alert'
import type { CandidateOwnership } from './candidate-ownership'
import type { Decision, Evidence } from './decision'
import type { Grounds } from './grounds'
import type { Paired } from './pairing'
import type { PolicySettings } from './policy-settings'

/** What is known before anything is gathered for a report. */
export type FirstFacts = {
  readonly candidate: Paired
  readonly whose: CandidateOwnership
  readonly side: 'remote' | 'own' | 'unknown'
}

/** Everything a rule may look at. */
export type Facts = FirstFacts &
  Grounds & {
    readonly evidence: Evidence
    readonly policy: PolicySettings
  }

export type Ruling = Pick<Decision, 'verdict' | 'rule' | 'reason' | 'judgedFalse'>

type Rule = (facts: Facts) => Ruling | undefined

/** Ours, or nobody's whom Microsoft could act against: nothing is gathered about it. */
export function firstRulingFor({ side, candidate, whose: { decisive } }: FirstFacts): Ruling | undefined {
  const { class: ownershipClass, because } = decisive
  if (side === 'own') return ignore('own-asset', `It is ours${reasonOf(candidate)}.`)
  if (ownershipClass === 'special') {
    return ignore('special-address', `It is nobody's on the Internet: ${because}`)
  }
  return ownershipClass === 'other' || decisive.owner === 'invalid'
    ? ignore('not-microsoft', 'It is not hosted by Microsoft.')
    : undefined
}

/** Why it is ours, or may be. */
const whyOurs = ({ observables }: Paired): string | undefined =>
  observables.map(({ because }) => because).find((because) => because !== undefined)

const reasonOf = (candidate: Paired): string => {
  const because = whyOurs(candidate)
  return because === undefined ? '' : `: ${because}`
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

const sampleAlert: Rule = ({ alert: { isSample } }) =>
  isSample ? ignore('sample-alert', 'The alert is a sample or a test; no attack took place.') : undefined

const judgedFalse: Rule = ({ alert }) =>
  alert.isJudgedFalse
    ? {
        ...ignore('judged-false', 'Somebody has looked at the alert and found no attack in it.'),
        judgedFalse: true,
      }
    : undefined

const noAlert: Rule = ({ kind, reasons }) =>
  kind?.kind.attacker === 'no-alert' && !reasons.some((reason) => !reason.startsWith('kind-'))
    ? ignore('no-alert', 'It is a record of what happened; no product raised an alert about it.')
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

/** Who commands our machine is no victim of it, where a field says so. */
const victim: Rule = ({ isOwnAttack, kind, candidate: { observables }, reasons }) => {
  const isVictim = observables.some(({ role }) => role === 'victim')
  const isMaster = reasons.some((reason) => /^role-(?:c2|download|phish-url)$/.test(reason))
  if (isMaster || (!isOwnAttack && !isVictim)) return undefined
  if (kind?.kind.attacker === 'far' && !isVictim) return undefined
  return ignore('victim', 'It was attacked; where the attack came from us, a machine of ours did it.')
}

const ourContent: Rule = ({ kind }) =>
  kind?.kind.attacker === 'our-content'
    ? ignore('own-asset', 'The alert is about what a resource of our own serves.')
    : undefined

const sinkhole: Rule = ({ kind }) =>
  kind?.kind.attacker === 'defender'
    ? ignore('sinkhole', 'The name was seized: who answers there now is a defender.')
    : undefined

const foundClean: Rule = ({ reasons, candidate: { observables } }) =>
  reasons.length === 0 && observables.some(({ verdict }) => verdict === 'noThreatsFound')
    ? ignore('no-threats-found', 'Defender found no threat in it.')
    : undefined

const onlyContext: Rule = ({ reasons, candidate: { observables } }) =>
  reasons.length === 0 && observables.every(({ role }) => role === 'contextual')
    ? ignore('only-contextual', 'The alert names it only as context.')
    : undefined

const microsoftAtWork: Rule = ({ reasons, whose: { decisive }, candidate: { endpoint } }) =>
  reasons.length === 0 && decisive.class === 'microsoft-service' && endpoint.kind !== 'content'
    ? ignore(
        'microsoft-at-work',
        `It is a service of Microsoft’s own (${decisive.serviceTags[0] ?? decisive.because}), and nothing speaks against it.`,
      )
    : undefined

const partlyUnreadable: Rule = ({ alert: { unreadable = [] } }) => {
  const first = unreadable.find((part) => !isDescriptive(part))
  if (first === undefined) return undefined
  const where = first.path === '' ? 'the alert' : first.path.slice(0, 80)
  return hold(
    'partly-unreadable',
    `A part of the alert could not be read (${where}: ${first.reason}), so its sides are uncertain.`,
  )
}

const unknownSide: Rule = ({ side, candidate }) => {
  if (side !== 'unknown') return undefined
  const perhaps = whyOurs(candidate)
  return perhaps === undefined
    ? hold('side-unknown', 'Nothing says whether it is the attacker’s end or ours.')
    : hold('perhaps-ours', `It may be ours: ${perhaps}.`)
}

const telling: Rule = ({ candidate: { observables } }) => {
  const why = observables.map((seen) => seen.telling).find((found) => found !== undefined)
  return why === undefined
    ? undefined
    : hold(
        'tells-of-us',
        `Whoever reads the report learns something of ours: ${why}. A person must say whether it leaves.`,
      )
}

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

/** What a mail says about its sender anybody can write, whoever relayed it. */
const forgeableSender: Rule = ({ candidate: { endpoint, observables } }) =>
  endpoint.kind === 'host' && observables.every(({ type }) => type === 'email' || type === 'ip')
    ? hold('sender-unproved', 'Only the sender of a mail names it, and a sender can be forged.')
    : undefined

/** Everything that is not accused, with the nearest thing to a reason that a person may look into. */
const unaccused: Rule = ({ reasons, kind, candidate: { observables } }) => {
  if (reasons.length > 0) return undefined
  if (observables.every(({ mention }) => mention)) {
    return hold(
      'only-mentioned',
      'It is only in a command line or an image name; nothing in the alert points at it.',
    )
  }
  if (observables.every(({ isAnswer, mention }) => isAnswer ?? mention)) {
    return hold('only-a-dns-answer', 'Only a DNS answer names it, and the owner of the name chose that.')
  }
  if (observables.every(({ inWords, mention }) => inWords ?? mention)) {
    return hold('only-in-words', 'Only the words of the alert name it, and no field says the same.')
  }
  const because = kind?.kind.attacker === 'nobody' ? kind.kind.because : undefined
  return because === undefined
    ? hold('nothing-speaks-against-it', 'No verdict, role or kind of alert speaks against it.')
    : hold(`kind-${kind?.name ?? ''}`, because)
}

/** A name that is not Microsoft’s leads to an address that is: its owner may point it at anybody. */
const onlyItsName: Rule = ({ whose, candidate: { endpoint }, isAddressAccused }) => {
  const { ofHost, ofAddress, decisive } = whose
  if (endpoint.kind === 'address' || ofHost?.owner !== 'other' || decisive !== ofAddress) return undefined
  return isAddressAccused
    ? undefined
    : hold('only-a-dns-answer', 'Only the name is accused, and its owner may point it at anybody’s address.')
}

const afterPeople: Rule = ({ alert: { judgement } }) => judgement && hold(judgement.rule, judgement.reason)

const maliciousApp: Rule = ({ alert }) =>
  alert.isAboutAnApp
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

const reportable: Rule = ({ whose: { decisive }, reasons, evidence: { proof } }) => {
  const pair = proof === 'unconfirmed' ? ' Nobody could confirm that host and address belong together.' : ''
  const why = `${pair} Reasons: ${reasons.join(', ')}.`
  return decisive.class === 'microsoft-untagged'
    ? report(
        'microsoft-untagged',
        `It is Microsoft’s, but which service it is the data at hand does not say.${why}`,
      )
    : report('customer-hosted', `A customer of Microsoft’s runs it, and the alert speaks against it.${why}`)
}

const RULES: readonly Rule[] = [
  ...[attackSimulation, sampleAlert, judgedFalse, noAlert, onlyAboutUs, tooMild],
  ...[victim, ourContent, sinkhole, foundClean, onlyContext, microsoftAtWork],
  ...[
    partlyUnreadable,
    unknownSide,
    telling,
    otherDesk,
    announcedOnly,
    forgeableSender,
    unaccused,
    onlyItsName,
  ],
  ...[afterPeople, maliciousApp, microsoftService, sharedFrontEnd, untaggedRelay, reportable],
]
