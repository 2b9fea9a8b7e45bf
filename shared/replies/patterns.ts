import * as z from 'zod'

/** Rules of one kind: the name that an Event shows, and a regular expression. */
export type NamedPatterns = Readonly<Record<string, string>>

/** How mails are read, as data: an operator replaces whole groups in the settings. Case does not matter. */
export type ReplyPatterns = {
  /** Somebody is away: never an acknowledgement, whoever sends it. */
  readonly absence: NamedPatterns
  readonly takedown: NamedPatterns
  /** As good as a takedown, unless the mail says what else became of it. */
  readonly resolved: NamedPatterns
  /** Rules whose name begins with `no-further` contradict no takedown: that was the action. */
  readonly noAction: NamedPatterns
  readonly rejected: NamedPatterns
  /** Nobody reads this mailbox. A rejection only where nothing else is said: it stands below many a mail. */
  readonly unmonitored: NamedPatterns
  /** Somebody else is to be asked. A rejection only where no receipt is confirmed. */
  readonly elsewhere: NamedPatterns
  readonly informationRequest: NamedPatterns
  readonly acknowledgement: NamedPatterns
  /** Subjects of mail servers' own notes about failed and about late mail. */
  readonly bounceSubject: NamedPatterns
  readonly delaySubject: NamedPatterns
  /** The first group is the number. No format is taken for a fact: all of it is what others have seen. */
  readonly caseNumber: NamedPatterns
}

const adverbs = String.raw`(?:,? (?:now|already|also|both|all|just|then|since|today|successfully|subsequently|permanently|temporarily|fully|completely|immediately|promptly|therefore|accordingly|meanwhile|hence|thus|\w+ly)){0,3}`
const been = String.raw`(?:(?:has|have|had)${adverbs} been|was|were|is|are|got)${adverbs}`
const we = String.raw`(?:we|i|our (?:team|teams|engineers|analysts|abuse team|security team|investigators)|the team|microsoft|msrc|the (?:hosting )?(?:provider|customer|owner|service team|product team|engineering team|abuse team)|who)(?:'ve| have| has)?${adverbs}`
const content = String.raw`(?:contents?|(?:web ?)?sites?|web ?pages?|pages?|urls?|links?|files?|resources?|hosts?|host ?names?|servers?|subscriptions?|accounts?|tenants?|domains?|sub-?domains?|endpoints?|apps?|applications?|app services?|services?|ips?|ip addresses|ip address|material|kits?|blobs?|containers?|buckets?|vms?|machines?|instances?|deployments?|workloads?|systems?|customers?|users?|actors?|offenders?|functions?|infrastructure|records?|forms?|documents?|repositor(?:y|ies)|threats?|malware|phish(?:ing)?|[a-z0-9-]{1,60}(?:\[?\.\]?[a-z0-9-]{1,60}){1,6})`
const it = String.raw`(?:it|they|this|these|those|both|all|everything|all of (?:it|them|these))`
/** Says it of anything. */
const endedAlways = String.raw`(?:taken down|taken off-?line|brought down|pulled down|suspended|shut down|shut off|switched off|turned off|terminated|deactivated|deprovisioned|decommissioned|de-?allocated|null-?routed|sinkholed|neutrali[sz]ed|dismantled)`
/** Says it of content only: a mail, too, can be removed or blocked. */
const endedContent = String.raw`(?:${endedAlways}|removed|disabled|blocked|deleted|mitigated|remediated|cleaned(?: up)?|stopped|banned|closed down|quarantined|isolated|unpublished|off-?line)`
const weg = String.raw`(?:entfernt|gesperrt|abgeschaltet|deaktiviert|gelöscht|offline genommen|offline gestellt|vom netz genommen|stillgelegt|heruntergefahren|abgestellt|ausgeschaltet|blockiert|gekündigt|beendet|bereinigt|unterbunden|suspendiert|isoliert)`
const inhalt = String.raw`(?:inhalte?|seiten?|webseiten?|websites?|webauftritt|phishing-?seite|urls?|links?|dateien?|datei|ressourcen?|hosts?|server|abonnements?|subscriptions?|kontos?|konten|kunden?kontos?|benutzerkontos?|mandanten?|tenants?|domains?|domänen?|endpunkte?|endpunkts?|anwendung(?:en)?|apps?|dienste?|dienst|ip-?adressen?|adressen?|adresse|maschinen?|vms?|instanz(?:en)?|system(?:e|s)?|kunden?|nutzer|zugang|hosting|schadsoftware|malware|er|sie|es|diese[rs]?|[a-z0-9-]+(?:\[?\.\]?[a-z0-9-]+)+)`
const facts = String.raw`(?:information|info|details?|evidence|logs?|log (?:files?|entries|lines|excerpts?|extracts?)|(?:mail |e-?mail |message )?headers?|time ?stamps?|time ?zones?|time frames?|dates?|times?|samples?|urls?|links?|screenshots?|screen captures?|ip addresses|ip address|ips|(?:source |destination )?ports?(?: numbers?)?|proof|documentation|context|clarification|packet captures?|pcaps?|traffic captures?|hash(?:es)?|copy|copies|e-?mail (?:message|sample)|examples?|steps to reproduce|steps|contact (?:details|information)|full (?:url|path|header|headers)|subscription id|tenant id|data|descriptions?|answers?|questions?)`
const angaben = String.raw`(?:informationen?|angaben|details|einzelheiten|nachweise?|beweise?|belege?|protokolle?|protokolldaten|protokollauszüge?|logs?|log-?dateien|log-?auszüge?|logdaten|(?:mail-?|e-?mail-?)?header|kopfzeilen|zeitstempel|zeitpunkte?|uhrzeit(?:en)?|zeitzone|datum|urls?|links?|screenshots?|bildschirmfotos?|ip-?adressen?|(?:quell|ziel)?-?ports?|quellports?|zielports?|portnummern?|unterlagen|beispiele?|muster|daten|kopie|hash-?werte?|rückfragen?|rückmeldung|auskunft|mitschnitte?)`
const badThings = String.raw`(?:abus\w*|malicious|violations?|phishing|malware|activity|evidence|issues?|behaviou?r|content|threats?|problem|anything|wrongdoing|compromise|misuse|indicators?|findings?|reported|report|claim|allegations?)`

/** English and German. Wording seen at abuse desks in general; Microsoft's own is not published. */
export const defaultPatterns: ReplyPatterns = {
  absence: {
    'absence-en': String.raw`\bout[- ]of[- ](?:the[- ])?office\b|\booo\b|\b(?:on|taking) (?:(?:annual|parental|sick|maternity|paternity|paid|medical|extended|family) )?(?:leave|vacation|holidays?|pto|sabbatical)\b|\b(?:am|be|are|is) (?:currently |presently |now )?(?:away|travell?ing|absent|unavailable)\b|\blimited (?:access to (?:my )?e-?mails?|e-?mail access)\b|\b(?:return|back|returning)(?: to work)? (?:to|in) (?:the )?office\b|\b(?:will|shall) (?:be back|return|be returning)\b|\b(?:'ll|’ll) (?:be back|return)\b|\b(?:office|offices|team|desk) (?:is|are|will be) closed\b|\b(?:no longer (?:works? (?:at|for|with|here|in)|employed|with the (?:company|team|organi[sz]ation)|with microsoft)|(?:has|have) left (?:the |this |our )?(?:company|organi[sz]ation|microsoft|team))\b|\b(?:when|upon|after|on) (?:i|my|we|our) return\b`,
    'absence-de': String.raw`\babwesen(?:d|heit)|\b(?:nicht|wieder) (?:im|in (?:dem|unserem)) (?:büro|hause?|dienst)\b|\bnicht am (?:arbeits)?platz\b|\b(?:im|bis \S+(?: \S+)? im|in meinem|in) (?:jahres|erholungs|sonder)?urlaub\b|\bin (?:elternzeit|mutterschutz|rente)\b|\bautomatische abwesenheit|\bwieder (?:erreichbar|für sie da|zurück|im büro)\b|\b(?:kehre|bin) (?:ich )?(?:am|ab|erst).{0,40}\bzurück\b|\bbetriebsferien\b|\bbüro.{0,40}\bgeschlossen\b|\bnicht mehr (?:im unternehmen|für .{2,40} tätig|bei \S+ (?:tätig|beschäftigt))`,
  },
  takedown: {
    'takedown-en': String.raw`\b${been} (?:${endedAlways})\b`,
    'takedown-passive-en': String.raw`\b(?:${content}\b.{0,120}?|${it} )\b${been} ${endedContent}\b`,
    'takedown-active-en': String.raw`\b(?:${we}|and(?: have)?${adverbs}) (?:${endedAlways}|took (?:down|off-?line)|shut|removed|disabled|blocked|deleted|mitigated|remediated|banned|cleaned(?: up)?|stopped|isolated|quarantined|unpublished)\b(?: ${it}\b|.{0,100}\b${content}\b)`,
    'takedown-split-en': String.raw`\b${we} (?:taken|took|brought|pulled|shut)\b.{1,100}\b(?:down|off-?line)\b`,
    'takedown-action-en': String.raw`\b(?:${we}|and(?: have)?${adverbs}) (?:taken|took|completed|performed|carried out)(?: (?:the|all|any|an))? ?(?:(?:appropriate|necessary|corrective|enforcement|required|suitable|relevant|remedial|remediation|adequate|mitigation|takedown|disciplinary|legal)(?:,? (?:and )?)?){0,2} ?(?:actions?|measures?|steps|takedowns?)\b|\b(?:appropriate|necessary|corrective|enforcement|required|suitable|relevant|remedial|mitigation)? ?(?:actions?|measures|steps) (?:has|have|was|were)${adverbs}(?: been)?${adverbs} (?:taken|completed|implemented|applied)\b`,
    'takedown-gone-en': String.raw`\b${content}\b.{0,80}\b(?:is|are) (?:no longer (?:available|accessible|active|reachable|on-?line|live|hosted|hosting|serving|resolving|resolvable|present|operational|up|running|functional|responding)|(?:now )?off-?line|now (?:inaccessible|unavailable|unreachable|down|inactive))\b|\b(?:phish\w*|malicious|reported|abusive|offending)\b.{0,40}\b(?:is|are) (?:now |already )?(?:down|gone|dead)\b`,
    'takedown-noun-en': String.raw`\b(?:take-?down|removal|suspension|shutdown|disablement|mitigation)\b.{0,40}\b(?:is|was|has been|are|were) (?:now )?(?:complete|completed|successful|done|performed|confirmed|carried out|executed)\b|\bconfirm(?:ed|s)? the (?:take-?down|removal|suspension)\b`,
    'takedown-de': String.raw`\b(?:wurden?|ist|sind|haben wir|hat (?:der|das|unser) \S+)\b.{0,120}\b${weg}\b|\bwir haben\b.{0,120}\b${weg}\b|\b${inhalt}\b.{0,80}\b${weg} (?:worden|wurden?)\b|\b${weg} haben wir\b`,
    'takedown-action-de': String.raw`\b(?:maßnahmen|schritte)\b.{0,60}\b(?:wurden|sind)\b.{0,60}\b(?:ergriffen|eingeleitet|umgesetzt|getroffen|unternommen|durchgeführt|abgeschlossen)\b|\bwir haben\b.{0,80}\b(?:maßnahmen|schritte)\b.{0,40}\b(?:ergriffen|umgesetzt|getroffen|unternommen|durchgeführt)\b|\b(?:wurden|haben)\b.{0,60}\b(?:maßnahmen|schritte) (?:ergriffen|umgesetzt|getroffen|unternommen|durchgeführt)\b`,
    'takedown-gone-de': String.raw`\b${inhalt}\b.{0,80}\b(?:nicht (?:mehr|länger) (?:erreichbar|verfügbar|abrufbar|zugänglich|online|aktiv|vorhanden|aufrufbar)|(?:inzwischen|nun|jetzt|mittlerweile|bereits|seit \S+) (?:offline|abgeschaltet|vom netz))\b`,
  },
  resolved: {
    'resolved-en': String.raw`\b(?:case|issue|incident|problem|matter|report|abuse|ticket|complaint|threat|situation)s?\b.{0,60}\b${been} (?:resolved|mitigated|remediated|fixed|addressed(?! to)|dealt with|taken care of)\b|\b${we} (?:resolved|mitigated|remediated|fixed|addressed) (?:the|this|your)\b`,
    'resolved-de': String.raw`\b(?:fall|vorfall|problem|vorgang|angelegenheit|missbrauch|sachverhalt|meldung|ticket)\b.{0,60}\b(?:gelöst|behoben|erledigt|beseitigt|abgestellt)\b`,
  },
  noAction: {
    'no-further-action-en': String.raw`\b(?:no|without(?: any)?) (?:further|additional|more) (?:actions?|enforcement|measures|steps)\b(?:.{0,40}\b(?:ha(?:s|ve) been|was|were|will be|is being|can be|is|are) (?:taken|planned|warranted)\b|\.?$)|\b(?:will|can|do|does) ?(?:not|n't) (?:be )?(?:tak(?:e|ing)|pursu(?:e|ing))(?: any)? further (?:actions?|measures|steps)\b`,
    'no-action-en': String.raw`\b(?:no|without(?: any)?) (?:actions?|enforcement|measures|steps)\b.{0,40}\b(?:ha(?:s|ve) been|was|were|will be|is being|can be|is|are) (?:taken|planned|warranted|required from our side|necessary on our (?:side|part))\b|\b(?:will|did|do|does|are|can|could|have|has) ?(?:not|n't) ?(?:be )?(?:tak(?:e|ing|en)|pursu(?:e|ing|ed))(?: any| an)?(?: enforcement)? (?:actions?|measures|steps)\b|\bdecided (?:not to (?:take|pursue)|against taking)\b|\b(?:clos(?:ed|ing)|close)\b.{0,60}\bwithout (?:any )?(?:further )?action\b|\bdoes not (?:require|warrant|merit)\b.{0,30}\baction\b|\bno grounds? (?:for|to)\b`,
    'no-violation-en': String.raw`\b(?:does|do|did|is|was|are|were)(?:n't| not) (?:appear to |seem to |currently |be |found to be |found to |considered |deemed )*(?:violat(?:e|ing|ion)|constitut(?:e|ing)|breach(?:ing)?|infring(?:e|ing)|in (?:violation|breach)|(?:an? )?(?:violation|breach|abuse)|malicious|abusive|phishing)\b|\b(?:did not|didn't|could not|couldn't|unable to|not able to|were not able to|cannot|can't|can not|have not|haven't|failed to)(?: been able to)? (?:find|found|identify|identified|detect|detected|confirm|confirmed|reproduce|reproduced|verify|verified|substantiate|substantiated|locate|observe|observed|validate|validated|see|corroborate|reveal|show|uncover|indicate|yield|turn up)\b.{0,100}\b${badThings}\b|\b(?:no|not any|nor any) (?!further)(?:signs?|evidence|indications?|violations?|proof|traces?|malicious|abusive|abuse|malware|phishing|suspicious|breach|threats?|issues?)\b.{0,80}\b(?:found|identified|detected|observed|confirmed|seen|discovered|located)\b|\bno (?:violations?|breach|abuse|wrongdoing)\b.{0,30}\b(?:occurred|took place|taken place|exists?|committed)\b|\b(?:found|identified|detected|observed|saw|see|find|discovered) (?:no|nothing|neither)\b`,
    'benign-en': String.raw`\b(?:is|was|are|were|be|appears? to be|considered|deemed|determined to be|found to be|concluded .{0,30}) (?:a )?(?:benign|legitimate|false positive|not malicious|harmless|clean|non-malicious|safe|within (?:our|the) (?:terms|policy|policies|acceptable use)|compliant)\b|\bfalse positive\b|\bcomplies with (?:our|the)\b`,
    'by-design-en': String.raw`\b(?:considered to be |is |are )?by design\b|\b(?:as |a )?won'?t fix\b|\b(?:does|do|did) not meet\b.{0,60}\b(?:bar|criteria|threshold|requirements|definition)\b`,
    'no-action-de': String.raw`\bkeine?(?:n|r)? (?:weiteren? |weitergehenden? )?(?:maßnahmen?|schritte|handlungsbedarf|veranlassung|anlass)\b|\bkein(?:en|e)? (?:verstoß|verstöße|missbrauch|bösartige\S*|schädliche\S*|auffälligkeiten|verletzung)\b|\bkeine?n? (?:hinweise?|anzeichen|belege|anhaltspunkte|nachweise?) (?:auf|für|finden|gefunden|festgestellt)|\b(?:nicht|keine\S*) .{0,40}\b(?:bestätigen|bestätigt|nachvollziehen|nachvollzogen|feststellen|festgestellt|reproduzieren|verifizieren|erkennen)\b|\bverstößt (?:nach \S+ \S+ )?nicht\b|\bstellt (?:keinen|nicht)\b.{0,40}\b(?:verstoß|missbrauch)|\bunbedenklich\b|\bfehlalarm\b|\bentspricht (?:unseren|den)\b.{0,40}\b(?:richtlinien|nutzungsbedingungen)\b|\bnicht (?:gegen|als) (?:unsere|die|bösartig|schädlich|missbräuchlich)`,
  },
  rejected: {
    'wrong-desk-en': String.raw`\b(?:wrong|incorrect) (?:team|department|address|mailbox|channel|contact|group|desk)\b|\b(?:reports?|complaints?|submissions?|requests?)\b.{0,40}\b(?:are|is|can|will)(?: ?not|n't) (?:be )?(?:handled|processed|accepted|investigated|answered|dealt with)\b|\b(?:is |are |am )?(?:n't|not) (?:the )?(?:right|correct|appropriate|proper|responsible) (?:team|channel|contact|address|mailbox|department|place|party|group|queue|desk|provider)\b|\b(?:does|do|can|are|is)(?: ?not|n't|not) (?:able to )?(?:handl(?:e|ing)|process(?:ing)?|accept(?:ing)?|investigat(?:e|ing)|deal(?:ing)? with)\b.{0,60}\b(?:reports?|complaints?|submissions?|requests?|issues?|cases?|matters?|abuse)\b|\bno longer (?:accepts?|handles?|process(?:es)?|supports?)\b.{0,60}\b(?:reports?|complaints?|submissions?|requests?|abuse)\b`,
    'out-of-scope-en': String.raw`\bout(?:side)?(?:[ -]of)?(?:[ -](?:the|our))?[ -](?:scope|remit|responsibility|jurisdiction|purview)\b|\b(?:is|are|was|were|does|do)(?:n't| not)(?: currently| longer)? (?:hosted (?:by|at|on|with|in)|owned by|operated by|managed by|controlled by|belong(?:ing)? to|part of|assigned to|under|registered to|within)(?: the| any)? (?:microsoft|azure|us|our|ours|control)|\bnot (?:a|an) (?:microsoft|azure)[- ](?:owned|hosted|managed|controlled)\b|\b(?:not|isn't) (?:one of )?our(?:s\b| (?:network|ips?|customers?|services?|infrastructure|address(?:es)?|responsibility)\b)`,
    'not-processed-en': String.raw`\b(?:unable to|cannot|can not|can't|could not|will not|won't) (?:be )?(?:process(?:ed)?|accept(?:ed)?|investigate[d]?|handle[d]?|act (?:on|upon)|action)\b.{0,20}\b(?:your|this|these|the|that|further|it|reports?)\b|\b(?:report|submission|case|request|complaint|ticket)\b.{0,40}\b(?:has been|was|is|been|were) (?:rejected|declined|denied|dismissed|refused|invalid|discarded|not accepted)\b|\bwe (?:have |must |are |hereby )?(?:reject(?:ed|ing)?|declin(?:e|ed|ing)|refus(?:e|ed))\b.{0,30}\b(?:your|this|the) (?:report|submission|request|complaint|case)`,
    'wrong-desk-de': String.raw`\bnicht (?:\S+ )?zuständig|\b(?:falsche|unzutreffende)[nr]? (?:adresse|abteilung|stelle|ansprechpartner)\b|\bnicht (?:der|die|das) (?:richtige|korrekte|zuständige)|\baußerhalb unser\S* (?:zuständigkeit|verantwortung|netz\w*)|\b(?:gehört|liegt|wird|befindet sich|ist) nicht\b.{0,40}\b(?:zu (?:microsoft|azure|uns|unserem)|in unser\S*|von (?:microsoft|uns)|bei (?:microsoft|uns))\b|\bfällt nicht in\b|\bunzuständig`,
    'not-processed-de': String.raw`\b(?:meldung|bericht|anfrage|vorgang|fall|hinweis|beschwerde)\b.{0,60}\b(?:abgelehnt|zurückgewiesen|abgewiesen|verworfen|nicht (?:bearbeitet|bearbeiten|angenommen|annehmen|berücksichtigt|akzeptiert))\b|\b(?:können|konnten|lehnen|nehmen) (?:wir )?.{0,60}\b(?:nicht (?:bearbeiten|annehmen|entgegennehmen|nachgehen|berücksichtigen)|(?:meldung|anfrage|antrag|hinweis|bericht|beschwerde)\S* .{0,20}\bab\b)`,
  },
  unmonitored: {
    'unmonitored-en': String.raw`\b(?:mailbox|address|inbox|alias|account)\b.{0,40}\b(?:is |are )?(?:not (?:actively )?(?:monitored|attended|read)|unmonitored|unattended|no longer (?:monitored|in use|active|used|valid|read)|deprecated|retired|discontinued)\b|\bunmonitored (?:mailbox|address|inbox|alias)\b`,
    'unmonitored-de': String.raw`\b(?:postfach|adresse|e-?mail-?adresse|mailbox)\b.{0,40}\bnicht (?:mehr )?(?:gelesen|überwacht|betreut|bearbeitet|verwendet|genutzt|aktiv)\b`,
  },
  elsewhere: {
    'elsewhere-en': String.raw`\b(?:please|kindly|must|should|you can|need to|have to)\b.{0,40}\b(?:re-?submit|submit|file|report|direct|send|redirect|contact|use)\b.{0,80}\b(?:instead|through (?:the|our)|via (?:the|our)|using (?:the|our)|at https?:\S+|portal|web ?form|online form|the (?:responsible|correct|appropriate|right) (?:provider|team|party|hoster|owner|department|address))`,
    'elsewhere-de': String.raw`\bbitte\b.{0,40}\b(?:wenden sie sich|richten sie|melden sie|verwenden sie|nutzen sie|reichen sie)\b.{0,120}\b(?:formular|portal|https?:\S+|stattdessen|zuständig\w*|betreiber|anbieter|hoster|adresse)`,
  },
  informationRequest: {
    'needs-more-en': String.raw`\b(?:need|needs|require|requires|requesting|request|requested|missing|lacks?|lacking|looking for|awaiting|without|ask(?:ing)? (?:you )?for|like to (?:have|see|receive|get|know))\b.{0,50}\b(?:more|additional|further|the following|some|other|extra|specific|complete|full|any|exact|your|relevant|detailed|supporting|certain|these|sufficient|enough)\b.{0,50}\b${facts}\b|\b(?:insufficient|not enough|incomplete|not sufficient|missing) (?:information|details?|evidence|data|logs?)\b|\b(?:additional|further|more) ${facts} (?:is|are|will be|would be) (?:needed|required|necessary|requested|helpful)\b|\b(?:need|require) (?:to know|you to|from you)\b|\b(?:need|require) (?:the |a |an |your )?${facts}\b`,
    'please-send-en': String.raw`\b(?:please|kindly|could you|can you|would you|you could|you can|ask you to|ask that you|request (?:that )?you)\b(?:(?! not\b).){0,60}\b(?:provide|send|share|supply|attach|forward|reply with|reply to this (?:e-?mail|message) with|respond with|answer|add|include|submit|give|specify|tell|let us know (?:what|which|when|where|how|who|the)|upload|furnish|clarify|elaborate|describe|indicate|state|identify)\b.{0,80}\b(?:${facts}|what|which|when|where|how|who|whether)\b`,
    'please-clarify-en': String.raw`\b(?:please|kindly|could you|can you|would you)\b(?:(?! not\b).){0,30}\b(?:clarify|elaborate|specify|explain|confirm (?:whether|if|which|what|when|that you|the (?:exact|time|date|ip|url|port)))\b|\bwould you be able to (?:provide|send|share|confirm|clarify)\b`,
    'question-en': String.raw`^(?:so |and |also,? )?(?:what|which|when|where|who|did you|do you (?:have|still|know|see)|have you|is (?:the|this|it)|was (?:the|this|it)|can you|could you|were)\b.{0,200}\b(?:${facts}|activit\w+|traffic|connections?|still|seen|see|observed?|happen\w*|occur\w*|requests?|attacks?|you)\b.{0,200}\?$`,
    'needs-more-de': String.raw`\b(?:benötigen|brauchen|bräuchten|erbitten|fehlen|fehlt)\b.{0,60}\b(?:weitere|weiteren|noch|zusätzliche|mehr|nähere|genaue|genauere|folgende|ergänzende|detaillierte|die|den|das|ihre|vollständige\w*|einige)\b.{0,60}\b${angaben}\b|\b(?:weitere|zusätzliche|nähere|ergänzende) ${angaben} (?:erforderlich|nötig|notwendig|benötigt)|\b${angaben}\b.{0,40}\b(?:benötigt|erforderlich|nachzureichen)\b|\bbitten (?:wir )?(?:sie )?(?:\S+ )?um\b.{0,60}\b(?:${angaben}|zusendung|übersendung|übermittlung|mitteilung)\b`,
    'please-send-de': String.raw`\b(?:bitte|könnten sie|können sie|würden sie|wir bitten sie)\b(?:(?! kein).){0,80}\b(?:senden|schicken|teilen|übermitteln|nennen|reichen|geben|beantworten|ergänzen|präzisieren|konkretisieren|erläutern|beschreiben|lassen)\b(?:(?! nicht).){0,120}\b(?:${angaben}|fragen|welche\w*|wann|wie|wo|ob|genau\w*)\b|\b(?:bitte|könnten sie|können sie|würden sie)\b(?:(?! kein).){0,60}\b(?:${angaben}|welche\w*|wann)\b(?:(?! nicht).){0,60}\b(?:senden|schicken|zusenden|zuschicken|zukommen|mitteilen|nachreichen|übermitteln|nennen|angeben|bereitstellen|beifügen|ergänzen|geben)\b|\b(?:senden|schicken|teilen|übermitteln|nennen) sie uns\b.{0,80}\b(?:${angaben}|welche\w*|wann|ob|mit)\b`,
    'question-de': String.raw`^(?:und |auch )?(?:welche\w*|wann|wo|wer|wie|was|haben sie|können sie|könnten sie|ist (?:die|das|der|dies)|liegen ihnen|liegt ihnen|um welche\w*|seit wann|in welcher)\b.{5,300}\?$`,
  },
  acknowledgement: {
    'thanks-en': String.raw`\b(?:thank(?:s| you)|appreciate|grateful)(?: again| very much| so much| a lot)?,? (?:for )?(?:you )?(?:your (?:\w+ )?(?:report|submission|e-?mail|mail|message|notification|notice|inquiry|enquiry|request|patience|help|complaint|interest|correspondence|contribution|assistance|cooperation|time|note)|submitting|reporting|contacting|bringing|reaching out|letting us know|taking the time|writing|getting in touch|notifying|alerting|informing|sending|sharing|helping|the (?:report|information|notification|heads[- ]up|submission|details|mail|e-?mail|message))\b`,
    'received-en': String.raw`\b(?:we(?:'ve| have)?|i(?:'ve| have)?|msrc(?: has)?|microsoft(?: has)?|our team(?: has)?|the team(?: has)?) (?:now |just |already |successfully |also )?(?:received|got|logged|registered|recorded|opened|created) (?:your|the|this|a|an)\b|\b(?:confirm|acknowledge|confirming|acknowledging|confirms|acknowledges|confirmation of|acknowledg(?:e)?ment of)(?: the| that| we| have| to| you| your)* (?:receipt|receiving|received|your)\b|\breceipt of your\b|\byour (?:\w+ )?(?:report|submission|request|e-?mail|case|message|inquiry|enquiry|complaint|notification|ticket|mail)\b.{0,60}\b(?:has been|have been|was|is|been) (?:\w+ly )?(?:received|registered|opened|logged|created|assigned|forwarded|submitted|queued|recorded|accepted|passed|routed|escalated|under review|with our|in our queue|being)\b|\byour (?:report|submission|request|message|e-?mail)\b.{0,30}\b(?:has|have) arrived\b|\b(?:report|submission|request|message|e-?mail|ticket) received\b|\bhas been received\b`,
    'opened-en': String.raw`\b(?:case|ticket|incident|request|report|issue|matter|submission|reference)\b.{0,80}\b(?:has been|was|have been|is) (?:\w+ly )?(?:opened|created|assigned|registered|logged|forwarded|escalated|raised|routed|passed (?:on|along)|triaged|queued)\b|\bwe(?:'ve| have)? (?:opened|created|assigned|logged|raised|registered|forwarded|escalated|passed|shared|routed|notified|informed)\b|\b(?:is|are|am|'re|being|will be|has started|have started|have begun|has begun)(?: currently| now| being| actively| also)* (?:investigat(?:ing|ed)|review(?:ing|ed)|look(?:ing|ed) into|analy[sz](?:ing|ed)|process(?:ing|ed)|examin(?:ing|ed)|working on|triag(?:ing|ed)|assess(?:ing|ed)|handl(?:ing|ed))\b|\b(?:have|has|'ve) (?:started|begun|opened|initiated|launched) (?:an? |the |our )?(?:\w+ )?(?:investigation|review|case|inquiry|analysis)\b|\b(?:investigation|review|analysis) is (?:underway|ongoing|in progress)\b|\b(?:under|in|pending) (?:review|investigation|process|triage|analysis)\b|\b(?:will|'ll) (?:investigate|review|look into|examine|follow up|get back|respond|be in touch|take a look|update you|keep you|contact you|reach out|work on)\b|\byour (?:case|ticket|reference|tracking|incident|report|request) (?:number|id|no\.?|#)`,
    'thanks-de': String.raw`\b(?:danken (?:wir )?(?:ihnen )?(?:\S+ )?für|(?:vielen |besten |herzlichen |recht herzlichen )?danke?,? (?:für|dass))\b.{0,20}\b(?:ihre|ihren|ihrer|die|den|das|sie|eure|deine)\b|\bbedanken uns\b`,
    'received-de': String.raw`\bhaben (?:wir )?(?:ihre|ihren|die|den|diese)\b.{0,60}\b(?:erhalten|bekommen|entgegengenommen|registriert|erfasst|aufgenommen|weitergeleitet)\b|\b(?:ist|sind) (?:bei uns |am \S+ |heute |soeben |erfolgreich )*(?:eingegangen|angekommen|eingetroffen)\b|\bzur kenntnis genommen\b|\b(?:weitergeleitet|weitergegeben|übergeben)\b|\beingangsbestätigung\b|\beingang (?:ihrer|ihres|der|des)\b|\b(?:bestätigen|bestätigt)\b.{0,40}\b(?:eingang|erhalt)\b|\b(?:wird|werden|wurde)\b.{0,60}\b(?:geprüft|bearbeitet|untersucht|registriert|erfasst|weitergeleitet|prüfen|bearbeiten|untersuchen|kümmern|melden)\b|\b(?:vorgang|ticket|fall|vorgangsnummer|ticketnummer|fallnummer|bearbeitungsnummer|aktenzeichen|referenznummer)\b.{0,60}\b(?:eröffnet|angelegt|erstellt|lautet|vergeben|zugewiesen|registriert|erfasst)\b|\bin (?:bearbeitung|prüfung)\b|\b(?:prüfen|untersuchen|bearbeiten) (?:wir )?(?:den|das|die|ihre|ihren|diesen|derzeit|nun|aktuell)\b`,
  },
  bounceSubject: {
    'bounce-subject-en': String.raw`^(?:\[?(?:undeliverable|undelivered|undeliverable mail|undelivered mail|mail delivery (?:failed|failure|system)|delivery status notification|(?:message )?delivery (?:has )?fail(?:ed|ure)|returned mail|failure notice|message (?:not delivered|undeliverable|could not be delivered)|mail system error|delivery notification|non[- ]delivery|nondeliverable|could not deliver|rejected))`,
    'bounce-subject-other': String.raw`^(?:unzustellbar|nicht zustellbar|unzustellbare|zustellung (?:fehlgeschlagen|gescheitert)|fehler bei der (?:zu|nachrichten)\S*|mail konnte nicht|non remis|non distribuable|échec de (?:la )?(?:remise|distribution)|message non|no se puede entregar|no entregado|error de entrega|devuelto|não entregue|não é possível entregar|non recapitabile|impossibile recapitare|mancato recapito|onbestelbaar|niet te bezorgen|niet bezorgd|nie można dostarczyć|niedostarczalna|niedostarczona|kan inte levereras|går inte att leverera|kan ikke leveres|ikke leveret|uleverbar|ei voi(?:tu|da) toimittaa|teslim edilemedi|teslim edilemeyen|kézbesíthetetlen|nedoručitelné|nedoručiteľné|недоставлено|не удается доставить|не доставлено|無法傳遞|无法传递|未传递|配信不能|配信できません|配信不可|배달되지 않음|배달할 수 없음)`,
  },
  delaySubject: {
    'delay-subject': String.raw`\bdelay(?:ed)?\b|\bverzögert\b|\bverzögerung\b|\bverzögerte\b|^warning: (?:could not send|message)|\bstill being retried\b|\bstill trying\b|\bretardé|\bretrasad[oa]\b|\bvertraagd\b|\battrasad[oa]\b|\bin ritardo\b|\britardata\b`,
  },
  caseNumber: {
    labelled: String.raw`\b(?:case|ticket|reference|tracking|incident|submission|vorgangs?|fall|ticket|referenz|bearbeitungs)-?(?: ?(?:number|nummer|id|no\.?|nr\.?|code))(?: for (?:this|your) \w+)?(?: is| lautet|:)?\s?[#:]?\s?["'\[(]?([A-Z]{0,8}[-:]?\d[A-Z0-9-]{2,40})\b`,
    crm: String.raw`\b(CRM:\s?\d{10})\b`,
    vuln: String.raw`\b(VULN-\d{6})\b`,
    sir: String.raw`\b(SIR\d{5,12})\b`,
    trk: String.raw`\b(TRK:?\d{5,16})\b`,
    tracking: String.raw`\bTracking ?ID\s?#?\s?(\d{10,20})\b`,
    'msrc-case': String.raw`\b(?:MSRC )?Case (?:number |no\.? |id )?[#:]?\s?(\d{4,8})\b`,
    guid: String.raw`\b(?:reference|tracking|report|case|submission|request|ticket)(?: number| id)?(?: is)?\s?[#:]?\s?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b`,
    loose: String.raw`\b(?:case|ticket|reference|tracking|incident|vorgang|fall|ticketnummer|vorgangsnummer|fallnummer|aktenzeichen|az\.?|ref\.?)(?: is| lautet)?\s?[#:]{1,2}\s?([A-Z]{0,8}-?\d[A-Z0-9-]{3,24})\b`,
  },
}

export const groupNames = [
  'absence',
  'takedown',
  'resolved',
  'noAction',
  'rejected',
  'unmonitored',
  'elsewhere',
  'informationRequest',
  'acknowledgement',
  'bounceSubject',
  'delaySubject',
  'caseNumber',
] as const satisfies readonly (keyof ReplyPatterns)[]

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
    resolved: compileGroup(patterns.resolved),
    noAction: compileGroup(patterns.noAction),
    rejected: compileGroup(patterns.rejected),
    unmonitored: compileGroup(patterns.unmonitored),
    elsewhere: compileGroup(patterns.elsewhere),
    informationRequest: compileGroup(patterns.informationRequest),
    acknowledgement: compileGroup(patterns.acknowledgement),
    bounceSubject: compileGroup(patterns.bounceSubject),
    delaySubject: compileGroup(patterns.delaySubject),
    caseNumber: compileGroup(patterns.caseNumber),
  }
}

const named = z.record(z.string().min(1).max(60), z.string().max(2000))

/** @throws when it is no object of known groups, or a pattern is no regular expression */
export function parseReplyPatterns(value: unknown): Partial<ReplyPatterns> {
  const groups = z.partialRecord(z.enum(groupNames), named).parse(value)
  for (const source of Object.values(groups).flatMap((group) => Object.values(group))) new RegExp(source, 'i')
  return groups
}

/** Patterns of the same name take the place of those before; an empty one takes them out. */
export function withPatterns(patterns: ReplyPatterns, further: Partial<ReplyPatterns>): ReplyPatterns {
  const merged = groupNames.map((name) => {
    const group = Object.entries({ ...patterns[name], ...further[name] })
    return [name, Object.fromEntries(group.filter(([, source]) => source !== ''))] as const
  })
  return { ...patterns, ...Object.fromEntries(merged) }
}

/** `\b` knows ASCII letters only, with the `u` flag too: in "kein Verstoß." it would see no end of a word. */
const letter = String.raw`[\wÀ-ÖØ-öø-ÿ]`
const wordEdge = `(?:(?<!${letter})(?=${letter})|(?<=${letter})(?!${letter}))`

const compileGroup = (patterns: NamedPatterns) =>
  Object.entries(patterns).map(([name, source]) => {
    try {
      return { name, pattern: new RegExp(source.replaceAll('\\b', wordEdge), 'i') }
    } catch (cause) {
      throw new Error(`The reply pattern ${name} is no regular expression`, { cause })
    }
  })
