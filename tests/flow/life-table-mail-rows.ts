import type { Status } from '../../shared/reports/report'
import { containing } from './containing'
import { type LifePlay, receipt, request, takenDown } from './life-table-play'
import { questions, theQuestion } from './person'

/** A row of the table "A report's life" that a mail drives, and its story. */
export type LifeRow = { readonly row: string; readonly story: (play: LifePlay) => Promise<void> }

const outcomes = [
  { outcome: 'takedown', says: takenDown, meaning: 'taken down' },
  {
    outcome: 'no-action',
    meaning: 'no action',
    says: 'The activity does not violate our terms. No action will be taken.',
  },
  {
    outcome: 'rejected',
    meaning: 'rejected',
    says: 'Your report is rejected. We are unable to process your report.',
  },
] as const

const waiting = ['sent', 'acknowledged', 'information-requested'] as const

async function stands(play: LifePlay, status: string, more: object = {}): Promise<void> {
  expect(await play.world.report()).toMatchObject({ Status: status, ...more })
}
const went = async (play: LifePlay, step: string) => expect(await play.changes()).toContain(step)

/** The server keeps the mail and says nothing; nobody has looked for the copy yet. */
async function unheard(play: LifePlay): Promise<void> {
  play.world.smtp.script = { data: () => 'drop-kept' }
  await play.send()
  play.world.smtp.script = {}
  await stands(play, 'queued')
}

/** The same, and nobody finds the copy when it is looked for. */
async function unfound(play: LifePlay): Promise<Buffer> {
  let copy: Buffer = Buffer.alloc(0)
  play.world.smtp.script = {
    data: (mail) => {
      copy = mail.raw
      return 'drop-lost'
    },
  }
  await play.send()
  play.world.smtp.script = {}
  play.world.pass(0.6)
  await play.file()
  await stands(play, 'unconfirmed')
  return copy
}

const provenSent: readonly LifeRow[] = [
  {
    row: 'queued + own copy found -> sent',
    story: async (play) => {
      await unheard(play)
      play.world.pass(0.6)
      await play.file()
      await stands(play, 'sent', { SentAt: expect.any(Date) as unknown })
    },
  },
  {
    row: 'queued + trusted answer found -> sent, and the answer in the same step',
    story: async (play) => {
      await unheard(play)
      await play.hear(receipt)
      await went(play, 'queued + acknowledged -> acknowledged')
      await stands(play, 'acknowledged', { CaseNumber: 'CRM:0461057158' })
      expect(play.purposes()).toEqual(['initial'])
    },
  },
  {
    row: 'queued + bounce found -> sent, and the bounce in the same step',
    story: async (play) => {
      await unheard(play)
      await play.bounce()
      await went(play, 'queued + bounced -> undeliverable')
    },
  },
  {
    row: 'unconfirmed + own copy found -> sent',
    story: async (play) => {
      play.world.imap.deliver(await unfound(play))
      await play.track()
      await went(play, 'unconfirmed + found-sent -> sent')
      await play.chase()
      expect(await questions(play.world)).toEqual([])
    },
  },
]

const answered: readonly LifeRow[] = [
  {
    row: 'sent + bounced for every recipient -> undeliverable',
    story: async (play) => {
      await play.send()
      await play.bounce('one')
      await stands(play, 'sent')
      await play.bounce()
      await went(play, 'sent + bounced -> undeliverable')
      expect(await theQuestion(play.world)).toMatchObject({ Question: containing('Send it again?') })
    },
  },
  {
    row: 'sent + acknowledgement -> acknowledged',
    story: async (play) => {
      await play.into.acknowledged()
      await went(play, 'sent + acknowledged -> acknowledged')
      await stands(play, 'acknowledged', { CaseNumber: 'CRM:0461057158' })
    },
  },
  {
    row: 'acknowledged + acknowledgement -> acknowledged, with what it adds',
    story: async (play) => {
      await play.send()
      await play.hear('We have received your report.')
      await play.hear(receipt)
      await stands(play, 'acknowledged', { CaseNumber: 'CRM:0461057158' })
    },
  },
  {
    row: 'sent + information request -> information-requested, and answered -> back there',
    story: async (play) => {
      await play.into['information-requested']()
      await went(play, 'sent + information-requested -> information-requested')
      await play.answer('answered')
      await went(play, 'information-requested + answered -> sent')
    },
  },
  {
    row: 'acknowledged + information request -> information-requested, and answered -> back there',
    story: async (play) => {
      await play.into.acknowledged()
      await play.hear(request)
      await went(play, 'acknowledged + information-requested -> information-requested')
      await play.answer('answered')
      await went(play, 'information-requested + answered -> acknowledged')
    },
  },
  {
    row: 'information-requested + acknowledgement -> stays; answered -> acknowledged',
    story: async (play) => {
      await play.into['information-requested']()
      await play.hear(receipt)
      await stands(play, 'information-requested', { CaseNumber: 'CRM:0461057158' })
      // The question as it stands since then takes the place of the first.
      await play.chase()
      await play.answer('answered')
      await stands(play, 'acknowledged')
    },
  },
  {
    row: 'what a person reads out of a mail is the same cause, with their name',
    story: async (play) => {
      await play.send()
      await play.hear(takenDown, { from: 'helper@example.net', dkim: 'fail' })
      await stands(play, 'sent')
      await play.answer(`${String((await play.world.report()).rowKey)} taken down`)
      await went(play, 'sent + decided -> closed')
      expect(await play.world.rows('Events')).toContainEqual(
        expect.objectContaining({ Cause: 'decided', By: 'answered in the table' }),
      )
    },
  },
]

const decided: readonly LifeRow[] = waiting.flatMap((status) =>
  outcomes.map(({ outcome, says, meaning }) => ({
    row: `${status} + decision, by a person -> closed(${outcome})`,
    story: async (play: LifePlay) => {
      await play.into[status]()
      await play.decide(says, meaning)
      await went(play, `${status} + decided -> closed`)
      await stands(play, 'closed', { Outcome: outcome })
    },
  })),
)

const noted: readonly LifeRow[] = waiting.map((status: Status) => ({
  row: `${status} + a mail that moves nothing -> ${status}`,
  story: async (play) => {
    await play.into[status]()
    await play.bounce('one')
    await went(play, `${status} + mail-noted -> ${status}`)
  },
}))

const late: readonly LifeRow[] = [
  {
    row: 'closed + a decision that comes late -> closed, outcome corrected',
    story: async (play) => {
      await play.into.closed()
      await play.decide(outcomes[1].says, 'no action')
      await went(play, 'closed + decided -> closed')
      await stands(play, 'closed', { Outcome: 'no-action' })
    },
  },
  {
    row: 'closed + anything else late -> an Event only',
    story: async (play) => {
      await play.into.closed()
      await play.hear(receipt)
      await play.hear(request)
      await play.bounce()
      await stands(play, 'closed', { Outcome: 'takedown' })
      const causes = ['acknowledged', 'information-requested', 'bounced']
      for (const cause of causes) await went(play, `closed + ${cause} -> closed`)
    },
  },
  {
    row: 'sent, acknowledged + a matched mail waits for a person -> the ladder goes on after 7 days',
    story: async (play) => {
      await play.send()
      await play.hear(takenDown, { from: 'helper@example.net', dkim: 'fail' })
      await play.look(13.9 * 24)
      await stands(play, 'sent')
      expect(play.purposes()).toEqual(['initial'])
      await play.look(0.2 * 24)
      expect(play.purposes()).toEqual(['initial', 'reminder-1'])
      // All delay is used up.
      await play.look(7.1 * 24)
      expect(play.purposes()).toEqual(['initial', 'reminder-1', 'reminder-2'])
    },
  },
  ...waiting.map((status) => ({
    row: `${status} + a decision of the desk, no second witness -> ${status}, and the report says so`,
    story: async (play: LifePlay) => {
      await play.into[status]()
      await play.hear(takenDown)
      await went(play, `${status} + desk-said -> ${status}`)
      await stands(play, status, { DeskSays: 'takedown' })
      await play.answerMail('dismiss')
      await went(play, `${status} + mail-dismissed -> ${status}`)
      await stands(play, status)
      expect(await play.world.report()).not.toHaveProperty('DeskSays')
    },
  })),
  {
    row: 'closed + a decision of the desk -> an Event only',
    story: async (play) => {
      await play.into.closed()
      await play.hear(outcomes[1].says)
      await went(play, 'closed + desk-said -> closed')
      await stands(play, 'closed', { Outcome: 'takedown' })
    },
  },
]

export const mailRows: readonly LifeRow[] = [...provenSent, ...answered, ...decided, ...noted, ...late]
