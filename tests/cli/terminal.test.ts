import { parseArgs } from 'node:util'
import { commands, nameOf } from '../../cli/commands'
import { runCommandLine } from '../../cli/help'
import { policyAtHand, senderAtHand } from '../../cli/policy-of'
import { optionsIn } from '../../cli/read-call'
import { middle, reportsTable } from '../../cli/reports-table'
import { storageAtHand, withLocalSettings } from '../../cli/storage-at-hand'
import { wantsColour } from '../../cli/terminal'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { putInQuarantine } from '../../shared/platform/quarantine-store'
import { readSettings } from '../../shared/settings/settings'
import { questionOf, toQuestionRow } from '../../shared/reports/question'
import type { Report, Status } from '../../shared/reports/report'
import { toReportRow } from '../../shared/reports/report-row'
import type { Storage } from '../../shared/storage/storage'
import { reportId, reportIn, t0 } from '../helpers/reports'
import { freshAccount } from '../helpers/storage'

/** A desk whose environment names this account and nothing else. */
function desk(environment: Readonly<Record<string, string>> = { AzureWebJobsStorage: freshAccount() }) {
  const open = () => storageAtHand(withLocalSettings(environment, 'nowhere.json'))
  const run = async (...args: string[]) => {
    const said = { out: [] as string[], err: [] as string[] }
    const io = { out: (line: string) => said.out.push(line), err: (line: string) => said.err.push(line) }
    const terminal = { io, environment, open, user: 'ada at a desk', hasColour: false, now: () => t0 }
    const code = await runCommandLine(args, { ...terminal, width: 80 })
    return { code, out: said.out.join('\n'), err: said.err.join('\n') }
  }
  return { open, run }
}

async function insert(storage: Storage, report: Report): Promise<void> {
  await storage.table('Reports').insert(toReportRow(report, undefined))
  const question = questionOf(report)
  if (question) await storage.table('Questions').insert(toQuestionRow(question))
}

async function start(status: Status) {
  const { run, open } = desk()
  const { storage } = open()
  const report = reportIn(status)
  await insert(storage, report)
  const row = async () => (await Array.fromAsync(storage.table('Reports').list()))[0]?.cells
  const events = async () => (await Array.fromAsync(storage.table('Events').list())).map(({ cells }) => cells)
  return { run, storage, id: report.id, report, row, events }
}

const says = (text: string): unknown => expect.stringContaining(text)

describe('what there is', () => {
  it.each(commands.map((command) => [nameOf(command), command] as const))(
    '%s --help shows its usage and examples',
    async (name, { usage, says: what, examples }) => {
      const { code, out } = await desk().run(name, '--help')
      expect(code).toBe(0)
      for (const text of [usage, what, ...examples.map((example) => `${name} ${example}`.trim())])
        expect(out).toContain(text)
    },
  )

  it.each(commands.flatMap((command) => command.examples.map((example) => [command, example] as const)))(
    'the examples take no option that the usage does not name: %#',
    ({ usage }, example) => {
      const args = example.split(' ').filter((word) => word !== '')
      expect(() => parseArgs({ args, options: optionsIn(usage), allowPositionals: true })).not.toThrow()
    },
  )

  it('--help names every command, in groups, on lines of which none is endless', async () => {
    const { code, out } = await desk().run('--help')
    expect(code).toBe(0)
    for (const { usage, group } of commands) {
      expect(out).toContain(usage)
      expect(out).toContain(group)
    }
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(130)
  })

  it.each([
    { args: ['aprove', 'DAR-2611-7F3K9QXM'], hint: 'Did you mean approve?' },
    { args: ['report', '--verfy', 'x'], hint: 'Did you mean --verify?' },
    { args: ['reports', '--stauts', 'sent'], hint: 'Did you mean --status?' },
    { args: ['fly'], hint: '--help shows all of them' },
    { args: ['reports', '--status'], hint: 'Usage: reports' },
    { args: ['reports', '--status', 'lost'], hint: 'awaiting-approval' },
    { args: ['reports', '--limit', '0'], hint: 'whole number' },
    { args: ['close', 'DAR-2611-7F3K9QXM'], hint: 'Usage: close' },
    { args: ['close', 'DAR-2611-7F3K9QXM', '--outcome', 'magic'], hint: 'outcome' },
    { args: ['decline', 'DAR-2611-7F3K9QXM', '--mute', 'tomorrow'], hint: 'mutedUntil' },
    { args: ['approve'], hint: 'Usage: approve' },
    { args: ['approve', 'x'], hint: 'is no id of a report' },
    { args: ['note', 'DAR-2611-7F3K9QXM'], hint: 'Usage: note' },
    { args: ['replay'], hint: 'Usage: replay' },
    { args: ['replay', 'x', '--all'], hint: 'Usage: replay' },
    { args: ['link-mail', 'x', 'y'], hint: 'Usage: link-mail' },
  ])('$args makes no sense: exit code 2, and a hint', async ({ args, hint }) => {
    expect(await desk().run(...args)).toMatchObject({ code: 2, out: '', err: says(hint) })
  })
})

describe('which storage', () => {
  it('named by nothing, it says which settings would', async () => {
    await expect(desk({}).run('reports')).rejects.toThrow(
      /AzureWebJobsStorage is not set.*Set AzureWebJobsStorage__accountName, or on a desk AzureWebJobsStorage/,
    )
  })

  it('is that of an Azure identity, too', () => {
    const { name } = desk({ AzureWebJobsStorage__accountName: 'examplestorage' }).open()
    expect(name).toBe('https://examplestorage.table.core.windows.net')
  })
})

describe('acts', () => {
  it.each([
    { from: 'awaiting-approval', args: ['approve'], to: 'queued' },
    { from: 'awaiting-approval', args: ['decline', '--mute', '2026-12-31'], to: 'closed' },
    { from: 'sent', args: ['withdraw'], to: 'closed' },
    { from: 'collecting', args: ['close', '--outcome', 'gone'], to: 'closed' },
    { from: 'unconfirmed', args: ['was-not-sent'], to: 'queued' },
    { from: 'undeliverable', args: ['send-again'], to: 'queued' },
    { from: 'information-requested', args: ['answered'], to: 'sent' },
  ] as const)(
    '$from: $args makes it $to, once; its Event names who and where',
    async ({ from, args, to }) => {
      const { run, id, row, events, report } = await start(from)
      const [name, ...options] = args
      expect(await run(name, id, ...options)).toEqual({
        code: 0,
        out: `Done: the report is now ${to}.`,
        err: '',
      })
      expect(await run(name, id, ...options)).toMatchObject({ code: 0, out: says('done already') })
      expect(await row()).toMatchObject({ Status: to, Change: report.change + 1 })
      expect((await events()).at(-1)).toMatchObject({
        By: 'ada at a desk (ada at a desk)',
        Why: says('at a terminal'),
      })
    },
  )

  it('a note is written, with the name that --by gives', async () => {
    const { run, id, row, events } = await start('closed')
    expect(await run('note', id, 'asked', 'the owner', '--by', 'Ada')).toMatchObject({ code: 0 })
    expect(await row()).toMatchObject({ Status: 'closed', Note: 'asked the owner' })
    expect((await events()).at(-1)).toMatchObject({ Cause: 'noted', By: 'Ada (ada at a desk)' })
    expect(await run('note', id, '')).toMatchObject({ code: 0, out: says('taken away') })
  })

  it('was-sent needs to know who we are, and says so: exit code 1', async () => {
    const { run, id } = await start('unconfirmed')
    await expect(run('was-sent', id)).rejects.toThrow('MAIL_FROM')
  })

  it.each([
    { args: ['approve', 'DAR-2611-00000000'], err: 'no such report' },
    { args: ['approve', reportId()], err: 'a report that is sent does not allow this action' },
    { args: ['withdraw', reportId(), '--change', '0'], err: 'came too late' },
    { args: ['replay', 'a'.repeat(64)], err: 'waits for nobody' },
    { args: ['dismiss', 'nothing'], err: 'waits for nobody' },
  ])('$args is not done: exit code 1', async ({ args, err }) => {
    const { run } = await start('sent')
    expect(await run(...args)).toMatchObject({ code: 1, out: '', err: says(err) })
  })
})

describe('mails and messages', () => {
  it('a mail is linked by the beginning of its key', async () => {
    const { run, storage, id, row } = await start('sent')
    const waiting = {
      subject: 'abcdef0123',
      change: 0,
      kind: 'mail',
      question: '?',
      endpoint: '',
      reason: '',
    } as const
    await storage.table('Questions').insert(toQuestionRow({ ...waiting, since: t0 }))
    await storage.table('Mails').insert({ partitionKey: '2611', rowKey: 'abcdef0123', Kind: 'decision' })
    expect(await run('link-mail', 'abcdef', id, 'taken', 'down')).toMatchObject({ code: 0, err: '' })
    expect(await row()).toMatchObject({ Status: 'closed', Outcome: 'takedown' })
    const [mail] = await Array.fromAsync(storage.table('Mails').list())
    expect(mail?.cells).toMatchObject({ SettledBy: says('ada at a desk'), SettledAs: `${id} taken down` })
    expect(await run('dismiss', 'abcdef0123')).toMatchObject({ code: 1, err: says('ada at a desk') })
  })

  it('the quarantine is listed; one is dismissed, all others are replayed', async () => {
    const { run, open } = desk()
    const { storage } = open()
    for (const body of ['one', 'two', 'three'])
      await putInQuarantine(storage, { source: 'http', reason: 'no alert', body }, t0)
    const listed = await run('quarantine')
    expect(listed.out.split('\n')).toHaveLength(3)
    const [key = ''] = listed.out.split(' ')
    expect(await run('dismiss', key.slice(0, 8))).toMatchObject({ code: 0, out: 'The message is dismissed.' })
    expect(await run('dismiss', key)).toMatchObject({ code: 0, out: says('done already') })
    expect(JSON.parse((await run('quarantine', '--json')).out)).toHaveLength(2)
    expect((await run('replay', '--all')).out.split('\n')).toHaveLength(2)
    expect(await storage.queue('alerts').countMessages()).toBe(2)
    expect((await run('replay', '--all')).out).toContain('No message waits')
    const rows = await Array.fromAsync(storage.table('Quarantine').list())
    expect(rows.map(({ cells }) => cells['SettledAs']).sort()).toEqual(['dismiss', 'replay', 'replay'])
  })
})

describe('reports', () => {
  const many = async () => {
    const { run, open } = desk()
    for (const [n, status] of (['sent', 'closed', 'awaiting-approval'] as const).entries())
      await insert(open().storage, { ...reportIn(status), id: reportId(`DAR-2611-7F3K9QX${n}`) })
    return run
  }

  it('are listed newest first, under titles, none wider than the terminal', async () => {
    const run = await many()
    const { code, out } = await run('reports')
    const lines = out.split('\n')
    expect([code, lines.length]).toEqual([0, 4])
    expect(lines[0]).toMatch(/^Report +Status +Endpoint/)
    expect(out).toContain('closed (takedown)')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })

  it.each([
    { args: ['--status', 'open'], ids: ['0', '2'] },
    { args: ['--status', 'closed'], ids: ['1'] },
    { args: ['--kind', 'phishing'], ids: ['0', '1', '2'] },
    { args: ['--q', 'CONTOSO'], ids: ['0', '1', '2'] },
    { args: ['--service', 'AppService', '--region', 'eastus'], ids: ['0', '1', '2'] },
    { args: ['--takedown', 'gone'], ids: [] },
    { args: ['--limit', '2'], ids: ['0', '1'] },
  ])('$args leaves $ids', async ({ args, ids }) => {
    const run = await many()
    const { code, out } = await run('reports', '--json', ...args)
    expect(code).toBe(0)
    const found = JSON.parse(out) as { ReportId: string }[]
    expect(found.map(({ ReportId }) => ReportId.slice(-1))).toEqual(ids)
  })

  it('one is shown with what waits and its note, or as JSON', async () => {
    const { run, id } = await start('awaiting-approval')
    await run('note', id, 'asked the owner')
    const { out } = await run('report', id)
    for (const text of ['waits for a person: because', 'approve', 'note: asked the owner', 'Events'])
      expect(out).toContain(text)
    expect(JSON.parse((await run('report', id, '--json')).out)).toMatchObject({
      report: { id, note: 'asked the owner' },
      actions: ['approve', 'decline', 'withdraw', 'close', 'note'],
    })
  })
})

describe('the table', () => {
  const report = {
    ReportId: 'DAR-2611-7F3K9QXM',
    Status: 'awaiting-approval',
    Endpoint: `${'a-very-long-name-'.repeat(6)}.azurewebsites.net`,
    Abuse: 'phishing',
    ServiceTags: 'AppService.EastUS, AzureCloud',
    Region: 'eastus',
    Takedown: '\u001B[2Junknown',
  }

  it.each([60, 80, 120, 200])('fits %d characters, and shows both ends of the host', (width) => {
    const lines = reportsTable([report], { width, hasColour: false })
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(Math.max(width, 66))
    expect(lines[1]).toMatch(/a-very.*azurewebsites\.net|a-very.*…/)
  })

  it('is cut nowhere where nobody looks', () => {
    expect(reportsTable([report], { width: undefined, hasColour: false })[1]).toContain(report.Endpoint)
  })

  it('has a status in colour, and no code of a terminal that came from outside', () => {
    const [, line = ''] = reportsTable([report], { width: undefined, hasColour: true })
    expect(line).toContain('\u001B[33mawaiting-approval')
    expect(line).not.toContain('\u001B[2J')
    expect(reportsTable([report], { width: undefined, hasColour: false }).join('')).not.toContain('\u001B')
  })

  it.each([
    { value: 'login.contoso.example', width: 30, shown: 'login.contoso.example' },
    { value: 'login.contoso.example', width: 11, shown: 'login…ample' },
    { value: 'abc', width: 1, shown: '…' },
  ])('$value in $width: $shown', ({ value, width, shown }) => {
    expect(middle(value, width)).toBe(shown)
  })

  it.each([
    { environment: {}, isTty: true, colour: true },
    { environment: {}, isTty: false, colour: false },
    { environment: { NO_COLOR: '1' }, isTty: true, colour: false },
    { environment: { TERM: 'dumb' }, isTty: true, colour: false },
  ])('colour with $environment at a terminal $isTty: $colour', ({ environment, isTty, colour }) => {
    expect(wantsColour(environment, isTty)).toBe(colour)
  })
})

describe('what explain and compose do with what an operator has set', () => {
  const noOwn = { OWN_ADDRESSES: 'none', OWN_DOMAINS: 'none', OWN_MAILBOXES: 'none' }
  const own = { ...noOwn, OWN_ADDRESSES_URL: 'https://example.com/own.json' }
  async function told(environment: Readonly<Record<string, string>>) {
    const err: string[] = []
    const io = { out: () => undefined, err: (line: string) => void err.push(line) }
    const settings = readSettings(environment)
    const policy = await policyAtHand(settings, io)
    return { policy, sender: await senderAtHand(settings, io), err: err.join('\n') }
  }

  it('without storage, says that list and wording are left out', async () => {
    const { err } = await told(own)
    expect(err).toMatch(/No storage is named.*OWN_ADDRESSES_URL is left out/)
    expect(err).toContain('shipped wording')
  })

  it('with storage, uses both', async () => {
    const account = freshAccount()
    const { storage } = storageAtHand({ AzureWebJobsStorage: account })
    const list = {
      ...{ schemaVersion: 1, from: 'x', checkedAt: t0.toISOString(), readAt: t0.toISOString() },
      addresses: ['203.0.113.0/24'],
    }
    await storage
      .blobs('ownership')
      .put('own-addresses.json', Buffer.from(JSON.stringify(list)), 'application/json')
    const { policy, sender, err } = await told({ ...own, AzureWebJobsStorage: account })
    expect(err).toBe('')
    const listed = parseOwnAssets({ addresses: ['203.0.113.0/24'], domains: [], mailboxes: [] })
    expect(policy.own.addresses).toEqual(listed.addresses)
    expect(sender).toHaveProperty('templates')
  })

  it('with storage that holds no list yet, says so', async () => {
    const { err } = await told({ ...own, AzureWebJobsStorage: freshAccount() })
    expect(err).toContain('It has not been read yet')
  })
})
