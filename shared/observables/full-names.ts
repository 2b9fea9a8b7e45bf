import type { Alert } from '../alerts/alert'
import { remembered } from '../model/remembered'
import { addressesIn } from './addresses-in-text'
import { caselessDecodingsOf, decodingsOf } from './decodings'
import type { ReadFinding } from './named-value'
import type { Ours } from './ours'
import type { OwnAssets } from './own-assets'
import { compact, finder, noPrivateWords, type PrivateWords, spellingsOf } from './private-words'
import { azureSuffixOf } from './resource-hosts'
import { tenantNameOf } from './tenant-names'

const SHORTEST_NAME = 5
const SHORTEST_PART = 6

/** Words that hosts are called by everywhere: a machine or account of this name makes no host tell of us. */
const COMMON = new Set(
  'account accounts admin administrator azure backup bank billing build cdn cloud cluster company connect contact database default demo desktop develop developer devel device docker docs document documents domain download email exchange files fileserver finance firewall gateway github gitlab global guest helpdesk hosting info intranet invoice jenkins laptop legal local login logins mail mailbox mailserver manager market marketing master media microsoft mobile monitor network noreply office office365 onedrive online onmicrosoft outlook password payment payments payroll phone portal print printer printserver private prod production proxy public remote reply report reports root sales scanner search secure security server service services shared sharepoint shipping signin staff stage staging static status storage store support system teams terminal test testing ticket tickets unknown update updates upload user users verify video virtual voice webapp webmail webserver website windows wordpress workstation'.split(
    ' ',
  ),
)

/**
 * The names of ours that say whom they mean even in the name of somebody's host: machines, people with all their parts,
 * and whole domains. A single word counts only as a word of its own, and not where hosts are called so everywhere.
 */
export function fullNamesOf(
  { names = [], victims = [] }: Pick<Alert, 'names' | 'victims'>,
  found: readonly ReadFinding[],
  own: OwnAssets,
): PrivateWords {
  const given = [...names, ...victims.flatMap(({ kind, name }) => (kind === 'resource' ? [] : [name]))]
  for (const { reading, finding } of found) {
    if (finding.fieldSide !== 'own' && finding.fieldSide !== 'perhaps-own') continue
    if (reading.type === 'email' || reading.type === 'host') given.push(reading.value)
  }
  const known = ofSettings(own)
  const parts = new Set(known.parts)
  const words = new Set(known.words)
  for (const name of new Set(given)) {
    const forms = formsOf(name)
    for (const part of forms.parts) parts.add(part)
    for (const word of forms.words) words.add(word)
  }
  return parts.size + words.size === 0 ? noPrivateWords : finder(parts, words)
}

type Names = { readonly parts: Set<string>; readonly words: Set<string> }

/** The same for every alert. */
const bySettings = new WeakMap<OwnAssets, Names>()

function ofSettings(own: OwnAssets): Names {
  const before = bySettings.get(own)
  if (before !== undefined) return before
  const names: Names = { parts: new Set(), words: new Set() }
  for (const domain of own.domains) addDomain(names, domain)
  for (const mailbox of own.mailboxes) addName(names, mailbox)
  bySettings.set(own, names)
  return names
}

/** Many alerts name the same machines and people. */
const formsOf = remembered((name): Names => {
  const names: Names = { parts: new Set(), words: new Set() }
  addName(names, name)
  return names
})

function addDomain({ parts }: Names, domain: string): void {
  const bare = compact(domain)
  if (bare.length >= SHORTEST_PART) for (const spelling of spellingsOf(bare)) parts.add(spelling)
}

function addName(names: Names, name: string): void {
  const [person = '', domain] = name.replace(/#ext#.*/i, '').split('@')
  if (domain?.includes('.')) addDomain(names, domain)
  const isHost = domain === undefined && /^[\w-]+(?:\.[\w-]+){2,}$/.test(name)
  if (isHost) addDomain(names, name)
  const label = isHost && tenantNameOf(name) === undefined ? (name.split('.')[0] ?? '') : person
  const pieces = label
    .replace(/^.*\\/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((piece) => piece !== '')
  const isCommon = pieces.every((piece) => COMMON.has(compact(piece)) || /^\d{1,3}$/.test(piece))
  const whole = compact(pieces.join(''))
  if (isCommon || whole.length < SHORTEST_NAME) return
  const isTelling = whole.length >= SHORTEST_PART && (pieces.length > 1 || /\d/.test(whole))
  const orders = new Set([whole, compact(pieces.toReversed().join(''))])
  for (const order of orders) {
    for (const spelling of spellingsOf(order)) (isTelling ? names.parts : names.words).add(spelling)
  }
}

/** Without the labels at the end that nobody chose. */
function chosenLabels(host: string): readonly string[] {
  const suffix = azureSuffixOf(host)
  return host.split('.').slice(0, suffix === undefined ? -1 : -suffix.split('.').length)
}

/** Why a host cannot be named without telling of us; undefined where no label of it does. */
export type WhyTelling = (host: string) => string | undefined

export function tellingHosts(namesOf: () => PrivateWords, ours: Pick<Ours, 'whyAddress'>): WhyTelling {
  let names: PrivateWords | undefined
  let known: Map<string, string | undefined> | undefined
  const whyLabel = (label: string): string | undefined => {
    const texts = [label, ...decodingsOf(label), ...caselessDecodingsOf(label)]
    const found = (names ??= namesOf())
    const isNamed = texts.some((text) => found.areIn(text))
    if (isNamed) return 'a label of the host holds the name of a machine, a person or a domain of ours'
    const isOurs = texts.flatMap(addressesIn).some((address) => ours.whyAddress(address) !== undefined)
    return isOurs ? 'a label of the host holds an address of ours' : undefined
  }
  return (host) => {
    if (known?.has(host)) return known.get(host)
    const why = chosenLabels(host)
      .map((label) => (label.length < SHORTEST_NAME ? undefined : whyLabel(label)))
      .find((found) => found !== undefined)
    known = (known ?? new Map()).set(host, why)
    return why
  }
}
