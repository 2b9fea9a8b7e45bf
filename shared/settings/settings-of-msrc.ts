import { maxReporterEmailLength } from '../reports/compose-msrc'
import { type RawSettings, settingGroup, withDefault } from './setting-group'
import { httpsUrl } from './setting-values'

export const msrcSettings = settingGroup({
  title: "Microsoft's Report Abuse API",
  neededBy: ['checkSender', 'fileReports'],
  fields: {
    MSRC_URL: withDefault(httpsUrl, 'https://api.msrc.microsoft.com/report/v3.0/abuse', {
      what: 'Where reports are posted, where DOORS names `msrc`. It has changed its path before, and clients in use disagree about it.',
      values: 'an https address',
      who: 'everybody who uses it, when Microsoft moves it',
    }),
  },
  check: tooLongForTheForm,
  config: (values) => ({ url: values.MSRC_URL }),
})

/** Only where the door is to be open: nobody else has to shorten anything. */
function tooLongForTheForm(raw: RawSettings) {
  if (!/\bmsrc\b/.test(raw['DOORS'] ?? '')) return []
  const setting = 'MAIL_FROM'
  const text = raw[setting] ?? ''
  const address = /<([^<>]*)>$/.exec(text)?.[1] ?? text
  if (address.length <= maxReporterEmailLength) return []
  const fault = `holds an address of more than ${maxReporterEmailLength} characters, which the Report Abuse API does not take`
  return [
    { setting, fault, remedy: 'Send from a mailbox with a shorter address, or take msrc out of DOORS.' },
  ]
}
