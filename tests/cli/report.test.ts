import { runReport } from '../../cli/report'
import { runSending } from '../../cli/sending'
import { storageAtHand, withLocalSettings } from '../../cli/storage-at-hand'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromGraph, graphAlert } from '../flow/founding-alert'
import { SmallWorld } from '../flow/small-world'
import { freshAccount } from '../helpers/storage'

let world: SmallWorld
let id: string
beforeEach(async () => {
  world = await SmallWorld.start({}, {}, {}, freshAccount())
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  id = String((await world.report()).rowKey)
})
afterEach(() => world.close())

async function run(...args: string[]) {
  const said = { out: [] as string[], err: [] as string[] }
  const io = { out: (line: string) => said.out.push(line), err: (line: string) => said.err.push(line) }
  const code = await runReport(args, io, () => storageAtHand({ AzureWebJobsStorage: world.account }))
  return { code, out: said.out.join('\n'), err: said.err.join('\n') }
}
const theDelivery = async () => (await world.rows('Deliveries'))[0]

it('prints status, history and what left, in words', async () => {
  const { code, out, err } = await run(id)
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(new RegExp(`^${id} {2}sent`))
  expect(out).toContain('collecting → queued, by fileReports')
  expect(out).toContain('initial~smtp, attempt 1: accepted')
  expect(out).toContain(String((await theDelivery())?.MessageHash))
})

describe('--verify', () => {
  const message = async () => `${String((await theDelivery())?.MessageHash)}.eml`
  const ruin: Readonly<Record<string, { by: () => Promise<unknown>; says: RegExp }>> = {
    'one byte of the kept message is another': {
      by: async () => {
        const blobs = world.storage.blobs('messages')
        const bytes = Buffer.from((await blobs.get(await message()))!.bytes)
        bytes[100] = (bytes[100] ?? 0) ^ 1
        await blobs.put(await message(), bytes, 'message/rfc822')
      },
      says: /initial~smtp: its message \w{64} has been changed, it is \w{64}/,
    },
    'the delivery names another message': {
      by: async () => {
        const { partitionKey, rowKey } = (await theDelivery()) ?? {}
        const key = { partitionKey: String(partitionKey), rowKey: String(rowKey) }
        await world.storage.table('Deliveries').merge({ ...key, MessageHash: 'f'.repeat(64) })
      },
      says: /initial~smtp: its message f{64} is not kept any more/,
    },
    'an event is missing': {
      by: () => world.storage.table('Events').remove({ partitionKey: id, rowKey: '000001' }),
      says: /change 1 is not among the Events/,
    },
    'an event tells another story': {
      by: () => world.storage.table('Events').merge({ partitionKey: id, rowKey: '000001', To: 'closed' }),
      says: /change 2 begins at queued, and the one before ended at closed/,
    },
    'an event was added': {
      by: () =>
        world.storage.table('Events').insert({
          partitionKey: id,
          rowKey: '000007',
          At: world.at,
          Cause: 'approved',
          From: 'sent',
          To: 'sent',
          By: 'nobody',
          Why: '',
        }),
      says: /Events hold change 7, and the report stands at 2/,
    },
  }

  it('all agrees: says so, exit code 0', async () => {
    const { code, out, err } = await run(id, '--verify')
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('verified: 3 events, 1 kept messages, all agree')
  })

  it.each(Object.entries(ruin))('%s: exit code 1', async (_what, { by, says }) => {
    await by()
    const { code, err } = await run(id, '--verify')
    expect(err).toMatch(says)
    expect(code).toBe(1)
  })

  it('an answer that came too late is an event, and no gap', async () => {
    const late = {
      At: world.at,
      Cause: 'answer-too-late',
      From: 'sent',
      To: 'sent',
      By: 'a person',
      Why: 'late',
    }
    await world.storage.table('Events').insert({ partitionKey: id, rowKey: '000002~late-000000', ...late })
    expect((await run(id, '--verify')).code).toBe(0)
  })
})

it('what is no id, and what is no report, are told apart', async () => {
  expect(await run('x')).toMatchObject({ code: 2, err: 'Usage: report ID [--json] [--verify]' })
  expect(await run('DAR-2611-00000000')).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no report DAR-2611-00000000') as unknown,
  })
})

describe('sending', () => {
  const sending = async (...args: string[]) => {
    const lines: string[] = []
    const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) }
    const open = () => storageAtHand({ AzureWebJobsStorage: world.account })
    const code = await runSending(args, io, open, 'somebody at a desk', () => world.at)
    return `${code} ${lines.join('\n')}`
  }

  it('off stops everything at once and says who; on lets it go', async () => {
    expect(await sending('status')).toMatch(/^0 sending is on in \w+$/)
    expect(await sending('off')).toMatch(
      /^0 sending is off in \w+, set by somebody at a desk at 2026-11-23T11:06:00.000Z$/,
    )
    world.pass(7 * 24 + 1)
    await world.chaseReports()
    await world.fileReports()
    expect(world.mails).toHaveLength(1)
    expect(await sending('on', '--by', 'Ada')).toMatch(/^0 sending is on in \w+, set by Ada at/)
    world.pass(0.2)
    await world.fileReports()
    expect(world.mails).toHaveLength(2)
  })

  it.each(['off', ' Stop ', 'FALSE'])('set by hand to %j, with nobody named, it is off', async (State) => {
    await world.storage.table('Checkpoints').merge({ partitionKey: 'checkpoint', rowKey: 'sending', State })
    expect(await sending('status')).toMatch(/^0 sending is off in \w+$/)
  })

  it('anything else is no word for it', async () => {
    expect(await sending('of')).toBe('2 Usage: sending on|off|status [--by NAME]')
    expect(await sending('off', 'now')).toMatch(/^2 /)
  })
})

describe('which storage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-settings-'))
  const file = join(folder, 'local.settings.json')
  afterAll(() => rmSync(folder, { recursive: true }))
  const local = freshAccount()

  it('the environment comes first, local.settings.json fills in', () => {
    writeFileSync(
      file,
      JSON.stringify({ Values: { AzureWebJobsStorage: local, MAIL_FROM: 'a@example.com' } }),
    )
    expect(withLocalSettings({}, file).AzureWebJobsStorage).toBe(local)
    expect(withLocalSettings({ AzureWebJobsStorage: 'other' }, file)).toEqual({
      AzureWebJobsStorage: 'other',
      MAIL_FROM: 'a@example.com',
    })
    const identity = { AzureWebJobsStorage__accountName: 'examplestorage' }
    expect(withLocalSettings(identity, file)).not.toHaveProperty('AzureWebJobsStorage')
  })

  it('is named without its key', () => {
    const { name } = storageAtHand({ AzureWebJobsStorage: local })
    expect(local).toContain(`AccountName=${name};`)
  })
})
