import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { QueueServiceClient } from '@azure/storage-queue'
import { startAzurite } from './azurite'
import type { Azurite } from './azurite'
import { makeCertificate } from './certificate'
import { createWorldClock } from './clock'
import type { WorldClock } from './clock'
import { receiveAtDesk } from './desk'
import type { DeskStep } from './desk'
import { startFeeds } from './feeds'
import { graphMailbox } from './graph-mailbox'
import type { GraphMailbox } from './graph-mailbox'
import { startGraph } from './graph'
import type { FakeGraph } from './graph'
import { startIdentity } from './identity'
import { startImap } from './imap'
import type { FakeImap } from './imap'
import { startNames } from './names'
import type { Names } from './names'
import { ORGANISATION } from './organisation'
import { createPlan } from './plan'
import type { Plan } from './plan'
import { makeRunFolder } from './run-folder'
import type { Say } from './say'
import { readSentMail } from './sent-mail'
import type { SentMail } from './sent-mail'
import { appSettings } from './settings'
import { startSmtp } from './smtp'
import type { FakeSmtp, ReceivedMail } from './smtp'
import { createTenant } from './tenant'
import type { Tenant } from './tenant'

export type WorldOptions = {
  /** The checkout, below which the run's folder is made. */
  readonly root: string
  readonly stepsFor?: (mail: SentMail) => readonly DeskStep[]
  /** Tells, in plain language, what happens outside the app. */
  readonly say?: Say
  readonly preferDefaultPorts?: boolean
  /** Further or other settings for the app. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Everything around the app, all of it on 127.0.0.1. It outlives the app's process and remembers. */
export type World = {
  readonly clock: WorldClock
  readonly plan: Plan
  readonly tenant: Tenant
  readonly azurite: Azurite
  readonly graph: FakeGraph
  /** Our mailbox in Exchange Online, which Graph gives access to. */
  readonly mailbox: GraphMailbox
  readonly smtp: FakeSmtp
  readonly imap: FakeImap
  readonly names: Names
  /** Mails that reached the receiving server, one entry each, whatever the number of recipients. */
  readonly outbox: readonly SentMail[]
  /** Settings the app is started with. */
  readonly settings: Readonly<Record<string, string>>
  /** PEM of the certificate that the app is to trust. */
  readonly caFile: string
  readonly folder: string
  readonly mailsFolder: string
  /** Mails put into the app's mailbox so far. */
  readonly delivered: () => number
  /** A SIEM puts a message on queue `alerts`. */
  readonly enqueue: (text: string) => Promise<void>
  /** Resolves when every mail that has arrived has also been read here. */
  readonly settled: () => Promise<unknown>
  readonly close: () => Promise<void>
}

const DEFAULT_STORAGE_PORTS = { blob: 10_000, queue: 10_001, table: 10_002 }

export async function startWorld(options: WorldOptions): Promise<World> {
  const clock = createWorldClock()
  const { now } = clock
  const plan = createPlan()
  const tenant = createTenant()
  const certificate = makeCertificate()
  const { folder, mails } = makeRunFolder(options.root)
  const mail = mailSide(options, clock, plan, mails)
  const [azurite, identity, feeds, imap, smtp, names] = await Promise.all([
    startAzurite(options.preferDefaultPorts === true ? DEFAULT_STORAGE_PORTS : {}),
    startIdentity({ now }),
    startFeeds(),
    startImap({ certificate, now, uidValidity: 1, ...ORGANISATION.login }),
    startSmtp({ certificate, now, ...ORGANISATION.login, onMail: mail.take }),
    startNames(),
  ])
  const mailbox = graphMailbox({ address: ORGANISATION.mailbox, now, onMail: mail.take })
  mail.connect(imap, mailbox)
  const graph = await startGraph({
    token: identity.token,
    alerts: tenant.alerts,
    onServed: tenant.served,
    mailbox,
    now,
  })
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, certificate.cert)
  const queues = QueueServiceClient.fromConnectionString(azurite.connectionString)
  return {
    clock,
    plan,
    tenant,
    azurite,
    graph,
    mailbox,
    smtp,
    imap,
    names,
    outbox: mail.outbox,
    settings: { ...appSettings({ azurite, identity, feeds, imap, smtp, graph, names }), ...options.settings },
    caFile,
    folder,
    mailsFolder: mails,
    delivered: () => imap.inbox().length,
    enqueue: async (text) => {
      const queue = queues.getQueueClient('alerts')
      await queue.createIfNotExists()
      await queue.sendMessage(text, { messageTimeToLive: -1 })
    },
    settled: mail.settled,
    close: async () => {
      const servers = [graph, identity, feeds, imap, smtp, names, azurite]
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

/** Where mail goes: to the desk, into the app's own mailbox, and as a file for people to look at. */
function mailSide(options: WorldOptions, clock: WorldClock, plan: Plan, folder: string) {
  const outbox: SentMail[] = []
  const reading = new Set<Promise<void>>()
  const state: { into?: (raw: Buffer) => void } = {}
  let files = 0
  const keep = (kind: string, raw: Buffer) => {
    files += 1
    writeFileSync(join(folder, `${String(files).padStart(3, '0')}-${kind}.eml`), raw)
  }
  const deliver = (raw: Buffer) => {
    keep('received', raw)
    state.into?.(raw)
  }
  const read = async (received: ReceivedMail) => {
    const mail = await readSentMail(received)
    outbox.push(mail)
    keep(`sent-${mail.reportId}-${mail.purpose}`.replace(/[^\w-]/g, '_'), mail.raw)
    options.say?.('mail', `${leaving(mail)}: "${mail.subject}" to ${foreign(mail).join(', ')}`)
    const stepsFor = options.stepsFor ?? (() => [])
    receiveAtDesk({ plan, now: clock.now, stepsFor, deliver, say: options.say ?? (() => undefined) }, mail)
  }
  return {
    outbox,
    /** Into both mailboxes alike: the settings say which of them the app reads. */
    connect: (imap: FakeImap, exchange: GraphMailbox) => {
      state.into = (raw) => {
        imap.deliver(raw)
        exchange.folders.deliver(raw)
      }
    },
    /** Own copies reach the mailbox before the sender has its answer, as with a real server in one transaction. */
    take: (received: ReceivedMail) => {
      if (received.to.some(isOurs)) state.into?.(received.raw)
      const done = read(received).finally(() => reading.delete(done))
      reading.add(done)
    },
    settled: async () => Promise.all(reading),
  }
}

const isOurs = (address: string): boolean => address.endsWith('@contoso.example')
const foreign = (mail: SentMail): string[] => mail.to.filter((address) => !isOurs(address))

function leaving({ purpose }: SentMail): string {
  if (purpose === 'initial') return 'A report leaves'
  if (purpose.startsWith('reminder')) return 'No answer for a week: a reminder leaves'
  return `A mail leaves (${purpose})`
}
