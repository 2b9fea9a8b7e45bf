import { containing } from './containing'
import { answerOf, bounceOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { putInQuarantine } from '../../shared/platform/quarantine-store'
import { decisionDeps } from '../../shared/platform/decision-deps'
import { decideNamed } from '../../shared/decisions/named-decision'
import { answer, questions, theQuestion, writeAnswer } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
const start = async (settings: Readonly<Record<string, string>> = {}) => {
  world = await SmallWorld.start(settings)
}
afterEach(() => world.close())

const open = (changes: object = {}) => world.openCase(fromGraph(graphAlert({ ...changes })))
const send = async () => {
  await open()
  world.pass(1.1)
  await world.fileReports()
}
const hold = async () => {
  await start({ REPORTING_MODE: 'review' })
  await send()
}
const refuse = async () => {
  await start()
  world.smtp.script = { recipient: () => ({ code: 550, text: '5.1.1 no such user' }) }
  await send()
  world.smtp.script = {}
}
const bounce = async () => {
  await start()
  await send()
  world.imap.deliver(bounceOf(world.mails[0]!, ['ioc@microsoft.com', 'abuse@microsoft.com']))
  await world.trackReplies()
}
const lose = async () => {
  await start()
  world.smtp.script = { data: () => 'drop-lost' }
  await send()
  world.smtp.script = {}
  world.pass(0.6)
  await world.fileReports()
}
const askBack = async () => {
  await start()
  await send()
  const text = 'Could you please provide more evidence, such as logs and timestamps?'
  world.imap.deliver(answerOf(world.mails[0]!, { text }))
  await world.trackReplies()
}
const askBackAfterReceipt = async () => {
  await start()
  await send()
  world.imap.deliver(answerOf(world.mails[0]!, { text: 'We have received your report. CRM:0461057158' }))
  const text = 'Could you please provide more evidence, such as logs and timestamps?'
  world.imap.deliver(answerOf(world.mails[0]!, { text }))
  await world.trackReplies()
}
const escalate = async () => {
  await start()
  await send()
  for (let n = 0; n < 3; n++) {
    world.pass(7 * 24 + 1)
    await world.chaseReports()
    await world.fileReports()
  }
}

const mails = () => world.mails.map((mail) => mail.envelopeId?.split('.')[1])
const statusIs = async (status: string, outcome?: string) =>
  expect(await world.report()).toMatchObject({ Status: status, ...(outcome && { Outcome: outcome }) })

type Way = {
  readonly from: string
  readonly before: () => Promise<void>
  readonly said: string
  readonly to: string
  readonly outcome?: string
  /** Purposes of all mails at the desk, once everything due has left. */
  readonly mails?: readonly string[]
}

const ways: readonly Way[] = [
  { from: 'awaiting-approval', before: hold, said: 'approve', to: 'sent', mails: ['initial'] },
  { from: 'awaiting-approval', before: hold, said: ' Approve. ', to: 'sent', mails: ['initial'] },
  { from: 'awaiting-approval', before: hold, said: 'decline', to: 'closed', outcome: 'declined' },
  {
    from: 'awaiting-approval',
    before: hold,
    said: 'decline until 2026-12-31',
    to: 'closed',
    outcome: 'declined',
  },
  { from: 'awaiting-approval', before: hold, said: 'withdraw', to: 'closed', outcome: 'withdrawn' },
  { from: 'awaiting-approval', before: hold, said: 'close as gone', to: 'closed', outcome: 'gone' },
  { from: 'unconfirmed', before: lose, said: 'Close as no action.', to: 'closed', outcome: 'no-action' },
  { from: 'undeliverable', before: refuse, said: 'close as no action', to: 'closed', outcome: 'no-action' },
  { from: 'unconfirmed', before: lose, said: 'sent', to: 'sent' },
  { from: 'unconfirmed', before: lose, said: 'send again', to: 'sent', mails: ['initial'] },
  { from: 'unconfirmed', before: lose, said: 'withdraw', to: 'closed', outcome: 'withdrawn' },
  { from: 'undeliverable', before: refuse, said: 'send again', to: 'sent', mails: ['initial'] },
  { from: 'undeliverable', before: refuse, said: 'sent', to: 'sent' },
  { from: 'undeliverable', before: refuse, said: 'withdraw', to: 'closed', outcome: 'withdrawn' },
  { from: 'undeliverable', before: bounce, said: 'send again', to: 'sent', mails: ['initial', 'initial'] },
  { from: 'undeliverable', before: bounce, said: 'sent', to: 'sent', mails: ['initial'] },
  { from: 'information-requested', before: askBack, said: 'answered', to: 'sent', mails: ['initial'] },
  {
    from: 'information-requested',
    before: askBackAfterReceipt,
    said: 'answered',
    to: 'acknowledged',
    mails: ['initial'],
  },
  {
    from: 'information-requested',
    before: askBack,
    said: 'withdraw',
    to: 'closed',
    outcome: 'withdrawn',
    mails: ['initial', 'withdrawal'],
  },
  {
    from: 'sent',
    before: escalate,
    said: 'answered',
    to: 'sent',
    mails: ['initial', 'reminder-1', 'reminder-2'],
  },
  {
    from: 'sent',
    before: escalate,
    said: 'withdraw',
    to: 'closed',
    outcome: 'withdrawn',
    mails: ['initial', 'reminder-1', 'reminder-2', 'withdrawal'],
  },
]

it.each(ways)(
  '$from ($before.name) --$said--> $to',
  async ({ from, before, said, to, outcome, mails: left = [] }) => {
    await before()
    await statusIs(from)
    world.pass(0.1)
    const asked = await theQuestion(world)
    expect(asked.Question).toContain(
      said
        .trim()
        .toLowerCase()
        .replace('.', '')
        .replace(/ until.*/, ''),
    )
    await answer(world, said)
    world.pass(0.1)
    await world.fileReports()
    await statusIs(to, outcome)
    expect(mails()).toEqual(left)
    expect(await questions(world)).toEqual([])
    const event = (await world.rows('Events')).find(({ By }) => By === 'answered in the table')
    expect(event).toMatchObject({ Why: said.trim(), Question: containing(`${String(asked.rowKey)} `) })
  },
)

it.each([
  { before: hold, said: 'yes please', note: 'approve · decline' },
  { before: hold, said: 'decline until tomorrow', note: 'decline until 2026-12-31' },
  { before: hold, said: 'decline until 2026-13-45', note: 'decline until' },
  { before: hold, said: 'decline until 2026-02-31', note: 'decline until' },
  { before: hold, said: 'send again', note: 'approve' },
  { before: lose, said: 'approve', note: 'sent · send again' },
  { before: refuse, said: '\uFFFF\u0000<script>', note: 'send again · sent' },
  { before: askBack, said: 'no', note: 'answered · withdraw · close as takedown' },
  { before: escalate, said: 'escalate', note: 'answered · withdraw · close as unanswered' },
])('nonsense ($before.name: $said) is put back with a note, and nothing moves', async (way) => {
  await way.before()
  const { Status } = await world.report()
  await answer(world, way.said)
  expect(await theQuestion(world)).toMatchObject({ Answer: '', Note: containing(way.note) })
  await statusIs(String(Status))
  const noted = await theQuestion(world)
  await world.chaseReports()
  expect(await theQuestion(world)).toEqual(noted)
})

it('after a note, the right word still counts', async () => {
  await hold()
  await answer(world, 'go')
  await answer(world, 'approve')
  expect(await world.report()).toMatchObject({ Status: 'queued' })
})

describe('a mail that cannot be trusted', () => {
  const untrusted = async () => {
    await start()
    await send()
    const text = 'The reported site has been taken down.'
    world.imap.deliver(answerOf(world.mails[0]!, { text, from: 'helper@example.net', dkim: 'fail' }))
    await world.trackReplies()
    await statusIs('sent')
  }
  const id = async () => String((await world.report()).rowKey)

  it.each([
    { meaning: 'acknowledged', to: 'acknowledged', outcome: undefined },
    { meaning: 'question', to: 'information-requested', outcome: undefined },
    { meaning: 'taken down', to: 'closed', outcome: 'takedown' },
    { meaning: 'no action', to: 'closed', outcome: 'no-action' },
    { meaning: 'Rejected', to: 'closed', outcome: 'rejected' },
  ])('a person reads it as "$meaning": $to $outcome', async ({ meaning, to, outcome }) => {
    await untrusted()
    await answer(world, `${(await id()).toLowerCase()} ${meaning}`)
    await statusIs(to, outcome)
    expect((await questions(world)).filter(({ Kind }) => Kind === 'mail')).toEqual([])
    const read = settledAs(`${await id()} ${meaning.toLowerCase()}`)
    expect(await world.rows('Mails')).toEqual([expect.objectContaining(read)])
  })

  it('dismissed, it moves nothing', async () => {
    await untrusted()
    await answer(world, 'dismiss')
    await statusIs('sent')
    expect(await questions(world)).toEqual([])
    expect(await world.rows('Mails')).toEqual([expect.objectContaining(settledAs('dismiss'))])
  })

  it('what names no report or no meaning is put back with a note', async () => {
    await untrusted()
    for (const said of ['taken down', 'DAR-2611-ZZZZZZZZ taken down', 'DAR-1 nonsense']) {
      await answer(world, said)
      expect(await theQuestion(world)).toMatchObject({
        Answer: '',
        Note: containing(/report|Not understood/),
      })
    }
  })
})

describe('a message that nobody could read', () => {
  const quarantined = async () => {
    await start()
    await putInQuarantine(
      world.storage,
      { source: 'http', reason: 'it is no alert', body: 'nonsense' },
      world.at,
    )
  }

  it.each([
    { said: 'Replay.', as: 'replay', messages: 1 },
    { said: 'dismiss', as: 'dismiss', messages: 0 },
  ])('$said: done, and its row says who and when', async ({ said, as, messages }) => {
    await quarantined()
    await answer(world, said)
    expect(await questions(world)).toEqual([])
    expect((await world.storage.queue('alerts').countMessages()) ?? 0).toBe(messages)
    expect(await world.rows('Quarantine')).toEqual([expect.objectContaining(settledAs(as))])
  })

  it('anything else is put back with a note that says what would be understood', async () => {
    await quarantined()
    await answer(world, 'delete')
    expect(await theQuestion(world)).toMatchObject({ Answer: '', Note: containing('replay or dismiss') })
    expect(await world.rows('Quarantine')).toEqual([expect.not.objectContaining({ SettledAs: 'delete' })])
  })
})

const settledAs = (as: string) => ({
  SettledBy: 'answered in the table',
  SettledAt: world.at,
  SettledAs: as,
})

it('an answer that came too late is in the history with who gave it', async () => {
  await hold()
  await writeAnswer(world, 'decline')
  const id = String((await world.report()).rowKey)
  const deps = decisionDeps(world.app())
  const ada = { by: 'Ada (ada)', where: 'on the review page' }
  expect(await decideNamed(deps, 'approve', { subject: id, change: '1' }, ada)).toMatchObject({
    kind: 'done',
  })
  await world.chaseReports()
  await statusIs('queued')
  expect(await world.rows('Events')).toContainEqual(
    expect.objectContaining({ Cause: 'answer-too-late', By: 'answered in the table' }),
  )
})

describe('a question about a mail', () => {
  const stranger = async () => {
    await start()
    await send()
    const text = 'The reported site has been taken down.'
    world.imap.deliver(answerOf(world.mails[0]!, { text, from: 'helper@example.net', dkim: 'fail' }))
    await world.trackReplies()
  }

  it('leaves the list after 30 days; the mail says so, and stays', async () => {
    await stranger()
    world.pass(29 * 24)
    await world.chaseReports()
    expect((await questions(world)).filter(({ Kind }) => Kind === 'mail')).toHaveLength(1)
    world.pass(25)
    await world.chaseReports()
    expect((await questions(world)).filter(({ Kind }) => Kind === 'mail')).toEqual([])
    expect(await world.rows('Mails')).toMatchObject([{ SettledAs: 'nobody answered for 30 days' }])
  })

  it('about two reports stays until both are settled', async () => {
    await stranger()
    const [asked] = await questions(world)
    const other = 'DAR-2611-00000000'
    const Reports = `${String(asked?.['Reports'])} ${other}`
    const key = { partitionKey: 'open', rowKey: String(asked?.rowKey) }
    await world.storage.table('Questions').merge({ ...key, Reports })
    await answer(world, `${String(asked?.['Reports'])} taken down`)
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'takedown' })
    expect(await questions(world)).toMatchObject([{ Reports: other, Answer: '' }])
  })
})
