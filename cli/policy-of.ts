import type { PolicySettings } from '../shared/cases/policy-settings'
import { parseOwnAssets } from '../shared/observables/own-assets'
import { mailSettingsOf } from '../shared/platform/mail-settings-of'
import { settingGroups, type Settings } from '../shared/platform/settings'
import type { MailSettings } from '../shared/reports/report-mail'

/** What is ours and what counts, as the environment says. REPORTING_MODE does not matter here: nothing is sent. */
export function policyOf(settings: Settings): PolicySettings {
  const { own } = settings.need('own')
  return { own: parseOwnAssets(own), minSeverity: 'low' }
}

/** Who writes and to whom, where the environment says all of it; undefined for somebody who only wants to look. */
export function senderOf(settings: Settings): MailSettings | undefined {
  const isFaulty = settings.faults.some(({ setting }) => setting in settingGroups.mail.fields)
  return isFaulty ? undefined : mailSettingsOf(settings)
}
