import { choice, wholeNumber } from './setting-values'
import { settingGroup, withDefault } from './setting-group'

const cap = (byDefault: string, within: string, why: string) =>
  withDefault(wholeNumber(1, 100_000), byDefault, {
    what: `The most that leaves within any ${within}, by all doors and from all instances together. ${why}`,
    values: 'messages, 1 to 100000',
  })

export const sendingSettings = settingGroup({
  title: 'How much leaves, and the check of the sender',
  neededBy: ['checkSender', 'fileReports', 'tellPeople'],
  fields: {
    SEND_PER_MINUTE: cap('20', 'minute', 'Exchange Online takes 30 from one mailbox.'),
    SEND_PER_HOUR: cap('200', 'hour', 'What is above waits.'),
    SEND_PER_DAY: cap('1000', 'day', 'Exchange Online takes 10,000 recipients; each report has three or so.'),
    SENDER_CHECK: withDefault(choice('daily', 'without-mail', 'off'), 'daily', {
      what: 'Whether the sender checks itself once a day: its logins, its mailbox, and with one mail to itself whether plus-addresses arrive.',
      values: '`daily`, `without-mail` or `off`',
    }),
  },
  config: (values) => ({
    caps: {
      perMinute: values.SEND_PER_MINUTE,
      perHour: values.SEND_PER_HOUR,
      perDay: values.SEND_PER_DAY,
    },
    senderCheck: values.SENDER_CHECK,
  }),
})
