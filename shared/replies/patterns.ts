/** Rules of one kind: the name that an Event shows, and a regular expression. */
export type NamedPatterns = Readonly<Record<string, string>>

/** How mails are read, as data: an operator replaces whole groups in the settings. Case does not matter. */
export type ReplyPatterns = {
  /** Somebody is away: never an acknowledgement, whoever sends it. */
  readonly absence: NamedPatterns
  readonly takedown: NamedPatterns
  readonly noAction: NamedPatterns
  readonly rejected: NamedPatterns
  readonly informationRequest: NamedPatterns
  readonly acknowledgement: NamedPatterns
  /** Subjects of mail servers' own notes about failed and about late mail. */
  readonly bounceSubject: NamedPatterns
  readonly delaySubject: NamedPatterns
  /** The first group is the number. No format is taken for a fact: all of it is what others have seen. */
  readonly caseNumber: NamedPatterns
}

const content = String.raw`(?:content|site|website|page|url|link|file|resource|host|server|subscription|account|tenant|domain|endpoint|application|app|ip)`
const gone = String.raw`(?:taken down|removed|suspended|disabled|shut down|blocked|terminated|deactivated|deleted|mitigated)`
const weg = String.raw`(?:entfernt|gesperrt|abgeschaltet|deaktiviert|gelöscht|offline genommen|vom netz genommen|stillgelegt)`
const facts = String.raw`(?:information|details?|evidence|logs?|headers?|time ?stamps?|samples?|urls?|screenshots?|ip addresses|source ports?|proof)`
const angaben = String.raw`(?:informationen|angaben|details|nachweise?|belege?|protokolle?|logs?|zeitstempel|urls?|screenshots?)`

/** English and German. Wording seen at abuse desks in general; Microsoft's own is not published. */
export const defaultPatterns: ReplyPatterns = {
  absence: {
    'absence-en': String.raw`\bout of (?:the )?office\b|\b(?:on|taking) (?:annual |parental |sick |maternity )?(?:leave|vacation|holidays?|pto)\b|\b(?:am|be) (?:currently )?away\b|\blimited access to (?:my )?e-?mails?\b|\b(?:return|back) (?:to|in) the office\b`,
    'absence-de': String.raw`\babwesen(?:d|heit)|\bnicht im (?:büro|hause?)\b|\b(?:im|bis \S+ im) urlaub\b|\bin elternzeit\b|\bautomatische abwesenheit`,
  },
  takedown: {
    'takedown-passive-en': String.raw`\b${content}s?\b.{0,80}\b(?:has|have|was|were|is|are)(?: now| already| since)?(?: been)? ${gone}\b`,
    'takedown-active-en': String.raw`\bwe(?:'ve|’ve| have)?(?: now| already| successfully)? (?:${gone}|taken (?:down|offline)|took down)\b.{0,60}\b${content}s?\b`,
    'takedown-action-en': String.raw`\b(?:we(?:'ve|’ve| have)?(?: now| already)? (?:taken|took)|has been taken) (?:the )?(?:appropriate|necessary|corrective) (?:action|measures)\b|\bappropriate action (?:has been|was) taken\b`,
    'takedown-de': String.raw`\b(?:wurden?|ist|sind|haben wir)\b.{0,80}\b${weg}\b|\bwir haben\b.{0,80}\b${weg}\b`,
  },
  noAction: {
    'no-action-en': String.raw`\bno (?:further )?action (?:has been|was|will be|is being|can be) taken\b|\bwill not (?:be )?tak(?:e|ing)(?: any)?(?: further)? action\b`,
    'no-violation-en': String.raw`\b(?:does|do|did) not (?:appear to )?(?:violate|constitute|breach)\b|\b(?:did not|didn't|could not|unable to) (?:find|identify|detect|confirm|reproduce|verify|substantiate)\b.{0,80}\b(?:abus\w*|malicious|violation|phishing|malware|activity|evidence|issue|behaviou?r)\b`,
    'by-design-en': String.raw`\b(?:considered to be |is )by design\b|\bresolve this (?:issue|case) as won['’]?t fix\b|\bdoes not meet .{0,40}\bbar\b`,
    'no-action-de': String.raw`\bkeine (?:weiteren )?maßnahmen\b|\bkein(?:en)? verstoß\b|\bkeine? (?:hinweise?|anzeichen) (?:auf|für)\b|\bnicht (?:bestätigen|nachvollziehen)\b`,
  },
  rejected: {
    'wrong-desk-en': String.raw`\b(?:is |are )?not the (?:right|correct|appropriate) (?:team|channel|contact|address|mailbox|department)\b|\b(?:does|do) not (?:handle|process|accept)\b.{0,40}\b(?:reports?|complaints?|submissions?|requests?)\b`,
    'unmonitored-en': String.raw`\b(?:mailbox|address|inbox|alias)\b.{0,30}\b(?:is )?(?:not monitored|unmonitored|no longer (?:monitored|in use|active))\b`,
    'not-processed-en': String.raw`\b(?:unable to|cannot|can not|can't) (?:process|accept) (?:your|this|these)\b|\b(?:report|submission|case) (?:has been|was|is) (?:rejected|declined)\b`,
    'wrong-desk-de': String.raw`\bnicht zuständig\b|\bfalsche (?:adresse|abteilung|stelle)\b|\b(?:postfach|adresse)\b.{0,40}\bnicht (?:gelesen|überwacht|betreut)\b|\bmeldung\b.{0,40}\b(?:abgelehnt|nicht bearbeitet)\b`,
  },
  informationRequest: {
    'needs-more-en': String.raw`\b(?:need|require|requires|requesting|request)\b.{0,30}\b(?:more|additional|further)\b.{0,20}\b${facts}\b|\b(?:insufficient|not enough) (?:information|details?|evidence)\b`,
    'please-send-en': String.raw`\b(?:please|kindly|could you|can you|would you)\b(?:(?! not\b).){0,30}\b(?:provide|send|share|supply|attach|forward|reply with|submit)\b.{0,60}\b${facts}\b`,
    'needs-more-de': String.raw`\b(?:benötigen|brauchen|bräuchten)\b.{0,40}\b(?:weitere|noch|zusätzliche|mehr|nähere)\b.{0,40}\b${angaben}\b`,
    'please-send-de': String.raw`\b(?:bitte|könnten sie|können sie)\b(?:(?! kein).){0,40}\b${angaben}\b(?:(?! nicht).){0,40}\b(?:senden|schicken|zukommen|mitteilen|nachreichen|übermitteln)\b|\b(?:senden|schicken|teilen|übermitteln) sie uns\b.{0,40}\b${angaben}\b`,
  },
  acknowledgement: {
    'thanks-en': String.raw`\bthank(?:s| you)(?: again| very much)? for (?:your (?:report|submission|e-?mail|message|notification|inquiry)|submitting|reporting|contacting|bringing|reaching out|letting us know)\b`,
    'received-en': String.raw`\bwe(?:'ve|’ve| have)? received (?:your|the|this)\b|\b(?:confirm|acknowledge)s?(?: the)? (?:receipt|your)\b|\byour (?:report|submission|request|e-?mail|case|message) (?:has been|was|is) (?:received|registered|opened|logged|created|assigned|forwarded)\b`,
    'opened-en': String.raw`\b(?:case|ticket|incident|request)\b.{0,60}\b(?:has been|was) (?:opened|created|assigned|registered|logged)\b|\b(?:is|are) (?:currently |now |being )?(?:investigat(?:ing|ed)|review(?:ing|ed)|looking into)\b`,
    'thanks-de': String.raw`\b(?:vielen |besten |herzlichen )?dank für (?:ihre|ihren|die|den) (?:meldung|nachricht|e-?mail|mail|hinweise?|bericht|anfrage)\b`,
    'received-de': String.raw`\bhaben (?:ihre|ihren)\b.{0,40}\b(?:erhalten|bekommen)\b|\beingangsbestätigung\b|\b(?:wird|werden)\b.{0,40}\b(?:geprüft|bearbeitet|untersucht)\b|\b(?:vorgang|ticket|fall)\b.{0,40}\b(?:eröffnet|angelegt|erstellt)\b`,
  },
  bounceSubject: {
    'bounce-subject-en': String.raw`^(?:undeliverable|undelivered mail|mail delivery failed|delivery status notification|delivery (?:has )?failed|returned mail|failure notice|message not delivered)`,
    'bounce-subject-other': String.raw`^(?:unzustellbar|nicht zustellbar|non remis|no se puede entregar|não entregue|non recapitabile|onbestelbaar|niet te bezorgen|niedostarczalna|kan inte levereras)`,
  },
  delaySubject: {
    'delay-subject': String.raw`\bdelay(?:ed)?\b|\bverzögert\b|^warning: (?:could not send|message)|\bstill being retried\b`,
  },
  caseNumber: {
    crm: String.raw`\bCRM:?\s?(\d{10})\b`,
    vuln: String.raw`\b(VULN-\d{6})\b`,
    sir: String.raw`\b(SIR\d{5,10})\b`,
    trk: String.raw`\b(TRK:?\d{5,16})\b`,
    'msrc-case': String.raw`\b(?:MSRC )?Case (?:number |no\.? |id )?[#:]?\s?(\d{4,8})\b`,
    guid: String.raw`\b(?:reference|tracking|report|case|submission|request)(?: number| id)?(?: is)?\s?[#:]?\s?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b`,
    labelled: String.raw`\b(?:case|ticket|reference|tracking|incident|vorgang|fall|ticketnummer|vorgangsnummer|aktenzeichen)(?: number| id| no\.?|snummer|-nr\.?)?(?: is| lautet)?\s?[#:]\s?([A-Z]{0,6}-?\d[A-Z0-9-]{3,24})\b`,
  },
}

export type PatternGroup = keyof ReplyPatterns

/** Patterns ready to be tried. */
export type CompiledPatterns = Readonly<
  Record<PatternGroup, readonly { readonly name: string; readonly pattern: RegExp }[]>
>

/** @throws Error naming the rule whose regular expression is faulty. */
export function compilePatterns(patterns: ReplyPatterns): CompiledPatterns {
  return {
    absence: compileGroup(patterns.absence),
    takedown: compileGroup(patterns.takedown),
    noAction: compileGroup(patterns.noAction),
    rejected: compileGroup(patterns.rejected),
    informationRequest: compileGroup(patterns.informationRequest),
    acknowledgement: compileGroup(patterns.acknowledgement),
    bounceSubject: compileGroup(patterns.bounceSubject),
    delaySubject: compileGroup(patterns.delaySubject),
    caseNumber: compileGroup(patterns.caseNumber),
  }
}

const compileGroup = (patterns: NamedPatterns) =>
  Object.entries(patterns).map(([name, source]) => {
    try {
      // No `u` flag: with it `\b` would still know ASCII letters only, and more existing patterns would be refused.
      return { name, pattern: new RegExp(source, 'i') }
    } catch (cause) {
      throw new Error(`The reply pattern ${name} is no regular expression`, { cause })
    }
  })
