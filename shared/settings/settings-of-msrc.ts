import { maxReporterEmailLength } from '../reports/compose-msrc'
import { optional, type RawSettings, settingGroup, withDefault } from './setting-group'
import { httpsUrl, mailboxValue, valueOf, wholeNumber, yesOrNo } from './setting-values'

export const msrcSettings = settingGroup({
  title: "Microsoft's Report Abuse API",
  neededBy: ['checkSender', 'fileReports'],
  fields: {
    MSRC_URL: withDefault(httpsUrl, 'https://api.msrc.microsoft.com/report/v3.0/abuse', {
      what: 'Where reports are posted, where DOORS names `msrc`. It has changed its path before, and clients in use disagree about it.',
      values: 'an https address',
    }),
    MSRC_REPORTER_NAME: optional(atMost(200), {
      what: 'Who reports there. Without it REPORTER_ORGANISATION.',
      values: 'a name, 200 characters at most',
    }),
    MSRC_REPORTER_EMAIL: optional(mailboxValue, {
      what: 'Where answers to such reports are to go. Without it the address of MAIL_FROM.',
      values: `a mail address, ${maxReporterEmailLength} characters at most`,
    }),
    MSRC_PLUS_ADDRESS: withDefault(yesOrNo, 'true', {
      what: 'Writes the id of the report into that address, as `reports+RDAR-2611-7F3K9QXM@example.com`, where it fits, so that an answer names its report.',
      values: '`true` or `false`',
    }),
    MSRC_TIMEOUT_SECONDS: withDefault(wholeNumber(1, 120), '60', {
      what: 'How long connecting may take, and then the answer.',
      values: 'seconds, 1 to 120',
    }),
  },
  check: tooLongForTheForm,
  config: (values) => ({
    url: values.MSRC_URL,
    reporterName: values.MSRC_REPORTER_NAME,
    reporterEmail: values.MSRC_REPORTER_EMAIL,
    plusAddress: values.MSRC_PLUS_ADDRESS,
    timeoutInSeconds: values.MSRC_TIMEOUT_SECONDS,
  }),
})

function atMost(length: number) {
  return valueOf(`is longer than ${length} characters`, (text) => (text.length <= length ? text : undefined))
}

/** Only where the door is to be open: nobody else has to shorten anything. */
function tooLongForTheForm(raw: RawSettings) {
  if (!/\bmsrc\b/.test(raw['DOORS'] ?? '')) return []
  const setting = raw['MSRC_REPORTER_EMAIL'] === undefined ? 'MAIL_FROM' : 'MSRC_REPORTER_EMAIL'
  const text = raw[setting] ?? ''
  const address = /<([^<>]*)>$/.exec(text)?.[1] ?? text
  if (address.length <= maxReporterEmailLength) return []
  const fault = `holds an address of more than ${maxReporterEmailLength} characters, which the Report Abuse API does not take`
  return [
    { setting, fault, remedy: 'Set MSRC_REPORTER_EMAIL to a shorter one that reaches the same mailbox.' },
  ]
}
