import type { PolicySettings } from '../shared/cases/policy-settings'
import { parseOwnAssets } from '../shared/observables/own-assets'
import { patternsOf, trustOf } from '../shared/platform/mailbox-settings-of'
import { mailSettingsOf } from '../shared/settings/mail-settings-of'
import { createContext } from '../shared/platform/app-context'
import { loadOwnList } from '../shared/ownership/own-list-in-use'
import { templatesInUse } from '../shared/reports/templates-in-use'
import type { Storage } from '../shared/storage/storage'
import { byHand } from './compose'
import type { ExplainIo } from './explain'
import { settingGroups, type Settings } from '../shared/settings/settings'
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
  return { patterns: patternsOf(mailbox), trust: trustOf(mailbox, recipients, []), now }
}

/** Storage as the environment names it; undefined for somebody who has none. */
function storageNamed(settings: Settings): Storage | undefined {
  const isNamed = settings.faults.every(({ setting }) => !setting.startsWith('AzureWebJobsStorage'))
  return isNamed ? createContext(settings).storage() : undefined
}

const patienceInMs = 5_000

/** What storage answers in time, or why it did not. */
async function inTime<T>(answer: Promise<T>): Promise<{ readonly value: T } | { readonly because: string }> {
  const tooLate = new Promise<{ because: string }>((resolve) => {
    setTimeout(resolve, patienceInMs, { because: 'storage does not answer' }).unref()
  })
  const told = answer.then(
    (value) => ({ value }),
    () => ({ because: 'storage cannot be read' }),
  )
  return Promise.race([told, tooLate])
}

/** The same with the list of our own addresses, where OWN_ADDRESSES_URL names one and its copy is at hand. */
export async function policyAtHand(settings: Settings, { err }: ExplainIo): Promise<PolicySettings> {
  const policy = policyOf(settings)
  const { own } = settings.need('own')
  if (own.listUrl === undefined) return policy
  const storage = storageNamed(settings)
  const without = "so the list of OWN_ADDRESSES_URL is left out: what is ours by it counts as anybody's here."
  if (!storage) {
    err(`No storage is named, ${without}`)
    return policy
  }
  const list = await inTime(loadOwnList(storage))
  if ('because' in list || list.value?.readAt === undefined) {
    err(`${'because' in list ? upper(list.because) : 'It has not been read yet'}, ${without}`)
    return policy
  }
  return {
    ...policy,
    own: parseOwnAssets({ ...own, addresses: [...own.addresses, ...list.value.addresses] }),
  }
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Sender and recipients as {@link senderOf} has them, with the operator's own wording where it is at hand. */
export async function senderAtHand(
  settings: Settings,
  { err }: ExplainIo,
): Promise<MailSettings | undefined> {
  const sender = senderOf(settings)
  const storage = storageNamed(settings)
  if (!storage) {
    err('No storage is named, so this is the shipped wording; templates of your own are not read.')
    return sender
  }
  const found = await inTime(templatesInUse(storage))
  if ('because' in found) err(`${upper(found.because)}, so this is the shipped wording.`)
  else for (const { template, fault } of found.value.faults) err(`${template} is left out: ${fault}`)
  return 'value' in found ? { ...(sender ?? byHand), templates: found.value.templates } : sender
}
