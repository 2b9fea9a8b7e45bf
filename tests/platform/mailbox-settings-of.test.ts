import type { TokenCredential } from '@azure/identity'
import { startImap, type FakeImap } from '../../sandbox/world/imap'
import { createContext } from '../../shared/platform/app-context'
import { mailboxOf } from '../../shared/platform/mailbox-settings-of'
import { readSettings } from '../../shared/settings/settings'
import { readAll } from '../replies/read-all'

let imap: FakeImap
beforeEach(async () => {
  imap = await startImap({ security: 'none', token: 'good' })
  imap.deliver(Buffer.from('Message-ID: <there@example.org>\r\n\r\nhello\r\n'))
})
afterEach(() => imap.close())

const asked: unknown[] = []
const login = (token: string | undefined): TokenCredential => ({
  getToken: async (scope) => {
    asked.push(scope)
    if (token === undefined) throw new Error('no identity here')
    return { token, expiresOnTimestamp: 2e12 }
  },
})

const mailboxWith = (token: string | undefined) => {
  asked.length = 0
  const settings = readSettings({
    IMAP_HOST: '127.0.0.1',
    IMAP_PORT: String(imap.port),
    IMAP_TLS: 'none',
    IMAP_USER: 'reports',
    MAIL_FROM: 'reports@example.com',
    REPORTER_ORGANISATION: 'Example GmbH',
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  })
  return mailboxOf(createContext(settings, { credential: () => login(token) }))
}

it('without a password a token for Exchange Online logs in', async () => {
  const { raws, error } = await readAll(mailboxWith('good'))
  expect([raws.length, error]).toEqual([1, undefined])
  expect(asked).toEqual(['https://outlook.office365.com/.default'])
})

it.each([
  { what: 'a token that has expired', token: 'old' },
  { what: 'no identity', token: undefined },
])('$what is a fault of the login', async ({ token }) => {
  const { error } = await readAll(mailboxWith(token))
  expect(error).toMatchObject({ name: 'MailboxError', fault: 'login' })
})
