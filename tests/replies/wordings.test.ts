import { classify } from '../../shared/replies/classify'
import {
  compilePatterns,
  defaultPatterns,
  parseReplyPatterns,
  withPatterns,
} from '../../shared/replies/patterns'
import { readMail } from '../../shared/replies/read-mail'
import { mailBytes } from './mail-fixture'

const patterns = compilePatterns(defaultPatterns)
const headers = {
  'Content-Type': 'text/plain; charset=utf-8',
  Subject: 'RE: [DAR-2611-7F3K9QXM] Abuse report: command-and-control server',
}
const read = async (text: string, by = patterns) => classify(await readMail(mailBytes(headers, text)), by)

describe('a takedown', () => {
  it.each([
    'Good news: it is fixed. The phishing site is down.',
    'We have taken action on this report. For privacy reasons we cannot share details.',
    'The abusive content has been removed. If you see further abuse, please provide details in a new report.',
    'Die gemeldete virtuelle Maschine wurde abgeschaltet und der Kunde gesperrt.',
    'Status: Resolved. The reported VM has been terminated.',
    'We can confirm that the malicious site is now offline.',
    'The phishing page hosted at contoso-login.azurewebsites.net has been disabled by our team.',
    'Following our investigation, the account associated with this IP address was suspended for violating our terms.',
    'We have identified the customer and terminated their subscription.',
    'This has been mitigated.',
    'Our team has taken the site offline.',
    'Microsoft has taken down the reported URL.',
    'The content you reported was found to violate our policies and has been removed.',
    'Action has been taken on the reported resource.',
    'We have completed our investigation and have taken appropriate action.',
    'The deployment has been stopped and deallocated.',
    'The VM in question has been shut down.',
    'The threat has been remediated.',
    'We have blocked the offending host.',
    'The customer has removed the malicious content.',
    'Thank you for your report. The reported URL(s) have been taken down.',
    'Case closed: The abusive tenant was deprovisioned.',
    'All reported resources were successfully removed from our platform.',
    'Die Phishing-Seite wurde vom Netz genommen.',
    'Der betroffene Server wurde abgeschaltet.',
    'Das Abonnement des Kunden wurde gesperrt.',
    'Wir haben die gemeldete URL deaktiviert.',
    'Die von Ihnen gemeldeten Inhalte sind nicht mehr verfügbar.',
    'Wir haben entsprechende Maßnahmen ergriffen.',
    'Der Host ist inzwischen offline.',
    'Die Ressource wurde durch unser Team entfernt. Vielen Dank für Ihre Meldung.',
  ])('%s', async (text) => {
    expect(await read(text)).toMatchObject({ kind: 'decision', outcome: 'takedown' })
  })
})

describe('no action', () => {
  it.each([
    'Our review is complete. We did not observe any abusive traffic and consider the matter closed.',
    'We have reviewed your report and determined that no violation has occurred.',
    'Our investigation did not reveal any abuse.',
    'We were not able to verify the activity described in your report.',
    'After review, we have decided not to take action on this report.',
    'This does not constitute a violation of our terms of use.',
    'We found no evidence of malicious behavior.',
    'We have concluded our investigation and found that the content does not violate our policies.',
    'The reported activity is legitimate and no action is required by Microsoft.',
    'We will not be taking any action.',
    'We consider this to be a false positive and are closing the case.',
    'Wir haben keine Hinweise auf einen Missbrauch gefunden.',
    'Es liegt kein Verstoß gegen unsere Richtlinien vor.',
    'Wir konnten die gemeldete Aktivität nicht bestätigen.',
    'Wir sehen keinen Handlungsbedarf.',
    'Es werden keine weiteren Schritte unternommen.',
    'Unsere Prüfung hat ergeben, dass die Seite nicht gegen unsere Nutzungsbedingungen verstößt.',
  ])('%s', async (text) => {
    expect(await read(text)).toMatchObject({ kind: 'decision', outcome: 'no-action' })
  })
})

describe('a rejection', () => {
  it.each([
    'Your report could not be processed because the attachment was missing. It has been rejected.',
    'Please note: this mailbox does not accept abuse reports. Use https://msrc.microsoft.com/report/abuse.',
    'This IP address does not belong to Microsoft.',
    'The resource you reported is not owned by Microsoft. Please contact the hosting provider.',
    'Your report has been rejected because it is incomplete.',
    'Your submission was declined.',
    'We are unable to accept reports via this channel.',
    'You have contacted the wrong team.',
    'This mailbox is for peering requests only. Abuse reports are not handled here.',
    'Ihre Meldung wurde abgelehnt.',
    'Diese IP-Adresse gehört nicht zu Microsoft.',
    'Wir können Ihre Meldung leider nicht bearbeiten.',
    'Sie haben die falsche Abteilung kontaktiert.',
  ])('%s', async (text) => {
    expect(await read(text)).toMatchObject({ kind: 'decision', outcome: 'rejected' })
  })
})

describe('an information request', () => {
  it.each([
    'Thank you for your report. Unfortunately we need more information to proceed:\n1. The exact time (UTC)\n2. The source IP address',
    'We received your report. In order for us to take action, please provide evidence of the abuse.',
    'Could you provide us with the exact timestamps including time zone?',
    'Please reply with the full URL of the phishing page.',
    'We require additional information in order to process your request.',
    'We need more information to investigate. Please provide the source port and time in UTC.',
    'Can you share packet captures or log files that show the activity?',
    'Kindly send us the email headers of the message in question.',
    'Is the activity still ongoing?',
    'Your report lacks sufficient details. Please add timestamps.',
    'Können Sie uns bitte die genaue URL mitteilen?',
    'Bitte senden Sie uns die Log-Dateien mit Zeitstempel zu.',
    'Für die weitere Bearbeitung benötigen wir noch den Zeitpunkt und den Quellport.',
    'Wir bitten um Übersendung der Protokolle.',
    'Welche Ports waren betroffen?',
    'Bitte teilen Sie uns mit, wann die Verbindung stattfand.',
    'Uns fehlen noch Angaben zum Zeitpunkt.',
  ])('%s', async (text) => {
    expect(await read(text)).toMatchObject({ kind: 'information-request' })
  })
})

describe('an acknowledgement', () => {
  it.each([
    'This message is to let you know that we have started an investigation into your report.',
    'Wir haben Ihre Beschwerde zur Kenntnis genommen und an die zuständige Stelle weitergeleitet.',
    'Your report is being processed. You will receive an email once the content has been removed or if no action will be taken.',
    'We have forwarded your report to our customer and asked them to take the site down.',
    'Microsoft has received your report. Reference: CRM:0022115875. This mailbox is unmonitored.',
    'Hi,\n\nThanks for flagging this. We will look into it and get back to you.\n\nThanks,\nJane',
    'We have received your abuse report and will review it as soon as possible.',
    'Your request has been logged with reference number 123456.',
    'This is to acknowledge receipt of your email.',
    'A support ticket has been created: #445566.',
    'Thank you for bringing this to our attention. We are investigating.',
    'Your email was received and is being processed.',
    'We appreciate your report and will take appropriate action.',
    'We take abuse seriously and will take action if a violation is found. Your case ID is 1234567.',
    'Thank you. We have passed this on to the responsible team.',
    'Automatic confirmation: your message has arrived. Case SIR1234567.',
    'Thank you for your submission. Due to the number of reports, we may not be able to respond to each one. If we need more information we will contact you.',
    'Your report is important to us. We will contact you if we need further details.',
    'Hello, this e-mail confirms that we received your report. Please do not reply. No action is required from you.',
    'Wir haben Ihre Meldung erhalten und prüfen den Sachverhalt.',
    'Vielen Dank, Ihre Anfrage wurde unter der Ticketnummer 998877 erfasst.',
    'Ihre E-Mail ist eingegangen. Sollten wir weitere Informationen benötigen, melden wir uns.',
    'Wir bestätigen den Eingang Ihrer Meldung.',
    'Ihr Anliegen wird bearbeitet.',
    'Danke für den Hinweis, wir kümmern uns darum.',
    'Bitte geben Sie bei Rückfragen immer die Vorgangsnummer an. Ihre Meldung wurde registriert.',
    'Thank you for your report. Please include the case number SIR1234567 in any future correspondence.',
    'Thank you for your report. This email has been scanned for malware.',
  ])('%s', async (text) => {
    expect(await read(text)).toMatchObject({ kind: 'acknowledgement' })
  })
})

describe('an absence note', () => {
  it.each([
    'I am currently out of office and will return on Monday.',
    'I will be away from 23 to 30 November and will reply when I return.',
    'Thank you for your email. I am on vacation. In urgent cases contact my colleague.',
    'Our office is closed for the holidays. We have received your message and will answer in January.',
    'Ich befinde mich im Urlaub und bin ab dem 1. Dezember wieder erreichbar.',
    'Vielen Dank für Ihre E-Mail. Ich bin derzeit abwesend. Ihre Nachricht wird nicht weitergeleitet.',
    'Ich bin ab Montag wieder im Büro.',
  ])('%s', async (text) => {
    expect(await read(text)).toMatchObject({ kind: 'auto-reply' })
  })
})

describe('a question suggests no answer to itself', () => {
  it.each(['Has the site been taken down?', 'Have you removed the site?'])('%s', async (text) => {
    expect(await read(text)).toMatchObject({ kind: 'information-request' })
  })
})

describe('for a person: no phrase, or too many, or something that decides nothing', () => {
  it.each([
    'No action has been taken yet.',
    'No action has been taken so far, and the review goes on.',
    'The site was taken down yesterday but is up again.',
    'The customer claims that the content has been removed.',
    'The customer says the site was taken down.',
    'According to the customer, the host has been shut down.',
    'The content will be removed within 48 hours.',
    'The content should have been removed by now.',
    'We were told that the account is suspended.',
    'The subscription has never been suspended.',
    'The site has been removed, however a copy is active.',
    'The malware was reportedly deleted.',
    'Nothing was removed without a review.',
    'The other site is blocked. We could not verify yours.',
    'Die Seite wurde gesperrt, ist aber wieder erreichbar.',
    'Laut Kunde wurde der Inhalt entfernt.',
    'Die Seite wird morgen abgeschaltet.',
    'Falls die Seite gesperrt wurde, melden wir uns.',
    'We cannot process your request as it falls outside our scope.',
    'Dieses Postfach wird nicht mehr betreut. Bitte nutzen Sie das Meldeformular unter https://example.com.',
    'To help us investigate, please answer the following questions: When did you observe this?',
    'Please confirm whether the site is still active.',
    'Hello there.',
    'The site should no longer be reachable as it has been taken down.',
    'Without the destination port we cannot identify the customer. Please supply it.',
    'Please find attached our newsletter.',
    'The site will be taken down next week.',
    'We have asked the customer to remove the content.',
    'We could not take down the site.',
    'Die Seite wird demnächst entfernt.',
    'If no reply is received, the case will be closed as resolved.',
  ])('%s', async (text) => {
    expect(await read(text)).toMatchObject({ kind: 'other' })
  })
})

describe('wordings of an operator', () => {
  const own = { takedown: { mine: '\\bnuked from orbit\\b', takedown: '' } }

  it('add to the shipped ones, take the place of one, or take it out', async () => {
    const by = compilePatterns(withPatterns(defaultPatterns, parseReplyPatterns(own)))
    expect(await read('It was nuked from orbit.', by)).toMatchObject({ outcome: 'takedown', rules: ['mine'] })
    expect(await read('The site has been taken down.', by)).toMatchObject({ kind: 'other', rules: [] })
  })

  it.each([
    { name: 'a group that there is not', value: { takeDown: { mine: 'x' } } },
    { name: 'a pattern that is none', value: { takedown: { mine: '(' } } },
    { name: 'no object', value: [] },
  ])('are refused: $name', ({ value }) => {
    expect(() => parseReplyPatterns(value)).toThrow()
  })
})
