import type { AbuseKind } from '../decision'

/** Which end of what an alert tells of is the attacker's. */
export type Attacker =
  /** The other end, whoever began. */
  | 'far'
  /** Whoever began: where that is one of ours, the other end is its victim. */
  | 'caller'
  /** A machine of ours: the others are its victims. */
  | 'ours'
  /** What a resource of ours serves. */
  | 'our-content'
  /** It cannot be told from the kind. */
  | 'nobody'
  /** A defender's own machine, such as a sinkhole. */
  | 'defender'
  /** No attack is told of at all. */
  | 'no-alert'

/** What alerts of one kind say about the ends of a connection. Sources: docs/decisions/kinds-of-alert.md. */
export type Kind = {
  readonly attacker: Attacker
  /** What kind of abuse it is, where the kind alone tells. */
  readonly abuse?: AbuseKind
  /** Only hosts and links can do this. */
  readonly namesOnly?: true
  /** Only an address is seen to do this. */
  readonly addressesOnly?: true
  /** Names the abuse of what a verdict of its own condemns, and condemns nothing by itself. */
  readonly needsVerdict?: true
  /** Accuses only what a verdict of its own finds at least suspicious, such as the value that a feed matched. */
  readonly needsJudgement?: true
  /** Such traffic comes from forged addresses, so its source is held. */
  readonly isForgeable?: true
  /** One sentence for a person, where the kind accuses nobody. */
  readonly because?: string
}

const kinds = <Name extends string>(table: Readonly<Record<Name, Kind>>) => table

export const KINDS = kinds({
  'command-and-control': { attacker: 'far', abuse: 'command-and-control' },
  'malicious-address': { attacker: 'far', addressesOnly: true, abuse: 'other' },
  'indicator-match': { attacker: 'far', abuse: 'other', needsJudgement: true },
  'malicious-domain': { attacker: 'far', abuse: 'other', namesOnly: true },
  'malware-download': { attacker: 'far', abuse: 'malware-delivery' },
  malware: { attacker: 'far', abuse: 'malware-delivery', needsVerdict: true },
  'phishing-link': { attacker: 'far', abuse: 'phishing', namesOnly: true },
  'incoming-brute-force': { attacker: 'far', addressesOnly: true, abuse: 'brute-force' },
  'brute-force': { attacker: 'caller', addressesOnly: true, abuse: 'brute-force' },
  'incoming-scan': { attacker: 'far', addressesOnly: true, abuse: 'scanning' },
  scan: { attacker: 'caller', addressesOnly: true, abuse: 'scanning' },
  'incoming-exploit': { attacker: 'far', addressesOnly: true, abuse: 'other' },
  exploit: { attacker: 'caller', addressesOnly: true, abuse: 'other' },
  'denial-of-service': { attacker: 'caller', abuse: 'other', isForgeable: true },
  'outgoing-attack': { attacker: 'ours' },
  'outgoing-spam': { attacker: 'ours' },
  'own-content': { attacker: 'our-content' },
  sinkhole: { attacker: 'defender' },
  anomaly: {
    attacker: 'nobody',
    because: 'The alert tells of something unusual, which may be a user or a service of our own.',
  },
  'host-activity': {
    attacker: 'nobody',
    because: 'The alert is about what ran on a machine; nothing in it judges this endpoint.',
  },
  mining: {
    attacker: 'nobody',
    because: 'The alert is about mining; a mining pool serves others than attackers too.',
  },
  'data-change': {
    attacker: 'nobody',
    because: 'The alert is about what was done with a resource of ours, and not who it was.',
  },
  'user-report': {
    attacker: 'nobody',
    because: 'A user reported it, which nobody has confirmed; the words may be the sender’s own.',
  },
  reputation: {
    attacker: 'nobody',
    because:
      'Only a list of bad reputations names it; such lists hold addresses long after their users changed.',
  },
  'unknown-type': {
    attacker: 'nobody',
    because: 'This version does not know the kind of alert, so it cannot tell which end attacked.',
  },
  'no-alert': { attacker: 'no-alert' },
})

export type KindName = keyof typeof KINDS

/** How the kind was recognised: by the product's own code, by its words, or only by a broad category or technique. */
export type KnownBy = 'type' | 'words' | 'category'

export type KindOfAlert = { readonly name: KindName; readonly kind: Kind; readonly knownBy: KnownBy }
