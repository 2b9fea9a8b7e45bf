import { valueOf } from './setting-values'
import { type RawSettings, type SettingFault, settingGroup, withDefault } from './setting-group'

/** Ten years: whoever wants more wants for ever. */
const most = 3650

const days = (least: number, byDefault: string, what: string, who: string) =>
  withDefault(keptDays(least), byDefault, { what, who, values: `days, ${least} to ${most}; or 0: for ever` })

/**
 * How long what is over is kept. The least values are what the program itself needs: an alert may change half a year
 * later and must then be known, and figures are counted anew for the last 24 months.
 */
export const retentionSettings = settingGroup({
  title: 'How long things are kept',
  neededBy: ['purgeExpired'],
  fields: {
    KEEP_EVIDENCE_DAYS: days(
      200,
      '400',
      'Sightings since they last changed; history, deliveries and exact messages since their report was closed. Nothing of a report that is not closed goes. More than a year, so that what is asked about a report can be answered; at least 200, since Defender may change an alert for half a year.',
      'whoever answers for data protection',
    ),
    KEEP_REPORTS_DAYS: days(
      750,
      '800',
      'Reports since they were closed, with the case of their endpoint. One that keeps its endpoint from being reported again (declined, rejected, no action) stays for as long as it does. At least 750, since figures are counted anew for the last 24 months.',
      'the same; also whoever compares years',
    ),
    KEEP_MAILS_DAYS: days(
      30,
      '400',
      'Sender, subject and text of mails out of the reply mailbox. That a mail was read is kept as long as reports are, so that it is not read as new.',
      'whoever answers for data protection, since mails name people',
    ),
    KEEP_ALERTS_DAYS: days(
      7,
      '30',
      'Whole alerts that were too large for a queue message, since they were last put there; three times as long those that could not be read, with the question what to do about them. None goes while a message waits in the queue, nor while one in quarantine refers to it.',
      'the same, since alerts name people',
    ),
  },
  check: outlives,
  config: (values) => ({
    evidenceInDays: values.KEEP_EVIDENCE_DAYS,
    reportsInDays: values.KEEP_REPORTS_DAYS,
    mailsInDays: values.KEEP_MAILS_DAYS,
    alertsInDays: values.KEEP_ALERTS_DAYS,
    quarantineInDays: values.KEEP_ALERTS_DAYS && 3 * values.KEEP_ALERTS_DAYS,
  }),
})

/** Undefined: for ever. */
function keptDays(least: number) {
  const read = valueOf(`is neither 0 nor a whole number from ${least} to ${most}`, (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
    return value === 0 || (value >= least && value <= most) ? value : undefined
  })
  return read.transform((value) => (value === 0 ? undefined : value))
}

/** What belongs to a report goes no later than the report itself. */
function outlives(raw: RawSettings): SettingFault[] {
  const daysOf = (name: string, byDefault: number) => Number(raw[name] ?? byDefault) || Infinity
  const reports = daysOf('KEEP_REPORTS_DAYS', 800)
  const shorter = [
    { name: 'KEEP_EVIDENCE_DAYS', days: daysOf('KEEP_EVIDENCE_DAYS', 400) },
    { name: 'KEEP_MAILS_DAYS', days: daysOf('KEEP_MAILS_DAYS', 400) },
  ]
  return shorter
    .filter(({ days: kept }) => kept > reports)
    .map(({ name }) => ({
      setting: 'KEEP_REPORTS_DAYS',
      fault: `is shorter than ${name}, and nothing of a report outlives it`,
      remedy: `Set it to at least as many days as ${name}, or ${name} to fewer.`,
    }))
}
