import { PRODUCTS } from '../alerts/products'

/**
 * The closed lists through which words of an alert may enter a report. Products and rules of our own can put anything
 * into these fields, so what is not listed stays at home.
 */
const DETECTION_SOURCES: ReadonlySet<string> = new Set(PRODUCTS)

const CATEGORIES = new Set([
  'Reconnaissance', 'ResourceDevelopment', 'InitialAccess', 'Execution', 'Persistence', 'PrivilegeEscalation',
  'DefenseEvasion', 'CredentialAccess', 'Discovery', 'LateralMovement', 'Collection', 'CommandAndControl',
  'Exfiltration', 'Impact', 'Malware', 'Ransomware', 'Phishing', 'Exploit', 'UnwantedSoftware',
  'SuspiciousActivity', 'ThreatManagement', 'AnonymousLogin', 'CredentialTheft', 'Backdoor', 'WebExploit',
  'BruteForce', 'PasswordSpray', 'Spam',
]) // prettier-ignore

const SOURCES_BY_WORD = byBareWord(DETECTION_SOURCES)
const CATEGORIES_BY_WORD = byBareWord(CATEGORIES)

function byBareWord(words: ReadonlySet<string>): ReadonlyMap<string, string> {
  return new Map([...words].map((word) => [bare(word), word]))
}

/** Products write the same name as `Microsoft Defender for Endpoint` and `microsoftDefenderForEndpoint`. */
function bare(text: string): string {
  return text.replace(/[\s_-]/g, '').toLowerCase()
}

/** The product or engine that detected it, by its identifier in Graph. */
export function publishedDetectionSource(text: string | undefined): string | undefined {
  return text === undefined ? undefined : SOURCES_BY_WORD.get(bare(text))
}

/** Defender's category, or the MITRE tactic of the same name. */
export function publishedCategory(text: string | undefined): string | undefined {
  return text === undefined ? undefined : CATEGORIES_BY_WORD.get(bare(text))
}

/** MITRE ATT&CK technique ids. */
export function publishedTechniques(techniques: readonly string[]): readonly string[] {
  return techniques.filter((id) => /^T\d{4}(?:\.\d{3})?$/.test(id)).slice(0, 20)
}

const IN_DEVELOPMENT = /^(storm|dev)[ -]?(\d{1,4})$/i
/** Microsoft names groups by a free word and a weather of the country or motive they are seen in. */
const WEATHER =
  /^[A-Z][a-z]{2,15} (?:Blizzard|Cyclone|Dust|Flood|Hail|Lightning|Rain|Sandstorm|Sleet|Squall|Storm|Tempest|Tornado|Tsunami|Typhoon)$/
/** Series of other publishers, and the animals of CrowdStrike. */
const OTHER_SERIES =
  /^(?:(?:APT|FIN|UNC|TA|TEMP|G)[ -]?[A-Z]?\d{1,5}|[A-Z]{3,15} (?:BEAR|BUFFALO|CHOLLIMA|CRANE|HAWK|JACKAL|KITTEN|LEOPARD|LYNX|OCELOT|PANDA|SAIGA|SPHINX|SPIDER|TIGER|WOLF))$/
/** Microsoft's names until 2023 were chemical elements in capitals. */
const ELEMENTS = /^(?:ACTINIUM|AMERICIUM|BARIUM|BISMUTH|BOHRIUM|BROMINE|CERIUM|CHIMBORAZO|CHROMIUM|COPERNICIUM|CURIUM|DUBNIUM|ELBRUS|EUROPIUM|GADOLINIUM|GALLIUM|HAFNIUM|HOLMIUM|IRIDIUM|KRYPTON|LAWRENCIUM|MANGANESE|MERCURY|NEODYMIUM|NEPTUNIUM|NICKEL|NOBELIUM|OSMIUM|PARINACOTA|PHOSPHORUS|PLUTONIUM|POLONIUM|RADIUM|RUBIDIUM|RUTHENIUM|SEABORGIUM|SILICON|SODIUM|SPURR|STRONTIUM|TAAL|THALLIUM|ZIRCONIUM|ZINC)$/ // prettier-ignore

/** A threat actor's name as it is published, in one spelling: `STORM-900` is `Storm-0900`. Nothing else passes. */
export function publishedActor(text: string | undefined): string | undefined {
  const name = text?.trim() ?? ''
  const [, series = '', number = ''] = IN_DEVELOPMENT.exec(name) ?? []
  if (number !== '') return `${series.toLowerCase() === 'dev' ? 'DEV' : 'Storm'}-${number.padStart(4, '0')}`
  return WEATHER.test(name) || OTHER_SERIES.test(name) || ELEMENTS.test(name) ? name : undefined
}
