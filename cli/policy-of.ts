import type { PolicySettings } from '../shared/cases/policy-settings'
import { parseOwnAssets } from '../shared/observables/own-assets'
import { patternsOf, trustOf } from '../shared/platform/mailbox-settings-of'
import { mailSettingsOf } from '../shared/platform/mail-settings-of'
import { settingGroups, type Settings } from '../shared/platform/settings'
import { compilePatterns, defaultPatterns } from '../shared/replies/patterns'
import { defaultTrust } from '../shared/replies/trust'
import { everyRecipient } from '../shared/reports/recipients'
import type { MailSettings } from '../shared/reports/report-mail'
import type { ReadMailSettings } from './read-mail'

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

/** How mails are read, where the environment says all of the mailbox; as shipped for somebody who only wants to look. */
export function readMailSettingsOf(settings: Settings): ReadMailSettings {
  const sender = senderOf(settings)
  const recipients = sender === undefined ? [] : everyRecipient(sender)
  const now = () => new Date()
  if (settings.faults.some(({ setting }) => setting in settingGroups.mailbox.fields)) {
    const trustedSenders = [...new Set([...defaultTrust.trustedSenders, ...recipients])]
    return { patterns: compilePatterns(defaultPatterns), trust: { ...defaultTrust, trustedSenders }, now }
  }
  const { mailbox } = settings.need('mailbox')
  return { patterns: patternsOf(mailbox), trust: trustOf(mailbox, recipients), now }
}
