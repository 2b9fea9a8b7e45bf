import { setSending } from '../../shared/storage/checkpoints'
import { startNameServer } from '../../sandbox/world/name-server'
import type { ReceivedMail } from '../../sandbox/world/smtp'
import { statuses, type Status } from '../../shared/reports/report'
import { answerOf } from './desk'
import { analysis } from '../helpers/fake-virustotal'
import { containing } from './containing'
import { startEnrichmentDesk } from './enrichment-desk'
import { device, fromGraph, graphAlert, ip, url } from './founding-alert'
import { mailRows } from './life-table-mail-rows'
import { type LifeMailboxKind, overGraph, overImap } from './life-table-mailboxes'
import { cellsOf, cellsOfLife, LifePlay, receipt, request } from './life-table-play'
import { questions, theQuestion } from './person'
import { SmallWorld } from './small-world'

/** One test per row of the table "A report's life", each played through the functions of the app. */

/** Cells that the stories have gone through, read from the Events that they left. */
const played = new Set<string>()
const plays: LifePlay[] = []
let play: LifePlay
afterEach(async () => {
  for (const ended of plays.splice(0)) for (const cell of await ended.end()) played.add(cell)
})

async function begin(settings: Readonly<Record<string, string>> = {}, kind?: LifeMailboxKind) {
  play = await LifePlay.start(kind, settings)
  plays.push(play)
  return play
}
const expectStep = async (step: string) => expect(await play.changes()).toContain(step)
const expectReport = async (status: string, more: object = {}) =>
  expect(await play.world.report()).toMatchObject({ Status: status, ...more })

const beforeSending = ['collecting', 'awaiting-approval', 'queued', 'undeliverable', 'unconfirmed'] as const
const waiting = ['sent', 'acknowledged', 'information-requested'] as const
const open: readonly Status[] = [...beforeSending, ...waiting]

describe('the window', () => {
  it('– + first sighting; policy says report -> collecting', async () => {
    await begin()
    await play.alert()
    await expectStep('– + sighted -> collecting')
  })

  it('– + first sighting; policy says hold -> awaiting-approval, with the question why', async () => {
    const { world } = await begin()
    const relay = [device, ip('40.107.22.101')]
    await world.openCase(fromGraph(graphAlert({ title: 'Suspicious connection' }, relay)))
    await expectStep('– + sighted -> awaiting-approval')
    expect(await theQuestion(world)).toMatchObject({ Reason: containing('service of Microsoft') })
  })

  it('collecting + window over, nothing against it -> queued', async () => {
    await (await begin()).send()
    await expectStep('collecting + filed -> queued')
  })

  it.each([
    { what: 'mode review', settings: { REPORTING_MODE: 'review' }, why: 'REPORTING_MODE' },
    { what: 'mode dry-run', settings: { REPORTING_MODE: 'dry-run' }, why: 'REPORTING_MODE' },
    { what: 'source not allowed', settings: { MODE_BY_SOURCE: 'graph=review' }, why: 'MODE_BY_SOURCE' },
  ])('collecting + window over, $what -> awaiting-approval', async ({ settings, why }) => {
    const { world } = await begin(settings)
    await play.send()
    await expectStep('collecting + held -> awaiting-approval')
    expect(await theQuestion(world)).toMatchObject({ Reason: containing(why) })
  })

  it('collecting + window over, grade too low -> awaiting-approval', async () => {
    const { world } = await begin({ AUTO_MIN_GRADE: 'A' })
    const weak = { title: 'Suspicious connection', severity: 'low', actorDisplayName: null }
    await world.openCase(fromGraph(graphAlert(weak, [device, ip('4.180.10.20')])))
    await play.look(1.1)
    await expectStep('collecting + held -> awaiting-approval')
    expect(await theQuestion(world)).toMatchObject({ Reason: containing('AUTO_MIN_GRADE') })
  })

  it('collecting + window over, the breaker is open -> awaiting-approval', async () => {
    const { world } = await begin({ BREAKER_NEW_ENDPOINTS_PER_HOUR: '1' })
    await world.openCase(fromGraph(graphAlert()))
    const page = [device, url('https://login-help-1.azurewebsites.net/signin')]
    await world.openCase(fromGraph(graphAlert({ id: 'another', title: 'Phishing' }, page)))
    await play.look(1.1)
    await expectStep('collecting + held -> awaiting-approval')
    await expectStep('collecting + filed -> queued')
  })
})

describe('what waits for approval', () => {
  it('awaiting-approval + approved -> queued', async () => {
    await begin()
    await play.into['awaiting-approval']()
    await play.answer('approve')
    await expectStep('awaiting-approval + approved -> queued')
  })

  it('awaiting-approval + better evidence that policy files by itself -> collecting, and filed like any other', async () => {
    const { world } = await begin()
    await world.openCase(graphAlert())
    await play.look(1.1)
    await expectReport('awaiting-approval')
    await world.openCase(fromGraph(graphAlert({ id: 'from Graph' })))
    await play.look(1.1)
    await expectStep('awaiting-approval + better-evidence -> collecting')
    await expectStep('collecting + filed -> queued')
  })

  it('awaiting-approval + its first alert is ruled out, another stands -> awaiting-approval, by what that one says', async () => {
    const { world } = await begin({ REPORTING_MODE: 'review' })
    await world.openCase(fromGraph(graphAlert({ id: 'first' })))
    await play.look(1.1)
    const later = {
      severity: 'medium',
      firstActivityDateTime: '2026-11-23T09:50:00Z',
      actorDisplayName: null,
    }
    await world.openCase(fromGraph(graphAlert({ id: 'second', title: 'Another', ...later })))
    await world.openCase(
      fromGraph(
        graphAlert({
          id: 'first',
          classification: 'falsePositive',
          lastUpdateDateTime: world.at.toISOString(),
        }),
      ),
    )
    await play.look(1.1)
    await expectStep('awaiting-approval + judged-anew -> awaiting-approval')
    const { change, evidence, tally } = JSON.parse(String((await world.report())['State'])) as {
      change: number
      evidence: object
      tally: object
    }
    expect(evidence).toMatchObject({ severity: 'medium' })
    expect(evidence).not.toHaveProperty('actor')
    expect(tally).toMatchObject({ firstSeenAt: '2026-11-23T09:50:00.000Z' })
    await play.look(48)
    expect(JSON.parse(String((await world.report())['State']))).toMatchObject({ change })
    await play.answer('approve')
    await play.look(0.1)
    expect(world.mails.map(({ raw }) => raw.toString())).toEqual([
      expect.stringMatching(/First seen +2026-11-23 09:50(?![^]*Storm-0900)/),
    ])
  })

  it.each(['decline', 'decline until 2026-12-31'])(
    'awaiting-approval + %s -> closed(declined)',
    async (said) => {
      await (await begin()).into['awaiting-approval']()
      await play.answer(said)
      await expectStep('awaiting-approval + declined -> closed')
      await expectReport('closed', { Outcome: 'declined' })
    },
  )

  it('awaiting-approval + 14 days old: asked again once; 30 days old -> closed(expired)', async () => {
    const { world } = await begin()
    await play.into['awaiting-approval']()
    const before = await theQuestion(world)
    await play.look(14 * 24)
    await play.look(1.1)
    await expectStep('awaiting-approval + asked-again -> awaiting-approval')
    expect((await theQuestion(world)).rowKey).not.toBe(before.rowKey)
    await play.look(16 * 24)
    await expectStep('awaiting-approval + expired -> closed')
    await expectReport('closed', { Outcome: 'expired' })
    expect(play.purposes()).toEqual([])
  })
})

describe('before it has left', () => {
  it.each(beforeSending)('%s + no sighting stands any more -> closed(withdrawn)', async (status) => {
    await (await begin()).into[status]()
    await expectReport(status)
    await play.judgeFalse()
    await play.look(0.1)
    await play.look(1.1)
    await expectStep(`${status} + withdrawn -> closed`)
    await expectReport('closed', { Outcome: 'withdrawn' })
    await play.look(1.1)
    await expectStep('closed + looked-again -> closed')
    expect(play.purposes()).toEqual([])
  })

  it.each(['awaiting-approval', 'undeliverable', 'unconfirmed'] as const)(
    '%s + a person withdraws -> closed(withdrawn)',
    async (status) => {
      await (await begin()).into[status]()
      await play.answer('withdraw')
      await expectStep(`${status} + withdrawn -> closed`)
    },
  )

  it('queued + an initial delivery accepted -> sent', async () => {
    await (await begin()).send()
    await expectStep('queued + accepted -> sent')
    expect(play.purposes()).toEqual(['initial'])
  })

  it('queued + what is known now would hold it -> awaiting-approval', async () => {
    const { world } = await begin()
    await setSending(world.storage, true, 'Ada', world.at)
    await play.send()
    await expectReport('queued')
    const doubted = { determination: 'notEnoughDataToValidate', lastUpdateDateTime: world.at.toISOString() }
    await world.openCase(fromGraph(graphAlert(doubted)))
    await play.look(1.1)
    await expectStep('queued + held -> awaiting-approval')
  })

  it('queued + every door refused for good -> undeliverable', async () => {
    const { world } = await begin()
    await play.into.undeliverable()
    await expectStep('queued + refused -> undeliverable')
    expect(await theQuestion(world)).toMatchObject({ Reason: containing('5.1.1') })
  })

  it('queued + 5 days of deferral -> undeliverable', async () => {
    const { world } = await begin()
    await play.alert()
    world.smtp.script = { recipient: () => ({ code: 450, text: '4.2.0 greylisted' }) }
    for (let n = 0; n < 30; n++) await play.look(4.01)
    await expectReport('queued')
    for (let n = 0; n < 6; n++) await play.look(4.01)
    await expectStep('queued + refused -> undeliverable')
    await expectReport('undeliverable', { Note: containing('five days') })
  })

  it('queued + outcome unknown and not provable -> unconfirmed: a person looks', async () => {
    const { world } = await begin()
    await play.into.unconfirmed()
    await expectStep('queued + unproven -> unconfirmed')
    expect(await theQuestion(world)).toMatchObject({ Question: containing('Did this mail leave?') })
  })

  it.each(['unconfirmed', 'undeliverable'] as const)('%s + person: it was sent -> sent', async (status) => {
    await (await begin()).into[status]()
    await play.answer('sent')
    await expectStep(`${status} + found-sent -> sent`)
  })

  it('unconfirmed + its sender comes back and says accepted -> sent', async () => {
    const { world } = await begin()
    await unconfirmedInFlight(async () => undefined)
    await play.look(1.1)
    await expectStep('unconfirmed + accepted -> sent')
    expect(await questions(world)).toEqual([])
  })

  it.each(['unconfirmed', 'undeliverable'] as const)(
    '%s + person: send (again, or elsewhere) -> queued',
    async (status) => {
      await (await begin()).into[status]()
      play.world.pass(0.1)
      await play.answer('send again')
      await expectStep(`${status} + send-again -> queued`)
      await play.look(0.1)
      expect(play.purposes()).toEqual(['initial'])
    },
  )
})

/** The 250 takes so long that the lease runs out, the copy is not found and a person is asked. */
async function unconfirmedInFlight(then: () => Promise<void>): Promise<void> {
  const empty = await SmallWorld.start()
  const others = play.world.changes
  await play.sendSlowly(async () => {
    play.world.pass(20 / 60)
    await play.file()
    play.set({ ...others, IMAP_PORT: String(empty.imap.port) })
    play.world.pass(0.5)
    await play.file()
    await expectReport('unconfirmed')
    play.set(others)
    await then()
  })
  await empty.close()
}

describe.each([overImap, overGraph])('driven by mails, over $kind', (kind) => {
  it.each(mailRows)('$row', async ({ story: expectStory }) => {
    await expectStory(await begin({}, kind))
  })
})

describe('a recipient that was put off while others took the mail', () => {
  it.each(waiting)('%s + the rest has left -> %s, with everybody reached', async (status) => {
    const { world } = await begin()
    const greylisted = { code: 450, text: '4.2.0 greylisted' }
    world.smtp.script = { recipient: (to) => (to.startsWith('ioc@') ? greylisted : undefined) }
    await play.into[status]()
    world.smtp.script = {}
    await play.look(1)
    await expectStep(`${status} + rest-done -> ${status}`)
    await expectReport(status)
  })
})

describe('the endpoint', () => {
  const site = 'parcel-verify-login.azurewebsites.net'
  const zone = [
    { type: 'TXT' as const, name: 'azurewebsites.net', data: 'the zone stands' },
    { type: 'A' as const, name: site, data: '20.119.0.42' },
  ]
  /** The report about the site is in this status and watched; then the site vanishes. */
  const vanishing = async (into: (play: LifePlay) => Promise<void>) => {
    const names = [...zone]
    const dns = await startNameServer(names)
    const playing = await begin({ DNS_SERVERS: `127.0.0.1:${dns.port}` })
    playing.about = [device, url(`https://${site}/signin`)]
    await into(playing)
    await playing.look(0.1)
    names.pop()
    for (let n = 0; n < 4; n++) await playing.look(12.1)
    await dns.close()
  }

  it.each(waiting)('%s + endpoint gone by agreed observation, no answer -> closed(gone)', async (status) => {
    await vanishing((playing) => playing.into[status]())
    await expectStep(`${status} + takedown-seen -> ${status}`)
    await expectStep(`${status} + gone -> closed`)
    await expectReport('closed', { Outcome: 'gone', Takedown: 'gone' })
  })

  it('closed + endpoint gone -> closed, its takedown noted', async () => {
    await vanishing((playing) => playing.into.closed())
    await expectStep('closed + takedown-seen -> closed')
    await expectReport('closed', { Outcome: 'takedown', Takedown: 'gone' })
  })

  it('undeliverable, for it came back + endpoint gone -> undeliverable, its takedown noted', async () => {
    await vanishing(async (playing) => {
      await playing.send()
      await playing.look(0.1)
      await playing.bounce()
    })
    await expectStep('undeliverable + takedown-seen -> undeliverable')
  })
})

describe('silence', () => {
  it.each(['sent', 'acknowledged'] as const)(
    '%s + ladder exhausted -> closed(unanswered)',
    async (status) => {
      await (await begin()).into[status]()
      await play.climb()
      await play.look(14 * 24 + 1)
      await expectStep(`${status} + follow-up-due -> ${status}`)
      await expectStep(`${status} + follow-up-done -> ${status}`)
      await expectStep(`${status} + unanswered -> closed`)
      expect(play.purposes()).toEqual(['initial', 'reminder-1', 'reminder-2'])
    },
  )

  it.each(['sent', 'acknowledged'] as const)(
    '%s + escalated by hand -> stays, and the ladder waits from then on',
    async (status) => {
      await (await begin()).into[status]()
      await play.climb()
      await play.look(10 * 24)
      await play.answer('answered')
      await play.look(13 * 24)
      await expectStep(`${status} + answered -> ${status}`)
      await expectReport(status)
    },
  )

  it('information-requested + nobody answers for 7 days more -> the ladder goes on', async () => {
    await (await begin()).into['information-requested']()
    await play.look(13.9 * 24)
    expect(play.purposes()).toEqual(['initial'])
    await play.look(0.2 * 24)
    await expectStep('information-requested + follow-up-due -> information-requested')
    expect(play.purposes()).toEqual(['initial', 'reminder-1'])
  })

  it('information-requested + a reminder that was on its way leaves -> information-requested', async () => {
    const { world } = await begin()
    await play.send()
    world.smtp.script = { recipient: () => ({ code: 450, text: '4.2.0 greylisted' }) }
    await play.look(7 * 24 + 1)
    await play.hear(request)
    world.smtp.script = {}
    await play.look(1.1)
    await expectStep('information-requested + follow-up-done -> information-requested')
    expect(play.purposes()).toEqual(['initial', 'reminder-1'])
  })
})

describe('after it has left', () => {
  it.each(waiting)(
    '%s + no sighting stands any more -> closed(withdrawn); a withdrawal leaves in the thread',
    async (status) => {
      await (await begin()).into[status]()
      await play.judgeFalse()
      for (let n = 0; n < 3; n++) await play.look(1.1)
      await expectStep(`${status} + withdrawn -> closed`)
      await expectStep('closed + withdrawal-done -> closed')
      expect(play.purposes()).toEqual(['initial', 'withdrawal'])
    },
  )

  it('information-requested + a person withdraws -> closed(withdrawn); a withdrawal leaves in the thread', async () => {
    await (await begin()).into['information-requested']()
    await play.answer('withdraw')
    await play.look(0.1)
    expect(play.purposes()).toEqual(['initial', 'withdrawal'])
  })

  it('closed(withdrawn), nothing known as sent + a delivery turns out accepted -> stays closed, and the withdrawal leaves', async () => {
    await begin()
    await play.sendSlowly(async () => {
      await play.judgeFalse()
      await play.chase()
      await expectReport('closed', { Outcome: 'withdrawn' })
    })
    await expectStep('closed + accepted -> closed')
    await play.look(1.1)
    expect(play.purposes()).toEqual(['initial', 'withdrawal'])
    await expectReport('closed', { Outcome: 'withdrawn', SentAt: expect.any(Date) as unknown })
  })

  it('closed(withdrawn), nothing known as sent + our own copy turns up -> stays closed, and the withdrawal leaves', async () => {
    const { world } = await begin()
    world.smtp.script = { data: () => 'drop-kept' }
    await play.send()
    world.smtp.script = {}
    await play.judgeFalse()
    await play.chase()
    await expectReport('closed', { Outcome: 'withdrawn' })
    await world.trackReplies()
    await expectReport('closed', { Outcome: 'withdrawn', SentAt: expect.any(Date) as unknown })
    await play.look(0.1)
    expect(play.purposes()).toEqual(['initial', 'withdrawal'])
  })

  it('undeliverable, for it came back + accepted that comes after it -> stays', async () => {
    await begin()
    await play.sendSlowly(() => play.bounce())
    await expectReport('undeliverable')
  })

  it.each(waiting)(
    '%s + accepted that comes after it, with an id of the server -> stays, filled in',
    async (status) => {
      await begin()
      await acceptedAfter(status)
      await expectStep(`${status} + accepted -> ${status}`)
    },
  )
})

/** The server takes its time for a 250 that names an id of its own; meanwhile the report comes to this status. */
async function acceptedAfter(status: (typeof waiting)[number]): Promise<void> {
  const { world } = play
  let mail: ReceivedMail | undefined
  const data = (taken: ReceivedMail) => {
    mail = taken
    return { code: 250, text: '2.0.0 OK <theirs@AM0.eurprd01.prod.outlook.com> [Hostname=AM0]' }
  }
  const { promise: isThere, resolve: end } = Promise.withResolvers<undefined>()
  world.smtp.script = { answerAfter: isThere, data }
  world.fixed = { smtpTimeoutInSeconds: 30 }
  await play.alert()
  world.pass(1.1)
  const sending = play.file()
  while (!mail) await new Promise((done) => setTimeout(done, 10))
  world.smtp.script = {}
  if (status === 'sent') {
    world.pass(20 / 60)
    await play.file()
    world.pass(0.5)
    await play.file()
    await play.answer('sent')
  } else {
    world.imap.deliver(answerOf(mail, { text: status === 'acknowledged' ? receipt : request }))
    await play.track()
  }
  await expectReport(status)
  end(undefined)
  await sending
}

describe('any but closed', () => {
  it.each(['awaiting-approval', 'unconfirmed', 'undeliverable', 'information-requested'] as const)(
    '%s + a person closes, with outcome -> closed(no-action)',
    async (status) => {
      await (await begin()).into[status]()
      await play.answer('close as no action')
      await expectStep(`${status} + closed-by-person -> closed`)
      await expectReport('closed', { Outcome: 'no-action' })
    },
  )

  it.each(['sent', 'acknowledged'] as const)(
    '%s, the ladder exhausted + a person closes, with outcome -> closed(unanswered)',
    async (status) => {
      await (await begin()).into[status]()
      await play.climb()
      await play.answer('close as unanswered')
      await expectStep(`${status} + closed-by-person -> closed`)
    },
  )

  it.each(['collecting', 'queued'] as const)(
    '%s, asking nothing + a person closes on the page -> closed(gone)',
    async (status) => {
      await (await begin()).into[status]()
      await play.press('close', { outcome: 'gone' })
      await expectStep(`${status} + closed-by-person -> closed`)
      await expectReport('closed', { Outcome: 'gone' })
    },
  )

  it.each(open)('%s, marked trial + REDIRECT_ALL_TO is gone -> closed(trial)', async (status) => {
    await (await begin({ REDIRECT_ALL_TO: 'trial@example.org' })).into[status]()
    await expectReport(status)
    play.set({})
    for (let n = 0; n < 2; n++) {
      play.world.pass(1.1)
      await play.chase()
    }
    await expectStep(`${status} + trial-over -> closed`)
    await expectReport('closed', { Outcome: 'trial' })
  })
})

describe('whatever the status', () => {
  it.each(statuses)(
    '%s + a person writes a note -> stays, and what waits goes on waiting',
    async (status) => {
      await (await begin()).into[status]()
      const before = await play.world.report()
      const asked = (await questions(play.world)).map(({ Question, Reason, Since }) => [
        Question,
        Reason,
        Since,
      ])
      await play.press('note', { note: 'Asked the owner of the host.' })
      await play.chase()
      await expectStep(`${status} + noted -> ${status}`)
      await expectReport(status, {
        ...('Outcome' in before && { Outcome: before['Outcome'] }),
        Note: 'Asked the owner of the host.',
      })
      expect(
        (await questions(play.world)).map(({ Question, Reason, Since }) => [Question, Reason, Since]),
      ).toEqual(asked)
    },
  )

  it('a question that is asked anew at a note is answered like the one before', async () => {
    await (await begin()).into['awaiting-approval']()
    await play.press('note', { note: 'Looks right to me.' })
    await play.answer('approve')
    await expectReport('queued', { Note: 'Looks right to me.' })
  })
})

describe('what further sources say', () => {
  it.each([
    { status: 'collecting', evidence: undefined },
    { status: 'awaiting-approval', evidence: [device, ip('40.107.22.101')] },
  ])('$status + enriched -> $status', async ({ status, evidence }) => {
    const desk = await startEnrichmentDesk()
    desk.virusTotal.known.set('/api/v3/domains/safe-hse.com', analysis(17, 74))
    desk.virusTotal.known.set('/api/v3/ip_addresses/40.107.22.101', analysis(17, 74))
    await desk.open({ title: 'Suspicious connection' }, evidence)
    await desk.file()
    const cells = (await desk.world.rows('Events')).flatMap(cellsOf)
    await desk.close()
    expect(cells).toContain(`${status} + enriched`)
    for (const cell of cells) played.add(cell)
  })
})

/** Cells that nothing in the app asks for, and why they are in the table all the same. */
const unplayed: Readonly<Record<string, string>> = {
  'collecting + takedown-seen': 'only what has left is watched',
  'awaiting-approval + takedown-seen': 'only what has left is watched',
  'queued + takedown-seen': 'only what has left is watched',
  'unconfirmed + takedown-seen': 'only what is known to have left is watched',
}

it('every cell of the life table has a story, and those that cannot have one are named', () => {
  const missing = cellsOfLife.filter((cell) => !played.has(cell))
  expect(missing.sort()).toEqual(Object.keys(unplayed).sort())
})
