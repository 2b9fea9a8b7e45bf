import pc from 'picocolors'
import type { Ownership } from '../shared/ownership/ownership'
import type { Further } from './further-checks'

const COLOURS: Readonly<Record<Ownership['owner'], (text: string) => string>> = {
  microsoft: pc.cyan,
  other: pc.dim,
  special: pc.dim,
  ambiguous: pc.yellow,
  invalid: pc.red,
}

const VERDICTS: Readonly<Record<Ownership['class'], string>> = {
  'customer-hosted': 'Microsoft’s cloud, a customer’s content',
  'microsoft-service': 'Microsoft’s own service',
  'microsoft-untagged': 'Microsoft’s, use unknown',
  'announced-only': 'announced by Microsoft, perhaps not its own',
  'other-desk': 'Microsoft’s or run for it, with another abuse desk',
  'attack-simulation': 'Microsoft’s attack simulation training',
  special: 'special, nobody’s on the Internet',
  other: 'not Microsoft’s',
}

/** An answer as a few aligned lines for people. */
export function describeOwnership(ownership: Ownership): string {
  const { input, owner, shared } = ownership
  const verdict = owner === 'ambiguous' || owner === 'invalid' ? owner : VERDICTS[ownership.class]
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['why', ownership.because],
    ['service', ownership.service],
    ['tags', ownership.serviceTags.join(', ')],
    ['cloud', [ownership.cloud, ownership.region].filter((part) => part !== undefined).join(', ')],
    [ownership.kind === 'ip' ? 'prefix' : 'suffix', ownership.prefix],
    ['customer', ownership.tenant],
    ['abuse desk', ownership.desk],
    ['shared', shared ? 'yes: many customers answer there, so it alone does not say who' : undefined],
    [
      'source',
      ownership.sources.length > 0
        ? `${ownership.sources.join(', ')} of ${ownership.snapshotDate}`
        : undefined,
    ],
  ]
  const lines = facts.filter(([, value]) => value !== undefined && value !== '')
  return [
    `${pc.bold(visible(input))}  ${COLOURS[owner](verdict)}`,
    ...lines.map(([name, value]) => `  ${name.padEnd(10)} ${visible(value ?? '')}`),
  ].join('\n')
}

/** The same with what name servers and registries said. */
export function describeChecked(ownership: Ownership, { resolution, rdap }: Further): string {
  const addresses = resolution?.addresses.map((one) => `${one.input} (${VERDICTS[one.class]})`) ?? []
  const facts: readonly (readonly [string, string])[] = [
    ['alias of', resolution?.chain.slice(1).join(' → ') ?? ''],
    ['addresses', addresses.join(', ')],
    [
      'ignored',
      resolution?.ignored.map(({ address, because }) => `${address} (${because})`).join(', ') ?? '',
    ],
    ['unanswered', resolution?.failed.join(', ') ?? ''],
    ['registry', rdap === undefined ? '' : describeRegistered(rdap)],
  ]
  const lines = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  ${name.padEnd(10)} ${visible(value)}`)
  return [describeOwnership(ownership), ...lines].join('\n')
}

function describeRegistered(rdap: NonNullable<Further['rdap']>): string {
  if ('failed' in rdap) return `no answer: ${rdap.failed}`
  const what =
    'domain' in rdap ? [rdap.domain, rdap.registrar] : [rdap.name, rdap.holder, rdap.cidrs.join(', ')]
  const parts = [
    ...what,
    rdap.registeredAt === undefined ? undefined : `registered ${rdap.registeredAt}`,
    rdap.from,
  ]
  return parts.filter((part) => part !== undefined).join(', ')
}

/** Input comes from anywhere; a terminal must not obey it. */
function visible(text: string): string {
  return text.replace(
    /\p{Cc}|\p{Cf}/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
