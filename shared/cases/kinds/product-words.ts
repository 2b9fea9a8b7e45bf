import { remembered } from '../../model/remembered'
import type { KindName } from './kind'

type Row = readonly [kind: KindName, words: RegExp]

const ATTACK =
  '(?:brute[ -]?forc\\w*|password spray\\w*|scan\\w*|sweep\\w*|denial[ -]of[ -]service|d?dos|flood\\w*|spam\\w*|attacks?|exploit\\w*|bulk|smtp|network activity)'
const OUR_MACHINE =
  '(?:device|machine|host|computer|server|vm|virtual machine|resource|workstation|endpoint|client)'

/**
 * What products call their alerts, the first that fits. What our own machine does comes first, because then everybody
 * else is a victim; then what accuses nobody; then what names the attacker's end.
 */
const TITLES: readonly Row[] = [
  ['sinkhole', /\bsinkhole/i],
  ['user-report', /\breported by (?:a |the |an? end )?users?\b|\buser[- ](?:reported|submitted|submission)\b|\badmin(?:istrator)? submission\b/i],
  ['own-content', /\bphishing content hosted\b|\bdangling dns\b|\btagged as malicious in threat intelligence\b/i],
  ['command-and-control', new RegExp(`^(?!.*${ATTACK})(?=.*(?:command[ -]?(?:and|&)[ -]?control|\\bc2\\b|\\bc&c\\b|\\bcnc\\b))`, 'i')],
  ['outgoing-spam', /\b(?:bulk|mass|outgoing|outbound)\b[^.]{0,30}\b(?:smtp|e?-?mails?|spam)\b|\bspam ?bot\b|\bsuspicious email sending\b|\brestricted from sending\b|\bemail sending limit\b|\bsuspicious connector activity\b/i],
  ['outgoing-attack', new RegExp(`\\bout(?:going|bound)\\b[^.]*\\b${ATTACK}`, 'i')],
  ['outgoing-attack', new RegExp(`\\b${ATTACK}\\b[^.]*\\b(?:out(?:going|bound)|to (?:the )?internet|to external)\\b`, 'i')],
  ['outgoing-attack', new RegExp(`(?<!remote |external |foreign |attacker |attacking )\\b${OUR_MACHINE}s? (?:is|are|was|were|started|began|performing|conducting|taking part in)\\b[^.]{0,30}\\b(?:scanning|attacking|flooding|brute[ -]?forcing|spamming)\\b`, 'i')],
  ['outgoing-attack', new RegExp(`\\b${ATTACK}\\b[^.]*\\b(?:from|by|originating from) (?:(?:a|an|the)? ?(?:your|our|this|internal|local|corporate|managed|infected|compromised|onboarded)\\b(?: \\w+)? ${OUR_MACHINE}|(?:a|this) (?:device|workstation|endpoint|virtual machine|vm|resource)\\b)`, 'i')],
  ['anomaly', /\b(?:unusual|anomal\w+|atypical|abnormal|uncommon|infrequent|unfamiliar|impossible travel|unlikely travel|non-corporate|not seen|(?:first|new)[ -](?:time|seen|country|location|device|isp|asn|geo)|rare|spike in|mass (?:download|delete|access)|risky sign|leaked credentials|anonymous ip|anonymizer|anonymized|tor exit|tor ip|tor node|proxy ip|dns tunnel|tunneling over dns|randomi[sz]ed domain|generated domain|\bdga\b|unusual data|data exfiltration)\b/i],
  ['mining', /\b(?:mining|miner|cryptojacking|cryptocurrency|coinhive)\b/i],
  ['denial-of-service', /\bdenial[ -]of[ -]service\b|\bd?dos\b|\bsyn flood\b|\b(?:udp|icmp|http) flood\b|\bamplification\b/i],
  ['command-and-control', /\bcommand[ -]?(?:and|&)[ -]?control\b|\bc2\b|\bc&c\b|\bcnc\b|\bbeacon\w*|\bbotnet\b|\bcall-?back\b|\badversary infrastructure\b|\b(?:trojan|malware|rat|stealer|backdoor|implant|worm|bot)\b.{0,40}\b(?:check-?in|traffic|communication|connection|activity)\b|\bnetwork communication with a malicious machine\b|\bcobalt ?strike\b.{0,40}\b(?:traffic|connection|communication|server)/i],
  ['malware-download', /\b(?:malware|trojan|virus|ransomware|malicious (?:file|payload|script|executable)|exploit[ _]kit|payload)\b.{0,40}\b(?:download\w*|delivered|delivery|hosted|landing)\b|\bdownload\w*\b.{0,40}\b(?:malware|trojan|virus|malicious)\b|\bexploit[ _]kit\b|\bvirus infected\b|\bwildfire\b/i],
  ['phishing-link', /\bphish\w*|\bcredential (?:harvest\w*|theft page)\b|\bmalicious (?:url|link|web ?site|site)\b|\bmalicious url\b/i],
  ['incoming-brute-force', /\bpassword spray\w*|\bincoming\b[^.]*\b(?:brute[ -]?forc\w*|(?:ssh|rdp|sql|ftp|smb) (?:network )?activity)|\b(?:failed|successful|suspected)\b.{0,20}\bbrute[ -]?force\b/i],
  ['brute-force', /\bbrute[ -]?forc\w*|\bcredential stuffing\b|\bdictionary attack\b|\bpassword guess\w*|\blogon from a malicious\b/i],
  ['indicator-match', /\bindicator match\b|\bthreat intel\w* match\b|\bthreat (?:list )?activity\b|\bthreat intelligence analytics\b|^TI map\b/i],
  ['malicious-address', /\b(?:from|to|with|by) (?:a |an |the )?(?:known[ -])?(?:malicious|hostile|attacker|botnet)(?: or \w+)? (?:ip|ips|address\w*|host|hosts|server|servers|destination|machine)\b|\bmalicious ip\b|\bverified threat actor ip\b/i],
  ['malicious-domain', /\bmalicious (?:domain|destination)\b|\bsuspicious domain identified by threat intelligence\b/i],
  ['scan', /\b(?:port|network|host|address|web|ssh|rdp|smb|syn|udp|tcp|horizontal|vertical|vulnerability|nmap|masscan|zmap)[ -]?(?:scan\w*|sweep\w*|prob\w+)\b|^ET SCAN\b|\bscanning\b|\bscan (?:detected|attempt)\b|\breconnaissance\b/i],
  ['exploit', /\bexploit\w*|\b(?:code|command) execution\b|\bfile inclusion\b|\bbuffer overflow\b|\bauthentication bypass\b|\bweb (?:application )?attack\b|\binjection\b|\blog4(?:shell|j)\b|\bremote code execution\b|\brce\b|\b(?:path|directory) traversal\b|\bcross[ -]site\b|\bshellshock\b|\bprivilege gain\b|\bweb ?shell\b|\bcve-\d{4}-\d+/i],
  ['malware', /\bmalware\b|\btrojan\b|\bransom\w*|\bvirus\b|\bstealer\b|\bdropper\b|\bbackdoor\b|\binfostealer\b/i],
] // prettier-ignore

/** What is no alert however high its priority: notes of a decoder, of policy, of a system at work. */
const NOTES =
  /^(?:ET (?:INFO|POLICY|HUNTING|CHAT|GAMES|P2P|ICMP|DNS Query (?:to|for) \.?\w* ?TLD|DYN_DNS|USER_AGENTS?|TOR)\b|GPL (?:ICMP|POLICY|CHAT|P2P)|ETPRO (?:INFO|POLICY|HUNTING)\b|unknown log event\b|health|heartbeat)/i

/** What products file alerts under, in words that mean the same wherever they stand: class types, log types, tactics. */
const CATEGORIES: readonly Row[] = [
  ['no-alert', /^(?:generic protocol command decode|not suspicious traffic|unknown traffic|misc(?:ellaneous)? activity|potential corporate privacy violation|device retrieving external ip address detected|a tcp connection was detected|generic icmp event|a system call was detected|information(?:al)?|unknown log event|network event|a client was using an unusual port|inappropriate content was detected|protocol-command-decode|not-suspicious|misc-activity|policy-violation|icmp-event|traffic|system|configuration|ip-check|external-ip-check)$/i],
  ['command-and-control', /^(?:malware command and control activity detected|domain observed used for c2 detected|a network trojan was detected|targeted malicious activity was detected|command-and-control|trojan-activity|domain-c2|targeted-activity|botnet|botnet c&c|spyware|dns-c2|c2|command and control|botnet address|malware callback)$/i],
  ['phishing-link', /^(?:possible social engineering attempted|successful credential theft detected|social-engineering|credential-theft|phishing|phishing-url)$/i],
  ['malware-download', /^(?:exploit kit activity detected|exploit-kit|virus|wildfire-virus|wildfire|malware|file-malware|malware-url|infected)$/i],
  ['malware', /^(?:malware family|virus detected)$/i],
  ['scan', /^(?:attempted information leak|information leak|large scale information leak|detection of a network scan|attempted-recon|network-scan|scan|port ?scan|reconnaissance|host query|network sweep)$/i],
  ['exploit', /^(?:web application attack|attempted (?:administrator|user) privilege gain|successful (?:administrator|user) privilege gain|unsuccessful user privilege gain|executable code was detected|access to a potentially vulnerable web application|web-application-attack|attempted-admin|attempted-user|shellcode-detect|vulnerability|code-execution|sql-injection|overflow|exploit)$/i],
  ['denial-of-service', /^(?:attempted denial of service|denial of service|detection of a denial of service attack|attempted-dos|denial-of-service|dos|ddos|flood)$/i],
  ['brute-force', /^(?:an attempted login using a suspicious username was detected|attempt to login by a default username and password|suspicious-login|default-login-attempt|brute-?force|authentication brute force)$/i],
  ['mining', /^(?:crypto currency mining activity detected|coin-mining|cryptominer)$/i],
  ['reputation', /^(?:misc attack|misc-attack|potentially bad traffic|bad-unknown|possibly unwanted program detected|pup-activity|reputation|ip reputation)$/i],
] // prettier-ignore

/** Suricata's own events; other products write its name in titles of alerts. */
const DECODER = /^SURICATA /

const LONGEST_TITLE = 300

/** Names of Defender for Cloud's alerts in Graph, which gives no code, where other products mean another end by such words. */
const CLOUD_TITLES: readonly Row[] = [
  ['no-alert', /\btest alert\b.*\bnot a threat\b/i],
  ['anomaly', /^unusual\b|\bpossible phishing domain\b/i],
  // The client of a database or a model is mostly our own application, the caller of a toolkit or a shell a session of ours.
  ['data-change', /\b(?:sql|prompt) injection\b|\bascii smuggling\b|\breconnaissance attempt\b|\bexploitation toolkit\b/i],
  ['data-change', /\brun command\b|\bextensions? (?:in|with|was)\b|\bmal(?:ware|icious (?:file|blob)) (?:was )?(?:up|down)loaded\b/i],
  ['host-activity', /\bantimalware\b|\b(?:local|multiple) reconnaissance\b|\bxorg\b|\bcommand line exploitation\b|\bweb ?shell\b/i],
  ['host-activity', /\bddos toolkit\b|\bfile download from a known malicious source\b|\bexploitation of the mail ?server\b/i],
  ['outgoing-attack', /\bsuspicious outgoing \w+ traffic\b/i],
  ['malicious-address', /\bfrom (?:a )?(?:known )?suspicious ip\b|\bsuspicious ip access\b|\bfound in threat intelligence$/i],
  ['incoming-brute-force', /^suspicious authentication activity$/i],
  ['incoming-scan', /\bnmap scanning\b|\bvulnerability scanner\b|\bweb fingerprinting\b|\bpossibly vulnerable web page\b/i],
  ['incoming-scan', /\bpublicly accessible storage containers\b/i],
  ['incoming-exploit', /\bwordpress theme invocation\b/i],
  ['own-content', /\bspam folder referrer\b/i],
] // prettier-ignore

const kindOfCloudTitleText = remembered((title): KindName | undefined => find(CLOUD_TITLES, title))

/** As {@link kindOfTitle}, of what Defender for Cloud calls its alerts where it differs from other products. */
export function kindOfCloudTitle(title: string): KindName | undefined {
  return kindOfCloudTitleText(title.slice(0, LONGEST_TITLE))
}

const kindOfCategoryText = remembered((word): KindName | undefined => find(CATEGORIES, word.trim()))

function find(rows: readonly Row[], text: string): KindName | undefined {
  return rows.find(([, words]) => words.test(text))?.[0]
}

const QUOTE = /["“”„]/

/** Without what is in double quotes: that an attacker may have written. */
export const kindOfTitle = remembered((title): KindName | undefined => {
  const parts = blanked(title.slice(0, LONGEST_TITLE)).split(QUOTE)
  const bounded = parts.filter((_, i) => i % 2 === 0).join(' ')
  return DECODER.test(bounded) || NOTES.test(bounded) ? 'no-alert' : find(TITLES, bounded)
})

/** `Apache.Struts.Code.Execution`: some products write dots for blanks. */
function blanked(title: string): string {
  return title.includes(' ') ? title : title.replace(/(?<=[a-z])[._](?=[a-z])/gi, ' ')
}

export function kindOfWord(word: string): KindName | undefined {
  return kindOfCategoryText(word.slice(0, 100))
}
