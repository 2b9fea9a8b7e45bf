import type { ReceivedMail } from '../../sandbox/world/smtp'
import { createContext } from '../../shared/platform/app-context'
import { decisionDeps } from '../../shared/platform/decision-deps'
import { runChaseReports } from '../../shared/platform/run-chase-reports'
import { runFileReports } from '../../shared/platform/run-file-reports'
import { runTrackReplies } from '../../shared/platform/run-track-replies'
import { life } from '../../shared/reports/life'
import type { Status } from '../../shared/reports/report'
import { decideNamed, type DecisionFields } from '../../shared/decisions/named-decision'
import type { DecisionName } from '../../shared/decisions/decision'
import { answerOf, bounceOf } from './desk'
import { fromGraph, graphAlert, storm } from './founding-alert'
import { type LifeMailbox, type LifeMailboxKind, overImap } from './life-table-mailboxes'
import { answer } from './person'
import { SmallWorld, type Row } from './small-world'

type Settings = Readonly<Record<string, string>>
type Deaf = { readonly dkim?: string; readonly from?: string }

export const receipt = 'We have received your report. Case number: CRM:0461057158'
export const request = 'Could you please provide more evidence, such as logs and timestamps?'
export const takenDown = 'The reported site has been taken down.'
const refusal = { code: 550, text: '5.1.1 no such user' }
const later = { code: 450, text: '4.2.0 greylisted' }

/** A world with one report, and the ways by which it comes to each of its statuses. */
export class LifePlay {
  /** What the alert names. */
  about: readonly object[] = storm
  private forwarded = 0

  private constructor(
    readonly world: SmallWorld,
    private readonly mailbox: LifeMailbox,
  ) {}

  static async start(kind: LifeMailboxKind = overImap, settings: Settings = {}): Promise<LifePlay> {
    const mailbox = await kind.start()
    return new LifePlay(await SmallWorld.start({ ...mailbox.settings, ...settings }), mailbox)
  }

  /** The settings from now on, besides those of the mailbox. */
  set(settings: Settings): void {
    this.world.changes = { ...this.mailbox.settings, ...settings }
  }

  private app() {
    const app = this.world.app()
    return createContext(app.settings, { ...app, ...this.mailbox.context })
  }

  /** What came into the world's mailbox since the last time comes into this one, too. */
  private async forward(): Promise<void> {
    const mails = this.world.imap.inbox()
    for (; this.forwarded < mails.length; this.forwarded++)
      await this.mailbox.deliver(mails[this.forwarded]!.raw)
  }

  async file(): Promise<void> {
    await this.forward()
    await runFileReports(this.app(), this.world.log)
  }

  async chase(): Promise<void> {
    await this.forward()
    await runChaseReports(this.app(), this.world.log)
  }

  async track(): Promise<void> {
    await this.forward()
    await runTrackReplies(this.app(), this.world.log)
  }

  /** Everybody looks, after so many hours. */
  async look(hours: number): Promise<void> {
    this.world.pass(hours)
    await this.world.watchTakedowns()
    await this.chase()
    await this.file()
  }

  answer(text: string): Promise<void> {
    return answer(this.world, text)
  }

  /** A person presses this button of the report that is there. */
  async press(name: DecisionName, fields: DecisionFields = {}): Promise<void> {
    const { rowKey: subject, Change: change } = await this.world.report()
    const deps = decisionDeps(this.app())
    const seen = { subject: String(subject), change: String(change), ...fields }
    const decider = { by: 'Ada (ada)', where: 'on the review page' }
    const { kind, says } = await decideNamed(deps, name, seen, decider)
    if (kind !== 'done' && kind !== 'done-before') throw new Error(says)
  }

  /** The alert, as it is or changed. */
  alert(changes: object = {}): Promise<unknown> {
    // The title of the founding alert names its address, which other evidence does not.
    const title = this.about === storm ? {} : { title: 'Connection to a phishing page' }
    return this.world.openCase(fromGraph(graphAlert({ ...title, ...changes }, this.about)))
  }

  judgeFalse(): Promise<unknown> {
    return this.alert({ classification: 'falsePositive' })
  }

  /** An alert, and the end of its window. */
  async send(): Promise<void> {
    await this.alert()
    this.world.pass(1.1)
    await this.file()
  }

  get firstMail(): ReceivedMail {
    const [mail] = this.world.smtp.received
    if (!mail) throw new Error('nothing has left')
    return mail
  }

  async hear(text: string, otherwise: Deaf = {}): Promise<void> {
    this.world.imap.deliver(answerOf(this.firstMail, { text, at: this.world.at, ...otherwise }))
    await this.track()
  }

  /** The desk writes, and a person says what it means. */
  async decide(text: string, meaning: string, otherwise: Deaf = {}): Promise<void> {
    await this.hear(text, otherwise)
    const { Kind } = await this.mailQuestion()
    if (Kind !== 'mail') throw new Error('nobody was asked about the mail')
    await this.answerMail(`${String((await this.world.report()).rowKey)} ${meaning}`)
  }

  /** What is asked about a mail, whatever else is open. */
  async mailQuestion(): Promise<Row> {
    const [question] = (await this.world.rows('Questions')).filter(({ Kind }) => Kind === 'mail')
    if (!question) throw new Error('nobody was asked about a mail')
    return question
  }

  async answerMail(Answer: string): Promise<void> {
    const { rowKey } = await this.mailQuestion()
    await this.world.storage
      .table('Questions')
      .merge({ partitionKey: 'open', rowKey: String(rowKey), Answer })
    await this.chase()
  }

  /** From all recipients, or from the first only. */
  async bounce(which: 'all' | 'one' = 'all'): Promise<void> {
    const desk = this.firstMail.to.filter((address) => !address.startsWith('reports+sent@'))
    this.world.imap.deliver(bounceOf(this.firstMail, which === 'all' ? desk : desk.slice(0, 1)))
    await this.track()
  }

  /** The ways into each status, by the shortest path. */
  readonly into: Readonly<Record<Status, () => Promise<void>>> = {
    collecting: async () => {
      await this.alert()
    },
    'awaiting-approval': async () => {
      this.set({ ...this.world.changes, REPORTING_MODE: 'review' })
      await this.send()
    },
    queued: async () => {
      this.world.smtp.script = { recipient: () => later }
      await this.send()
      this.world.smtp.script = {}
    },
    unconfirmed: async () => {
      this.world.smtp.script = { data: () => 'drop-lost' }
      await this.send()
      this.world.smtp.script = {}
      this.world.pass(0.6)
      await this.file()
    },
    undeliverable: async () => {
      this.world.smtp.script = { recipient: () => refusal }
      await this.send()
      this.world.smtp.script = {}
    },
    sent: () => this.send(),
    acknowledged: async () => {
      await this.send()
      await this.hear(receipt)
    },
    'information-requested': async () => {
      await this.send()
      await this.hear(request)
    },
    closed: async () => {
      await this.send()
      await this.decide(takenDown, 'taken down')
    },
  }

  /** Two reminders, and then nobody left to escalate to. */
  async climb(): Promise<void> {
    for (let n = 0; n < 3; n++) await this.look(7 * 24 + 1)
  }

  /** A server that takes its time for the 250, during which other things happen. */
  async sendSlowly(meanwhile: () => Promise<void>): Promise<void> {
    this.world.fixed = { smtpTimeoutInSeconds: 30 }
    await this.alert()
    this.world.pass(1.1)
    const { promise: isOver, resolve: end } = Promise.withResolvers<undefined>()
    this.world.smtp.script = { answerAfter: isOver }
    const sending = this.file()
    while (this.world.smtp.received.length === 0) await new Promise((done) => setTimeout(done, 10))
    this.world.smtp.script = {}
    await meanwhile().finally(() => end(undefined))
    await sending
  }

  /** Each change of the report, as `from + cause -> to`. */
  async changes(): Promise<string[]> {
    return (await this.world.rows('Events')).map(stepOf)
  }

  purposes(): (string | undefined)[] {
    return this.world.smtp.received.map((mail) => mail.envelopeId?.split('.')[1])
  }

  /** @returns the cells of the life table that this play has gone through */
  async end(): Promise<readonly string[]> {
    const events = await this.world.rows('Events')
    await this.world.close()
    await this.mailbox.close()
    return events.flatMap(cellsOf)
  }
}

const stepOf = ({ From, Cause, To }: Row): string =>
  `${From === '' ? '–' : String(From)} + ${String(Cause)} -> ${String(To)}`

const proofs = ['bounced', 'acknowledged', 'information-requested', 'decided', 'desk-said']
const notKnownAsSent = ['queued', 'unconfirmed', 'undeliverable']

/** A mail about a report not known as sent goes through two cells: it was sent, and then what the mail says. */
export function cellsOf({ From, Cause, To }: Row): string[] {
  const [from, cause] = [String(From), String(Cause)]
  const isProof = proofs.includes(cause) && notKnownAsSent.includes(from)
  if (isProof && (To !== from || cause === 'bounced')) return [`${from} + found-sent`, `sent + ${cause}`]
  return [`${from} + ${cause}`]
}

/** Every cell of the life table. */
export const cellsOfLife: readonly string[] = Object.entries(life).flatMap(([status, row]) =>
  Object.keys(row).map((cause) => `${status} + ${cause}`),
)
