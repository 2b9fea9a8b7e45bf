import { choice, wholeNumber } from './setting-values'
import { settingGroup, withDefault } from './setting-group'

/** A day's mails leave within five hours at the earliest, an hour's within ten minutes. */
const shareOf = (messages: number, parts: number): number => Math.max(1, Math.floor(messages / parts))

export const sendingSettings = settingGroup({
  title: 'How much leaves, and the check of the sender',
  neededBy: ['checkSender', 'fileReports', 'tellPeople'],
  fields: {
    SEND_PER_DAY: withDefault(wholeNumber(1, 100_000), '1000', {
      what: 'The most that leaves within any day, by all doors and from all instances together; a fifth of it within any hour, and a tenth of that, 30 at most, within any minute. What is above waits. Exchange Online takes 10,000 recipients a day, each report having three or so, and 30 mails a minute from one mailbox.',
      values: 'messages, 1 to 100000',
      who: 'whoever shares the mailbox, or has a server with limits of its own',
    }),
    SENDER_CHECK: withDefault(choice('daily', 'without-mail', 'off'), 'daily', {
      what: 'Whether the sender checks itself once a day: its logins, its mailbox, and with one mail to itself whether plus-addresses arrive.',
      values: '`daily`, `without-mail` or `off`',
      who: 'whoever wants no mail to themselves every day',
    }),
  },
  config: ({ SEND_PER_DAY: perDay, SENDER_CHECK: senderCheck }, _raw, fixed) => {
    const perHour = fixed.sendPerHour ?? shareOf(perDay, 5)
    return {
      caps: { perMinute: fixed.sendPerMinute ?? Math.min(30, shareOf(perHour, 10)), perHour, perDay },
      senderCheck,
    }
  },
})
