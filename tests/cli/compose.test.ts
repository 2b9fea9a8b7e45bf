import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { runCompose } from '../../cli/compose'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { openFeedFolder } from '../../shared/ownership/feed-folder'
import { embeddedSnapshot } from '../ownership/feeds'
import { everythingIn } from '../reports/read-back'

const data = join(__dirname, '../../../shared/data')
const founding = join(data, 'alerts/graph/00-founding-case-storm-0900.json')
const now = () => new Date('2023-06-15T09:00:00Z')
const policy = {
  minSeverity: 'low' as const,
  own: parseOwnAssets({ addresses: [], domains: [], mailboxes: [] }),
}
const openOwnership = async (folder?: string) =>
  folder === undefined
    ? embeddedSnapshot().index
    : openFeedFolder(folder, embeddedSnapshot(), now()).snapshot.index

async function run(...args: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) }
  const code = await runCompose(args, io, openOwnership, policy, undefined, now)
  return { code, out, err }
}

const newFolder = () => join(mkdtempSync(join(tmpdir(), 'compose-')), 'mails')
const mailsIn = (folder: string): readonly Buffer[] =>
  readdirSync(folder).map((file) => readFileSync(join(folder, file)))

const alert = (id: string, firstActivityDateTime: string) => ({
  '@odata.type': '#microsoft.graph.security.alert',
  id,
  severity: 'high',
  status: 'new',
  category: 'CommandAndControl',
  detectionSource: 'microsoftDefenderForEndpoint',
  serviceSource: 'microsoftDefenderForEndpoint',
  title: 'Outbound connection from 192.0.2.10:50000 to 20.119.0.42:443 by SECRET-HOST',
  createdDateTime: firstActivityDateTime,
  lastUpdateDateTime: firstActivityDateTime,
  firstActivityDateTime,
  lastActivityDateTime: firstActivityDateTime,
  evidence: [
    {
      '@odata.type': '#microsoft.graph.security.ipEvidence',
      ipAddress: '20.119.0.42',
      verdict: 'suspicious',
    },
    { '@odata.type': '#microsoft.graph.security.urlEvidence', url: 'safe-hse.com', verdict: 'suspicious' },
  ],
})

function fileWith(...alerts: readonly unknown[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'alerts-')), 'alerts.json')
  writeFileSync(file, JSON.stringify(alerts))
  return file
}

it('several alerts about one endpoint are one mail with that many sightings', async () => {
  const folder = newFolder()
  const file = fileWith(alert('a', '2023-06-15T07:00:00Z'), alert('b', '2023-06-15T08:00:00Z'))
  const { code, out } = await run(
    '--out',
    folder,
    '--from',
    'soc@example.org',
    '--organisation',
    'Example',
    file,
  )
  expect(code).toBe(0)
  expect(out.join('\n')).toMatch(/safe-hse\.com, 2 alerts/)
  const [raw, ...others] = mailsIn(folder)
  expect(others).toHaveLength(0)
  const mail = await PostalMime.parse(raw ?? '')
  expect(mail.text).toContain('(2 alerts)')
  expect(mail.from?.address).toBe('soc@example.org')
  expect(await everythingIn(raw ?? Buffer.of())).not.toMatch(/SECRET-HOST|192\.0\.2\.10/i)
})

it('composing again writes the same mail, not a second one', async () => {
  const folder = newFolder()
  const file = fileWith(alert('a', '2023-06-15T07:00:00Z'))
  const read = async () => {
    await run('--out', folder, file)
    return mailsIn(folder)
  }
  expect(await read()).toEqual(await read())
})

it('says that the sender is still to be filled in', async () => {
  const { err } = await run('--out', newFolder(), fileWith(alert('a', '2023-06-15T07:00:00Z')))
  expect(err.join()).toContain('--from')
})

it('a file that cannot be read hides no other, and the exit code tells', async () => {
  const folder = newFolder()
  const broken = fileWith()
  writeFileSync(broken, '[{"id": "a"')
  const { code, err } = await run('--out', folder, broken, fileWith(alert('a', '2023-06-15T07:00:00Z')))
  expect(code).toBe(1)
  expect(err.join()).toContain(broken)
  expect(mailsIn(folder)).toHaveLength(1)
})

it.each([
  { args: [] },
  { args: ['--out', 'x'] },
  { args: ['a.json'] },
  { args: ['--out', 'x', '--nonsense', 'a.json'] },
  { args: ['--out', 'x', '--from', 'a@b.example, c@d.example', 'a.json'] },
])('a command line that makes no sense is told how it goes: $args', async ({ args }) => {
  expect(await run(...args)).toMatchObject({ code: 2, err: [expect.stringContaining('--out DIR')] })
})

const original = existsSync(founding) ? describe : describe.skip
original('the founding case', () => {
  it.each([{ feed: [] }, { feed: ['--feed', join(data, 'ownership')] }])(
    'holds the attacker and nothing of ours ($feed)',
    async ({ feed }) => {
      const folder = newFolder()
      expect((await run('--out', folder, ...feed, founding)).code).toBe(0)
      const mails = mailsIn(folder)
      expect(mails.length).toBeGreaterThan(0)
      const everything = (await Promise.all(mails.map(everythingIn))).join('\n')
      expect(everything).toContain('safe-hse[.]com')
      expect(everything).toContain('20.119.0.42')
      expect(everything).toContain('Storm-0900')
      expect(everything).not.toMatch(
        /192\.168\.5\.105|203\.0\.113\.77|ws-0105|m\.muster|corp\.example|b3c1b5fc/i,
      )
    },
  )
})
