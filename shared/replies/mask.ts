import { parse as parseDomain } from 'tldts'
import { refang } from '../model/refang'
import { parseIpAddress } from '../model/ip-address'
import { isAligned } from './dkim'

/** What is known from the report that a mail is about; nothing else is masked. */
export type Known = {
  readonly reportId: string
  /** In lower case. */
  readonly hosts: readonly string[]
  readonly addresses: readonly string[]
  readonly urls: readonly string[]
  /** The desk's own and ours: their names are words like any other. */
  readonly domains: readonly string[]
  /** The first group is the number. */
  readonly caseNumbers: readonly RegExp[]
  /** When the mail was written: what is said to be later is a promise. */
  readonly writtenAt: Date
}

const reportIds = /(?<![A-Z0-9])[A-Z][A-Z0-9]{1,9}-\d{4}-[0-9A-HJKMNP-TV-Z]{6,8}(?![A-Z0-9])/gi
const links = /\b(?:https?|ftp):\/\/[^\s<>"']+/gi
const v4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g
const v6 = /(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi
const names =
  /(?<![\w.@-])(?:[\w.+-]+@)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}(?![\w-])/gi

/**
 * A sentence with the values of its report masked, each by its class. Words, tenses, negations and other numbers stay.
 * @returns undefined where it names a host, an address or a report that is not this one: it can match nothing
 */
export function masked(sentence: string, known: Known): string | undefined {
  if (/[⟨⟩]/.test(sentence)) return undefined
  const state = { isForeign: false }
  const foreign = (word: string) => {
    state.isForeign = true
    return word
  }
  const spelled = sentence
    .replace(/[[({]\s*(?:\.|dot)\s*[\])}]/gi, '.')
    .replace(/[[({]:[\])}]/g, ':')
    .replace(/\bh(?:xx|\*\*)p(?=s?:)/gi, 'http')
  const text = refang(spelled)
    .replace(reportIds, (id) =>
      id.toUpperCase() === known.reportId.toUpperCase() ? '⟨report⟩' : foreign(id),
    )
    .replace(links, (link) => {
      const bare = link.replace(/[.,;:!?)\]]+$/, '')
      return known.urls.includes(bare) ? `⟨url⟩${link.slice(bare.length)}` : link
    })
    .replace(names, (name) => nameOf(name, known) ?? foreign(name))
    .replace(v4, (address) => (known.addresses.includes(address) ? '⟨address⟩' : foreign(address)))
    .replace(v6, (word) => {
      const address = parseIpAddress(word)
      if (address === undefined) return word
      return known.addresses.includes(address) ? '⟨address⟩' : foreign(word)
    })
  return state.isForeign ? undefined : withTimes(withNumbers(text, known), known.writtenAt)
}

/** Undefined for a host that is neither the report's nor of the two who write to each other. */
function nameOf(name: string, { hosts, domains }: Known): string | undefined {
  const host = name.slice(name.indexOf('@') + 1).toLowerCase()
  if (hosts.includes(host)) return name.slice(0, name.length - host.length) + '⟨host⟩'
  const { isIcann, isPrivate } = parseDomain(host)
  if (isIcann !== true && isPrivate !== true) return name
  return domains.some((domain) => isAligned(domain, host)) ? name : undefined
}

const withNumbers = (text: string, { caseNumbers }: Known): string =>
  caseNumbers.reduce(
    (all, pattern) =>
      all.replace(new RegExp(pattern.source, 'gi'), (whole: string, number: unknown) =>
        typeof number === 'string' && /\d{4}/.test(number) ? whole.replace(number, '⟨case⟩') : whole,
      ),
    text,
  )

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const monthWord =
  '(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sep(?:t(?:ember)?)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)'
const clock =
  '(?:,?\\s(?:at\\s|um\\s)?|T)(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:\\.\\d+)?(\\s?[ap]\\.?m\\.?)?(?:\\s?(?:z|utc|gmt|uhr|[+-]\\d{2}:?\\d{2}))?'
const dates: readonly {
  readonly pattern: RegExp
  readonly read: (parts: readonly string[]) => readonly Day[]
}[] = [
  { pattern: stamp('(\\d{4})-(\\d{2})-(\\d{2})'), read: ([y, m, d]) => [[+(y ?? 0), +(m ?? 0), +(d ?? 0)]] },
  {
    pattern: stamp(`(\\d{1,2})\\.?\\s(${monthWord})\\.?,?\\s(\\d{4})`),
    read: ([d, m, y]) => [[+(y ?? 0), monthOf(m), +(d ?? 0)]],
  },
  {
    pattern: stamp(`(${monthWord})\\.?\\s(\\d{1,2})(?:st|nd|rd|th)?,?\\s(\\d{4})`),
    read: ([m, d, y]) => [[+(y ?? 0), monthOf(m), +(d ?? 0)]],
  },
  // Which of the two is the month nobody can tell, so both readings have to be past.
  {
    pattern: stamp('(\\d{1,2})[/.](\\d{1,2})[/.](\\d{4})'),
    read: ([a, b, y]) =>
      [
        [+(y ?? 0), +(a ?? 0), +(b ?? 0)],
        [+(y ?? 0), +(b ?? 0), +(a ?? 0)],
      ] as const,
  },
]
type Day = readonly [year: number, month: number, day: number]

function stamp(day: string): RegExp {
  return new RegExp(`(?<![\\w./-])${day}(?:${clock})?(?![\\w/-])`, 'gi')
}

function monthOf(word = ''): number {
  const short = word
    .slice(0, 3)
    .toLowerCase()
    .replace('mär', 'mar')
    .replace('mai', 'may')
    .replace('okt', 'oct')
  return months.indexOf(short.replace('dez', 'dec')) + 1
}

/** Time stamps of the past. One that is yet to come stays what it is, and matches no other. */
const withTimes = (text: string, writtenAt: Date): string =>
  dates.reduce(
    (all, { pattern, read }) =>
      all.replace(pattern, (whole: string, ...found: unknown[]) => {
        const parts = found.slice(0, 3).map(String)
        const [hour, minute, second] = found.slice(3, 6).map((part) => Number(part ?? 0))
        const isAfternoon = /p/i.test(typeof found[6] === 'string' ? found[6] : '')
        const days = read(parts).filter(
          ([, month, day]) => month >= 1 && month <= 12 && day >= 1 && day <= 31,
        )
        const isPast = days.every(
          ([year, month, day]) =>
            Date.UTC(
              year,
              month - 1,
              day,
              (hour ?? 0) + (isAfternoon && hour !== 12 ? 12 : 0),
              minute,
              second,
            ) <= writtenAt.getTime(),
        )
        return days.length > 0 && isPast ? '⟨time⟩' : whole
      }),
    text,
  )
