import * as z from 'zod'

/** Rules of one kind: the name that an Event shows, and a regular expression. */
export type NamedPatterns = Readonly<Record<string, string>>

/** ASCII's `\w` and the letters of German: `\b` knows the former only, and would end "Verstoß" before its last letter. */
const letter = String.raw`[\wÀ-ÖØ-öø-ÿ]`

/** Phrases with `;` between them. `*` is up to six words, or the rest of a word. */
const phrases = (list: string): string => {
  const anyOf = list.split(';').map((phrase) => phrase.trim().replaceAll(/(?<=\S)\*/g, String.raw`\S*`))
  const gap = String.raw` (?:\S+ ){0,6}?`
  return `(?<!${letter})(?:${anyOf.join('|').replaceAll(' * ', gap)})(?!${letter})`
}

/**
 * How mails are read, as data: an operator replaces rules in the settings. They only suggest. What a mail means a
 * person says once, and the table Wordings carries it on.
 */
export const defaultPatterns = {
  /** Somebody is away: never an acknowledgement. */
  absence: {
    absence:
      phrases(`out of office; out of the office; out-of-office; be away; am away; on vacation; on holiday;
      on leave; on annual leave; on parental leave; on sick leave; office is closed; limited access to email;
      back in the office; no longer with the company; no longer works at; no longer works for; left the company;
      abwesend; abwesenheit*; im urlaub; nicht im büro; wieder im büro; in elternzeit;
      betriebsferien; nicht mehr im unternehmen`),
  },
  takedown: {
    takedown:
      phrases(`taken down; taken offline; taken * offline; took * offline; took down; is down; site down;
      is offline; is now offline; shut down; suspended; terminated; deactivated; deprovisioned; deallocated; removed;
      disabled; blocked; deleted; revoked; mitigated; remediated; resolved; stopped; fixed; no longer available;
      no longer accessible; no longer active; no longer reachable; no longer online; taken action; action taken;
      taken appropriate action; took action; took appropriate action; switched off; action has been taken; gesperrt; entfernt; abgeschaltet; deaktiviert; gelöscht;
      blockiert; vom netz; ist offline; ist inzwischen offline; nicht mehr verfügbar; nicht mehr erreichbar; behoben;
      maßnahmen ergriffen`),
  },
  noAction: {
    'no-action':
      phrases(`no violation; not violate; not constitute; not in violation; no evidence; no indication;
      no malicious; no abuse; found no; found nothing; not find; not observe; not identify; not detect; not reveal;
      not confirm; not verify; not able to verify; unable to verify; unable to identify; unable to confirm; no action; not be taking;
      not take * action; not to take action; false positive; benign; legitimate; by design;
      not malicious; kein* verstoß; kein missbrauch; keine hinweise; keine anzeichen; nicht bestätigen;
      nicht nachvollziehen; nicht feststellen; nicht gegen unsere; kein* handlungsbedarf; keine maßnahmen;
      keine weiteren maßnahmen; keine weiteren schritte; unbedenklich; fehlalarm`),
  },
  rejected: {
    rejected:
      phrases(`wrong team; wrong department; not the right; not the correct; not belong to; not owned by;
      not hosted by; not accept; unable to accept; no longer accept; cannot process; unable to process;
      not be processed; not handled; not handle; out of scope; outside our scope; been rejected; was rejected; was declined; abgelehnt;
      gehört nicht zu; nicht zuständig; nicht bearbeiten; falsche abteilung`),
  },
  informationRequest: {
    request:
      phrases(`need more; need additional; need further; need the; need your; require more; require additional;
      require further; please provide; please send; please share; please reply with; please specify; please clarify;
      please answer; please add; please attach; kindly provide; kindly send; provide us; send us; lacks;
      insufficient; benötigen; bitte senden; senden sie uns; teilen sie uns; bitten um; fehlen noch`),
    question: String.raw`\?$`,
  },
  acknowledgement: {
    thanks: phrases(
      `thank you; thanks; appreciate you; appreciate your; vielen dank; danke für; danken * für`,
    ),
    received: phrases(`received your; we received; we have received; been received; was received; has arrived;
      receipt of; opened case; opened a case; been logged; been registered; been opened; been created; been assigned; been forwarded; passed * on;
      forwarded your; your case number; your case id; your ticket number; being processed; being reviewed;
      under review; under investigation; investigating; an investigation; look into; will review; contact you;
      eingegangen; erhalten; eingang ihrer; eingangsbestätigung; erfasst; registriert; zur kenntnis genommen; weitergeleitet; bearbeitet;
      geprüft; prüfen; kümmern uns; in bearbeitung`),
  },
  /** Subjects of mail servers' own notes about failed and about late mail. */
  bounceSubject: {
    'bounce-subject': `^${phrases(`undeliver*; mail delivery; delivery * fail*; delivery status; delivery notification;
      returned mail; failure notice; message not delivered; message could not be delivered; mail system error; rejected;
      non-delivery; nondeliver*; unzustellbar*; nicht zustellbar; zustellung fehlgeschlagen; non remis; échec de;
      no se puede entregar; non recapitabile; onbestelbaar; 配信不能`)}`,
  },
  delaySubject: {
    'delay-subject':
      phrases(`delay*; verzögert*; verzögerung; warning: could not send; warning: message; still trying;
      retardé; retrasad*; vertraagd; in ritardo`),
  },
  /** The first group is the number. No format is taken for a fact: all of it is what others have seen. */
  caseNumber: {
    labelled: String.raw`\b(?:case|ticket|reference|tracking|incident|submission|vorgangs?|fall|ticket|referenz|bearbeitungs)-?(?: ?(?:number|nummer|id|no\.?|nr\.?|code))(?: for (?:this|your) \w+)?(?: is| lautet|:)?\s?[#:]?\s?["'\[(]?([A-Z]{0,8}[-:]?\d[A-Z0-9-]{2,40})\b`,
    crm: String.raw`\b(CRM:\s?\d{10})\b`,
    named: String.raw`\b(VULN-\d{6}|SIR\d{5,12}|TRK:?\d{5,16})\b`,
    tracking: String.raw`\bTracking ?ID\s?#?\s?(\d{10,20})\b`,
    'msrc-case': String.raw`\b(?:MSRC )?Case (?:number |no\.? |id )?[#:]?\s?(\d{4,8})\b`,
    guid: String.raw`\b(?:reference|tracking|report|case|submission|request|ticket)(?: number| id)?(?: is)?\s?[#:]?\s?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b`,
    loose: String.raw`\b(?:case|ticket|reference|tracking|incident|vorgang|fall|ticketnummer|vorgangsnummer|fallnummer|aktenzeichen|az\.?|ref\.?)(?: is| lautet)?\s?[#:]{1,2}\s?([A-Z]{0,8}-?\d[A-Z0-9-]{3,24})\b`,
  },
} as const satisfies Record<string, NamedPatterns>

export type PatternGroup = keyof typeof defaultPatterns
export type ReplyPatterns = Readonly<Record<PatternGroup, NamedPatterns>>

/** Patterns ready to be tried. */
type Rule = { readonly name: string; readonly pattern: RegExp }
export type CompiledPatterns = Readonly<Record<PatternGroup, readonly Rule[]>>

/** Names of the rules that are found in a sentence that counts. */
export const firing = (
  rules: readonly Rule[],
  sentences: readonly string[],
  counts: (sentence: string) => boolean = () => true,
): readonly string[] =>
  rules
    .filter(({ pattern }) => sentences.some((sentence) => pattern.test(sentence) && counts(sentence)))
    .map(({ name }) => name)

const ofGroups = <T>(make: (group: PatternGroup) => T): Record<PatternGroup, T> => ({
  absence: make('absence'),
  takedown: make('takedown'),
  noAction: make('noAction'),
  rejected: make('rejected'),
  informationRequest: make('informationRequest'),
  acknowledgement: make('acknowledgement'),
  bounceSubject: make('bounceSubject'),
  delaySubject: make('delaySubject'),
  caseNumber: make('caseNumber'),
})

const wordEdge = `(?:(?<!${letter})(?=${letter})|(?<=${letter})(?!${letter}))`

/** @throws Error naming the rule whose regular expression is faulty. */
export const compilePatterns = (patterns: ReplyPatterns): CompiledPatterns =>
  ofGroups((group) =>
    Object.entries(patterns[group]).map(([name, source]) => {
      try {
        return { name, pattern: new RegExp(source.replaceAll('\\b', wordEdge), 'i') }
      } catch (cause) {
        throw new Error(`The reply pattern ${name} is no regular expression`, { cause })
      }
    }),
  )

const named = z.record(z.string().min(1).max(60), z.string().max(2000))
const groupsSchema = z.partialRecord(z.enum(ofGroups((group) => group)), named)

/** @throws when it is no object of known groups, or a pattern is no regular expression */
export function parseReplyPatterns(value: unknown): Partial<ReplyPatterns> {
  const groups = groupsSchema.parse(value)
  for (const source of Object.values(groups).flatMap((group) => Object.values(group))) new RegExp(source, 'i')
  return groups
}

/** Patterns of the same name take the place of those before; an empty one takes them out. */
export const withPatterns = (patterns: ReplyPatterns, further: Partial<ReplyPatterns>): ReplyPatterns =>
  ofGroups((group) => {
    const both = Object.entries({ ...patterns[group], ...further[group] })
    return Object.fromEntries(both.filter(([, source]) => source !== ''))
  })
