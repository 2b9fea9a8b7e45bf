import { verifyDkim } from '../../shared/replies/dkim'
import { dnsTxt } from '../../shared/replies/dns-txt'
import { readMail } from '../../shared/replies/read-mail'
import { type NameServer, startNameServer } from '../../sandbox/world/name-server'
import { mailBytes } from './mail-fixture'
import { signed, type Signing, zone } from './signing'

const records = Object.entries(zone).map(([name, { TXT }]) => ({
  name,
  type: 'TXT' as const,
  data: TXT.flatMap(strings),
}))

/** A TXT record is made of strings of at most 255 bytes (RFC 1035 §3.3.14). */
function strings(text: string): readonly string[] {
  return text.match(/.{1,255}/g) ?? []
}

let server: NameServer
beforeEach(async () => {
  server = await startNameServer(records)
})
afterEach(() => server.close())

const now = () => new Date('2026-11-25T00:00:00Z')
const verify = async (raw: Buffer, timeoutInMs = 2_000) => {
  const resolveTxt = dnsTxt({ timeoutInMs, tries: 1, servers: [`127.0.0.1:${server.port}`] })
  return verifyDkim({ resolveTxt, now }, await readMail(raw), raw)
}
const mail = (headers: Readonly<Record<string, string>> = {}) =>
  mailBytes(headers, 'The site has been taken down.\n')
const sign = (raw = mail(), signing: Partial<Signing> = {}) =>
  signed(raw, { domain: 'microsoft.com', ...signing })

it('a true signature passes, and says what it covers', async () => {
  const [result] = await verify(await sign())
  expect(result).toMatchObject({
    result: 'pass',
    domain: 'microsoft.com',
    coversBody: true,
    isBodyLimited: false,
  })
  expect(result?.signs).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'date']))
})

it('bare line feeds, as some mailboxes hand them over, break nothing', async () => {
  const raw = (await sign()).toString('latin1').replaceAll('\r\n', '\n')
  expect(await verify(Buffer.from(raw, 'latin1'))).toMatchObject([{ result: 'pass' }])
})

it.each([
  {
    name: 'a changed body',
    raw: async () => Buffer.from((await sign()).toString().replace('taken down', 'left alone')),
  },
  {
    name: 'a changed subject',
    raw: async () => Buffer.from((await sign()).toString().replace('Abuse report', 'Other report')),
  },
  {
    name: 'a key that is not there',
    raw: async () => Buffer.from((await sign()).toString().replace('s=test', 's=none')),
  },
  { name: 'an expired signature', raw: () => sign(mail(), { expiresAt: new Date('2026-11-24T10:00:00Z') }) },
])('$name fails', async ({ raw }) => {
  expect(await verify(await raw())).toMatchObject([{ result: 'fail' }])
})

it('a limit is told, and whether something stands behind it', async () => {
  const whole = await sign(mail(), { bodyBytes: 31 })
  expect(await verify(whole)).toMatchObject([{ result: 'pass', isBodyLimited: true, coversBody: true }])
  const longer = Buffer.concat([whole, Buffer.from('More.\r\n')])
  expect(await verify(longer)).toMatchObject([{ result: 'pass', isBodyLimited: true, coversBody: false }])
})

it('a header that is there twice and signed once is not covered', async () => {
  const twice = Buffer.concat([Buffer.from('Subject: another\r\n'), await sign()])
  const [result] = await verify(twice)
  expect(result?.result).toBe('pass')
  expect(result?.signs).not.toContain('subject')
})

it('a name server that does not answer leaves it open', async () => {
  server.isSilent = true
  expect(await verify(await sign(), 200)).toMatchObject([{ result: 'unchecked' }])
})

it('nobody is asked about signatures of other domains', async () => {
  expect(await verify(await sign(mail(), { domain: 'evil.example' }))).toEqual([])
  expect(await verify(mail())).toEqual([])
  expect(server.questions).toBe(0)
})
