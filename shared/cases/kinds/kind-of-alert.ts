import type { Alert } from '../../alerts/alert'
import { remembered } from '../../model/remembered'
import { kindOfCloudAlert } from './defender-for-cloud'
import { type KindName, type KindOfAlert, KINDS, type KnownBy } from './kind'
import { kindOfCloudTitle, kindOfTitle, kindOfWord } from './product-words'

/**
 * What kind of alert it is, by what its product calls it: its own code, else its title, else what was detected, else its
 * categories, else MITRE techniques. Descriptions are not asked, because they quote what an attacker writes.
 */
export function kindOfAlert(alert: Alert): KindOfAlert | undefined {
  const [name, knownBy] = find(alert) ?? []
  return name === undefined || knownBy === undefined ? undefined : { name, kind: KINDS[name], knownBy }
}

function find(alert: Alert): readonly [KindName, KnownBy] | undefined {
  const { title, signatures = [], category, kindWords = [], techniques } = alert
  if (alert.isEvent) return ['no-alert', 'type']
  const byType = kindOfType(alert)
  if (byType !== undefined) return [byType, 'type']
  const byTitle =
    firstKind([title ?? ''], isCloudAlert(alert) ? cloudTitle : kindOfTitle) ??
    firstKind(signatures, kindOfTitle)
  const byWord = firstKind(kindWords, kindOfWord)
  // What is filed as a mere note is one, whatever its title speaks of.
  if (byWord === 'no-alert') return ['no-alert', 'words']
  const byWords = byTitle ?? byWord
  if (byWords !== undefined) return [byWords, 'words']
  const broad = firstKind([category ?? ''], kindOfCategory) ?? firstKind(techniques, kindOfTechnique)
  if (broad !== undefined) return [broad, 'category']
  return isMailAlert(alert) ? ['phishing-link', 'category'] : undefined
}

function firstKind(
  words: readonly string[],
  kindOf: (word: string) => KindName | undefined,
): KindName | undefined {
  for (const word of words) {
    const kind = kindOf(word)
    if (kind !== undefined) return kind
  }
  return undefined
}

const cloudTitle = (title: string): KindName | undefined => kindOfCloudTitle(title) ?? kindOfTitle(title)

/** From Defender for Cloud or one of its plans. */
const isCloudProduct = remembered((product) =>
  /^microsoftDefenderFor(?:Cloud|Servers|Storage|Dns|Databases|Containers|Network|AppService|KeyVault|ResourceManager|ApiManagement|AIServices|IoT)$/i.test(
    product,
  ),
)

const isCloudAlert = ({ detectionSource = '' }: Alert): boolean => isCloudProduct(detectionSource)

/** A code like `SSH_Incoming_BF_OneToOne`; rules of one's own have a GUID or a name. */
const CODE = /^[a-z]\w*[._]\w|^DDOS$|^PortScanning$/i

function kindOfType({ alertType, format, detectionSource = '' }: Alert): KindName | undefined {
  if (alertType === undefined) return undefined
  const known = kindOfCloudAlert(alertType)
  if (known !== undefined) return known
  const isCloud =
    format === 'defender-for-cloud.alert' || /^microsoftDefenderForCloud$/i.test(detectionSource)
  return isCloud && CODE.test(alertType) && !format.startsWith('graph') ? 'unknown-type' : undefined
}

const bare = (word: string): string => word.replace(/[\s_-]/g, '').toLowerCase()

/** Categories of Graph and tactics of MITRE that say which end is the attacker's; most say nothing about it. */
const CATEGORIES: readonly (readonly [KindName, RegExp])[] = [
  ['command-and-control', /^(?:commandandcontrol|c2|ta0011)$/],
  ['phishing-link', /^phishing$/],
  ['brute-force', /^(?:bruteforce|passwordspray)$/],
  ['malware', /^(?:malware|ransomware|backdoor|trojan)$/],
  ['scan', /^(?:reconnaissance|ta0043)$/],
]

const kindOfCategory = remembered(
  (word): KindName | undefined => CATEGORIES.find(([, words]) => words.test(bare(word)))?.[0],
)

const TECHNIQUES: readonly (readonly [KindName, RegExp])[] = [
  ['command-and-control', /^T(?:1071|1095|1571|1572|1573|1568|1102|1104|1132|1008|1219|1041)(?:\.|$)/],
  ['phishing-link', /^T(?:1566|1598)(?:\.|$)/],
  ['brute-force', /^T1110(?:\.|$)/],
  ['malware', /^T(?:1105|1608)(?:\.|$)/],
  ['scan', /^T(?:1595|1046)(?:\.|$)/],
  ['exploit', /^T1190(?:\.|$)/],
  ['denial-of-service', /^T149[89](?:\.|$)/],
]

const kindOfTechnique = remembered(
  (id): KindName | undefined => TECHNIQUES.find(([, ids]) => ids.test(id))?.[0],
)

/** Products that judge mails and their links. */
export function isMailAlert({ detectionSource = '' }: Alert): boolean {
  return /office365|smartscreen/i.test(detectionSource)
}

/**
 * Rules that people wrote: what they name they map by hand, be it ours or theirs, so that their titles accuse only an
 * end of a connection with us.
 */
export function isCustomRule({ detectionSource = '' }: Alert): boolean {
  return /^(?:scheduledAlerts|nrtAlerts|customDetection|customTi|microsoftSentinel)$/i.test(detectionSource)
}
