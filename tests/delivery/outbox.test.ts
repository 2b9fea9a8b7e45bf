import { deliveryStore, type Delivery } from '../../shared/delivery/delivery'
import { wayOut, type DeliveryAnswer, type Door, type LookedUp } from '../../shared/delivery/door'
import { doorGate } from '../../shared/delivery/door-gate'
import { sendBudget } from '../../shared/delivery/send-budget'
import { deliver, type OutboxDeps } from '../../shared/delivery/outbox'
import { sha256 } from '../../shared/model/hash'
import type { Purpose } from '../../shared/reports/purpose'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import { hours, reportId, reportIn } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

/** More than any of these tests sends. */
const caps = { perMinute: 100, perHour: 100, perDay: 100 }

type Name = Door['name']
type Script = {
  readonly answers?: readonly DeliveryAnswer['outcome'][]
  readonly takes?: Door['takes']
  readonly lookUp?: LookedUp
  readonly draftId?: string
}

const answers = {
  accepted: { outcome: 'accepted', messageIds: ['<a@example.com>'], recipients: [], response: 'ok' },
  refused: { outcome: 'refused', recipients: [], response: 'no such user' },
  deferred: { outcome: 'deferred', response: 'later' },
  unknown: { outcome: 'unknown', response: 'silence' },
  paused: { outcome: 'paused', reason: 'login', remedy: 'renew it' },
  'hung-up': { outcome: 'hung-up' },
} as const satisfies { readonly [O in DeliveryAnswer['outcome']]: DeliveryAnswer }

/** An outbox over real storage, whose doors answer as they are told, and note what they were given. */
function outboxOf(scripts: Partial<Record<Name, Script>>, order: readonly Name[], hasFallback = false) {
  const storage = freshStorage()
  const deliveries = deliveryStore(storage)
  const left: string[] = []
  const kept: string[] = []
  let at = hours(2)
  const answersLeft = new Map(Object.entries(scripts).map(([name, { answers = [] }]) => [name, [...answers]]))
  const now = () => at
  const doorOf = (name: Name): Door<{ raw: Buffer; sha256: string; draft: string | undefined }> => {
    const { takes = () => true, lookUp, draftId } = scripts[name] ?? {}
    return {
      name,
      format: name === 'msrc' ? 'json' : 'eml',
      takes,
      tryLogin: async () => ({ ok: true }),
      deliver: async ({ sha256: messageHash, draft }, handOver) => {
        left.push(draft === undefined ? name : `${name}, draft ${draft}`)
        const going = await handOver(draftId === undefined ? undefined : { draftId, messageHash })
        return going ? answers[answersLeft.get(name)?.shift() ?? 'accepted'] : answers['hung-up']
      },
      ...(lookUp && { lookUp: async () => lookUp }),
    }
  }
  const deps = (doors: readonly Name[] = order): OutboxDeps => ({
    deliveries,
    doors: doors.map((name) =>
      wayOut(doorOf(name), async (_report, claim) => {
        const raw = Buffer.from(`${name} ${claim.attempt}${claim.fallback ? ' fallback' : ''}`)
        return { raw, sha256: sha256(raw), draft: claim.draftId }
      }),
    ),
    gate: doorGate({
      checkpoints: checkpointsOf(storage),
      whyStopped: async () => undefined,
      budget: sendBudget({ checkpoints: checkpointsOf(storage), caps, now }),
      log: () => undefined,
      now,
    }),
    messageIdOf: (id, purpose) => `<${id}.${purpose}@example.com>`,
    keepMessage: async (_hash, raw, format) => void kept.push(`${raw.toString()}.${format}`),
    isWanted: async () => true,
    findOwnCopy: async () => 'absent',
    hasFallback,
    trial: false,
    now,
  })
  return {
    left,
    kept,
    deliveries,
    pass: (n: number) => {
      at = new Date(at.getTime() + n * 3_600_000)
    },
    look: (doors?: readonly Name[], purpose: Purpose = 'initial') =>
      deliver(deps(doors), reportIn(purpose === 'initial' ? 'queued' : 'sent'), purpose),
  }
}

const stateOf = async (box: ReturnType<typeof outboxOf>, door: Name): Promise<Delivery | undefined> =>
  (await box.deliveries.get(reportId(), 'initial', door))?.delivery

describe('through which door', () => {
  const noPhishing: Script = { takes: ({ evidence }) => evidence.abuse !== 'phishing' }

  it.each([
    { what: 'the first in DOORS', scripts: {}, left: ['smtp'] },
    { what: 'the first that takes its kind of abuse', scripts: { smtp: noPhishing }, left: ['graph'] },
    {
      what: 'the next after a refusal for good',
      scripts: { smtp: { answers: ['refused'] } },
      left: ['smtp', 'graph'],
    },
    {
      what: 'none but the first after a deferral',
      scripts: { smtp: { answers: ['deferred'] } },
      left: ['smtp'],
    },
    {
      what: 'none but the first while it is paused',
      scripts: { smtp: { answers: ['paused'] } },
      left: ['smtp'],
    },
  ] as const)('$what', async ({ scripts, left }) => {
    const box = outboxOf(scripts, ['smtp', 'graph'])
    await box.look()
    expect(box.left).toEqual(left)
  })

  it('never the next after an unknown outcome, whatever DOORS says by then', async () => {
    const box = outboxOf({ smtp: { answers: ['unknown'] } }, ['smtp', 'graph'])
    await box.look()
    for (const doors of [['smtp', 'graph'], ['graph', 'smtp'], ['graph']] as const) {
      expect(await box.look(doors)).toMatchObject({ state: 'waiting' })
    }
    box.pass(1)
    expect(await box.look(['graph'])).toMatchObject({ state: 'unproven' })
    expect(await box.look(['graph'])).toMatchObject({ state: 'unproven' })
    expect(box.left).toEqual(['smtp'])
  })

  it('what was deferred leaves elsewhere when its door is closed, since nothing had left', async () => {
    const box = outboxOf({ smtp: { answers: ['deferred'] } }, ['smtp'])
    await box.look()
    expect(await box.look(['graph'])).toMatchObject({ state: 'accepted', sent: { channel: 'graph' } })
  })

  it.each([
    { purpose: 'reminder-1', left: ['smtp'] },
    { purpose: 'escalation', left: ['msrc'] },
  ] as const)('a $purpose of a report that left by smtp', async ({ purpose, left }) => {
    const box = outboxOf({}, ['msrc', 'smtp'])
    await box.look(undefined, purpose)
    expect(box.left).toEqual(left)
  })
})

it('the bytes are kept in the form of the door', async () => {
  const box = outboxOf({ msrc: { answers: ['refused'] } }, ['msrc', 'graph'])
  await box.look()
  expect(box.kept).toEqual(['msrc 1.json', 'graph 1.eml'])
})

describe('a door that looks up what became of an attempt', () => {
  const lookedUp = (lookUp: LookedUp) =>
    outboxOf({ graph: { answers: ['unknown'], lookUp, draftId: 'draft 7' } }, ['graph'])

  it.each([
    { found: 'sent', state: 'accepted', left: ['graph'] },
    { found: 'unproven', state: 'unproven', left: ['graph'] },
    { found: 'unread', state: 'waiting', left: ['graph'] },
    { found: 'absent', state: 'waiting', left: ['graph'] },
    { found: 'not-sent', state: 'accepted', left: ['graph', 'graph, draft draft 7'] },
  ] as const)('$found: $state', async ({ found, state, left }) => {
    const box = lookedUp(found)
    await box.look()
    expect(await stateOf(box, 'graph')).toMatchObject({ state: 'unknown', draftId: 'draft 7' })
    expect(await box.look()).toMatchObject({ state: 'waiting' })
    box.pass(0.3)
    expect(await box.look()).toMatchObject({ state })
    expect(box.left).toEqual(left)
  })
})

it('what no copy shows is looked for over a day, and then not proven', async () => {
  const box = outboxOf({ graph: { answers: ['unknown'], lookUp: 'absent' } }, ['graph'])
  await box.look()
  box.pass(23.9)
  expect(await box.look()).toMatchObject({ state: 'waiting' })
  box.pass(0.2)
  expect(await box.look()).toMatchObject({ state: 'unproven' })
  expect(box.left).toEqual(['graph'])
})

describe('what everybody refuses', () => {
  it('goes to the fallback once, then is refused', async () => {
    const box = outboxOf({ smtp: { answers: ['refused', 'refused'] } }, ['smtp'], true)
    expect(await box.look()).toMatchObject({ state: 'refused' })
    expect(await box.look()).toMatchObject({ state: 'refused' })
    expect(box.kept).toEqual(['smtp 1.eml', 'smtp 2 fallback.eml'])
  })

  it('a deferral there is a deferral there', async () => {
    const box = outboxOf({ smtp: { answers: ['refused', 'deferred'] } }, ['smtp'], true)
    expect(await box.look()).toMatchObject({ state: 'waiting' })
    box.pass(2)
    expect(await box.look()).toMatchObject({ state: 'accepted' })
    expect(box.kept).toEqual(['smtp 1.eml', 'smtp 2 fallback.eml', 'smtp 3 fallback.eml'])
  })
})
