import { MailboxError } from '../replies/mailbox'
import type { Finding } from '../review/sender-check'
import type { AppContext } from './app-context'
import { bareDoors } from './bare-doors'
import { mailSettingsOf } from '../settings/mail-settings-of'
import { mailboxOf } from './mailbox-settings-of'
import { settingGroups } from '../settings/settings'

/** The sender's domain, a login at every door, and a look into the mailbox. Sends nothing. @throws SettingsError */
export async function lookAtSender(app: AppContext): Promise<readonly Finding[]> {
  const doors = bareDoors(app)
  const findings = [domainFinding(mailSettingsOf(app.settings).from.address)]
  for (const name of app.settings.need('mail').mail.doors) {
    const login = await doors[name]().tryLogin()
    const what = `door ${name}`
    findings.push(
      login.ok
        ? { what, result: 'fine', says: 'the login works' }
        : { what, result: 'failed', says: login.reason, remedy: login.remedy },
    )
  }
  return [...findings, await lookAtMailbox(app)]
}

function domainFinding(from: string): Finding {
  const what = 'domain of MAIL_FROM'
  const domain = from.slice(from.lastIndexOf('@') + 1)
  if (!/(?:^|\.)onmicrosoft\.(?:com|us|cn)$|\.onmschina\.cn$/i.test(domain)) {
    return { what, result: 'fine', says: `${domain} is a domain of its own` }
  }
  const says = `Exchange Online lets ${domain} reach 100 recipients outside a day, then answers 550 5.7.236`
  return { what, result: 'warning', says, remedy: 'Send from a verified domain of your own: set MAIL_FROM.' }
}

/** Logs in and looks into every folder that is read. */
export async function lookAtMailbox(app: AppContext): Promise<Finding> {
  const what = 'mailbox'
  const missing = app.settings.faults.find(({ setting }) => setting in settingGroups.mailbox.fields)
  if (missing) {
    const says = `${missing.setting} ${missing.fault}: answers and bounces are not read`
    return { what, result: 'failed', says, remedy: missing.remedy }
  }
  try {
    await mailboxOf(app).findByMessageId('<no-such-mail@example.invalid>')
    return { what, result: 'fine', says: 'it can be read' }
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    return { what, result: 'failed', says: error.message, remedy: error.remedy }
  }
}

/** Makes the folder for handled mails, where one is wanted and missing. */
export async function prepareHandledFolder(app: AppContext): Promise<readonly Finding[]> {
  const what = 'folder for handled mails'
  const missing = app.settings.faults.some(({ setting }) => setting in settingGroups.mailbox.fields)
  const { prepareHandledFolder: prepare } = missing ? {} : mailboxOf(app)
  if (prepare === undefined) return []
  try {
    await prepare()
    return [{ what, result: 'fine', says: 'it is there' }]
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    return [{ what, result: 'failed', says: error.message, remedy: error.remedy }]
  }
}
