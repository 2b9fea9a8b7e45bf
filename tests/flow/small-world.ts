import { startFeeds } from '../../sandbox/world/feeds'
import { startImap, type FakeImap, type ImapOptions } from '../../sandbox/world/imap'
import { startSmtp, type FakeSmtp, type SmtpOptions } from '../../sandbox/world/smtp'
import { createContext, once, type AppContext } from '../../shared/platform/app-context'
import { runCheckSender, type WhyNow } from '../../shared/platform/run-check-sender'
import { runChaseReports } from '../../shared/platform/run-chase-reports'
import { runFileReports } from '../../shared/platform/run-file-reports'
import { runOpenCase } from '../../shared/platform/run-open-case'
import { runRefreshOwnership } from '../../shared/platform/run-refresh-ownership'
import { runTellPeople } from '../../shared/platform/run-tell-people'
import { runTrackReplies } from '../../shared/platform/run-track-replies'
import { runWatchTakedowns } from '../../shared/platform/run-watch-takedowns'
import { parseIpAddress } from '../../shared/model/ip-address'
import { ownershipInUse } from '../../shared/ownership/ownership-in-use'
import type { ResolveHost } from '../../shared/ownership/resolve-host'
import type { FixedValues } from '../../shared/settings/fixed-values'
import { readSettings, type Settings } from '../../shared/settings/settings'
import { azureStorage, type Storage } from '../../shared/storage/storage'
import { zoneTxt } from '../../cli/zone-file'
import { zone } from '../replies/signing'
import { testKey } from '../helpers/envelope-key'
import { rowsOf } from '../helpers/faulty-storage'
import { areOnAzurite, freshAccount, freshStorage } from '../helpers/storage'

/** The mailbox is read through Graph. */
export const noImap = { IMAP_HOST: '', IMAP_USER: '', IMAP_PASSWORD: '' } as const

export type Row = Readonly<Record<string, unknown>>
type TableName = Parameters<Storage['table']>[0]

export const feedsOnce = (() => {
  let snapshot: Promise<Buffer> | undefined
  /** The snapshot that the true feeds make, packed once per test file. */
  return () => (snapshot ??= packOnce())
})()

async function packOnce(): Promise<Buffer> {
  const feeds = await startFeeds()
  const storage = freshStorage()
  const settings = readSettings({
    FEEDS: `none ${feeds.asSetting}`,
  })
  await runRefreshOwnership(createContext(settings, { storage: () => storage }), () => undefined)
  await feeds.close()
  const blob = await storage.blobs('ownership').get('current.bin')
  if (!blob) throw new Error('no snapshot was made')
  return blob.bytes
}

/** The one name of the founding case; about any other nobody can be asked. */
export const foundingNames: ResolveHost = async (host) => {
  const address = host === 'safe-hse.com' ? parseIpAddress('20.119.0.42') : undefined
  const nobody = { chain: [host], addresses: [], ignored: [], failed: ['A: ETIMEOUT'] }
  return address === undefined ? nobody : { ...nobody, addresses: [address], failed: [] }
}

/** What a failed test left open: its servers would keep jest from ending. */
const openWorlds = new Set<SmallWorld>()
afterAll(async () => {
  for (const world of openWorlds) await world.close()
})

/** Real storage, real SMTP and IMAP servers, the real functions, and a clock in the test's hand. */
export class SmallWorld {
  at = new Date('2026-11-23T10:00:00Z')
  readonly logs: Row[] = []

  /** Where answers and our own copies arrive: the server with IMAP, unless a test puts another in its place. */
  mailbox: { readonly deliver: (raw: Buffer) => unknown; readonly size: () => number }
  /** Parts of the app that a test puts in place of the real ones. */
  overrides: Partial<AppContext> = {}
  /** What holds in place of fixed values. */
  fixed: Partial<FixedValues> = { smtpTimeoutInSeconds: 2 }
  /** Keys of signatures are asked of the name servers, not looked up in a zone at hand. */
  asksForKeys = false
  /** Closed with the world. */
  readonly others: { readonly close: () => Promise<unknown> }[] = []

  /** No wait handed to it is longer than nothing, since its clock is not in the test's hand. */
  readonly storage: Storage

  private constructor(
    private readonly accountInUse: string | undefined,
    readonly smtp: FakeSmtp,
    readonly imap: FakeImap,
    /** Settings that differ; read anew by every run. */
    public changes: Readonly<Record<string, string>>,
  ) {
    this.storage =
      accountInUse === undefined ? freshStorage(0) : azureStorage({ connectionString: accountInUse }, 0)
    this.mailbox = { deliver: (raw) => imap.deliver(raw), size: () => imap.inbox().length }
  }

  /** @param account of storage, where something else than the world is to open it, too */
  static async start(
    changes: Readonly<Record<string, string>> = {},
    smtpOptions: SmtpOptions = {},
    imapOptions: ImapOptions = {},
    account: string | undefined = areOnAzurite() ? freshAccount() : undefined,
  ): Promise<SmallWorld> {
    const imap = await startImap({ now: () => world.at, ...imapOptions, security: 'none' })
    const smtp = await startSmtp({
      now: () => world.at,
      ...smtpOptions,
      security: 'none',
      onMail: (mail) => {
        if (mail.to.some((address) => address.startsWith('reports+sent@'))) world.mailbox.deliver(mail.raw)
      },
    })
    const world: SmallWorld = new SmallWorld(account, smtp, imap, changes)
    openWorlds.add(world)
    await world.storage.blobs('ownership').put('current.bin', await feedsOnce(), 'application/octet-stream')
    for (const name of ['envelope', 'replies'])
      await world.storage.blobs('keys').put(name, testKey, 'application/octet-stream')
    return world
  }

  /** Connection string of its storage. @throws where the world was started without one */
  get account(): string {
    if (this.accountInUse === undefined) throw new Error('the storage of this world is in memory')
    return this.accountInUse
  }

  /** The app over this storage, or over another view of it. */
  app(storage: Storage = this.storage): AppContext {
    const settings = this.settings()
    const ownNames = this.changes['DNS_SERVERS'] === undefined && { resolveHost: () => foundingNames }
    // Unless a test is about the look at signatures itself.
    const ownKeys = !this.asksForKeys && { resolveTxt: zoneTxt(zone) }
    // In memory from one run to the next, as in the process of the app.
    const inMemory = storage === this.storage && { ownership: this.ownership }
    const parts = { storage: () => storage, now: () => this.at, ...ownNames, ...ownKeys, ...inMemory }
    return createContext(settings, { ...parts, ...this.overrides })
  }

  private ownership = this.ownershipAfterStart()
  private ownershipAfterStart() {
    const log = (line: string) => console.warn(line)
    return once(() => ownershipInUse(this.storage, () => this.at, log))
  }

  /** The process of the app begins anew: nothing is in its memory. */
  restart(): void {
    this.ownership = this.ownershipAfterStart()
  }

  private lastRead: { readonly of: readonly unknown[]; readonly settings: Settings } | undefined
  private settings(): Settings {
    const [changes, fixed] = [this.changes, this.fixed]
    if (this.lastRead?.of[0] !== changes || this.lastRead.of[1] !== fixed)
      this.lastRead = { of: [changes, fixed], settings: this.readSettings() }
    return this.lastRead.settings
  }

  private readSettings(): Settings {
    return readSettings(
      {
        REPORTING_MODE: 'auto',
        OWN_ADDRESSES: '203.0.113.0/24',
        OWN_DOMAINS: 'corp.example, contoso-sql.database.windows.net',
        MAIL_FROM: 'reports@example.com',
        MAIL_OWN_COPY_TO: 'reports+sent@example.com',
        REPORTER_ORGANISATION: 'Example GmbH',
        SMTP_HOST: '127.0.0.1',
        SMTP_PORT: String(this.smtp.port),
        SMTP_TLS: 'none',
        IMAP_HOST: '127.0.0.1',
        IMAP_PORT: String(this.imap.port),
        IMAP_TLS: 'none',
        IMAP_USER: 'reports',
        IMAP_PASSWORD: 'secret',
        FEEDS: 'threat-actors=off',
        ...this.changes,
      },
      this.fixed,
    )
  }

  log = (event: string, fields: Row = {}): void => {
    this.logs.push({ event, ...fields })
  }

  /** Moves the clock on; minutes may be a fraction. */
  pass(hours: number): void {
    this.at = new Date(this.at.getTime() + hours * 3_600_000)
  }

  openCase = (message: unknown, storage?: Storage) => runOpenCase(this.app(storage), message, this.log)
  fileReports = (storage?: Storage) => runFileReports(this.app(storage), this.log)
  chaseReports = (storage?: Storage) => runChaseReports(this.app(storage), this.log)
  checkSender = (why?: WhyNow) => runCheckSender(this.app(), this.log, why)
  tellPeople = (storage?: Storage) => runTellPeople(this.app(storage), this.log)
  trackReplies = (storage?: Storage) => runTrackReplies(this.app(storage), this.log)
  watchTakedowns = (storage?: Storage) => runWatchTakedowns(this.app(storage), this.log)

  rows = async (table: TableName): Promise<Row[]> => (await rowsOf(this.storage, table)) as Row[]

  async report(): Promise<Row> {
    const [report, ...more] = await this.rows('Reports')
    if (!report || more.length > 0)
      throw new Error(`expected one report, found ${more.length + (report ? 1 : 0)}`)
    return report
  }

  /** Mails that reached the desk, not counting our own copy. */
  get mails() {
    return this.smtp.received.filter((mail) => mail.to.some((address) => address.endsWith('@microsoft.com')))
  }

  /** Closing twice is once. */
  async close(): Promise<void> {
    if (!openWorlds.delete(this)) return
    await Promise.all([this.smtp, this.imap, ...this.others].map((server) => server.close()))
  }
}
