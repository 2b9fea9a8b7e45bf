import { readFileSync } from 'node:fs'
import { formerSettings } from '../../shared/settings/former-settings'
import { patternsOf } from '../../shared/platform/mailbox-settings-of'
import {
  readSettings,
  settingGroups,
  settingNames,
  SettingsError,
  type GroupName,
} from '../../shared/settings/settings'

const enough = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  MAIL_FROM: 'Abuse Desk <soc@example.com>',
  REPORTER_ORGANISATION: 'Example Ltd',
  SMTP_HOST: 'mail.example.com',
  IMAP_HOST: 'mail.example.com',
  IMAP_USER: 'soc@example.com',
  IMAP_PASSWORD: 'correct horse battery',
}

const everyGroup = Object.keys(settingGroups) as GroupName[]
const faultsOf = (environment: Record<string, string>) =>
  readSettings({ ...enough, ...environment }).faults.map(({ setting, fault }) => `${setting} ${fault}`)

it('the shipped local.settings.json leaves nothing to set before func start, and lets nothing leave', () => {
  const { Values } = JSON.parse(readFileSync('local.settings.json', 'utf8')) as {
    Values: Record<string, string>
  }
  const settings = readSettings(Values)
  expect([settings.faults, settings.warnings]).toEqual([[], []])
  const { reporting, smtp } = settings.need(...everyGroup)
  expect([reporting.modes.mode, smtp.host]).toEqual(['review', undefined])
})

describe('the Report Abuse API', () => {
  const long = `${'x'.repeat(60)}@example.com`

  it('is off by default, and points at version 3.0', () => {
    const { msrc, mail } = readSettings(enough).need('msrc', 'mail')
    expect(mail.doors).not.toContain('msrc')
    expect(msrc).toEqual({ url: 'https://api.msrc.microsoft.com/report/v3.0/abuse' })
  })

  it.each([
    { env: { MAIL_FROM: long }, faulty: [] },
    { env: { MAIL_FROM: long, DOORS: 'smtp, msrc' }, faulty: ['MAIL_FROM'] },
    { env: { MAIL_FROM: `Us <${long}>`, DOORS: 'msrc' }, faulty: ['MAIL_FROM'] },
    { env: { MSRC_URL: 'http://api.msrc.microsoft.com/report/v3.0/abuse' }, faulty: ['MSRC_URL'] },
    { env: { MSRC_URL: 'http://127.0.0.1:8080/report/v3.0/abuse' }, faulty: [] },
  ])('$env: $faulty', ({ env, faulty }) => {
    const { faults } = readSettings({ ...enough, ...env })
    expect(faults.map(({ setting }) => setting)).toEqual(faulty)
  })
})

describe('defaults', () => {
  const config = readSettings(enough).need(...everyGroup)

  it('a fresh deployment composes and holds', () => {
    expect(config.reporting).toEqual({
      modes: { mode: 'review', bySource: new Map(), byClass: new Map() },
      newEndpointsPerHour: 20,
      autoMinGrade: 'B',
      minSeverity: 'low',
      reportIdPrefix: 'DAR',
      aggregationWindowInMinutes: 60,
    })
  })

  it('twenty a minute leave, and the sender checks itself', () => {
    expect(config.sending).toEqual({
      caps: { perMinute: 20, perHour: 200, perDay: 1000 },
      senderCheck: 'daily',
    })
  })

  it('reports go to ioc@ with abuse@ in copy, from the one mailbox we have', () => {
    expect(config.mail).toEqual({
      doors: ['smtp'],
      to: ['ioc@microsoft.com'],
      cc: ['abuse@microsoft.com'],
      from: 'Abuse Desk <soc@example.com>',
      replyTo: undefined,
      ownCopyTo: undefined,
      routes: undefined,
      fallbackTo: undefined,
      organisation: 'Example Ltd',
    })
  })

  it('mail is encrypted on its way, in both directions', () => {
    expect(config.smtp).toMatchObject({ port: 587, tls: 'required', timeoutInSeconds: 300 })
    expect(config.mailbox.imap).toMatchObject({ port: 993, tls: 'implicit', folders: ['INBOX'] })
    expect(config.mailbox.trustedSenders).toEqual(
      ['cert', 'abuse', 'secure', 'ioc'].map((name) => `${name}@microsoft.com`),
    )
  })

  it('a first run looks a day back, each run 15 minutes, and nothing younger than a minute is read', () => {
    expect(config.collect).toEqual({ lookbackInHours: 24, overlapInMinutes: 15, delayInSeconds: 60 })
    expect(config.graph).toEqual({
      endpoint: 'https://graph.microsoft.com',
      tenantId: undefined,
      mailbox: undefined,
    })
  })

  it('the ladder is 7, 7, 7 and 14 days', () => {
    expect(config.chase).toEqual({
      reminderAfterDays: 7,
      secondReminderAfterDays: 7,
      escalateAfterDays: 7,
      giveUpAfterDays: 14,
      askAgainAfterDays: 14,
      expireAfterDays: 30,
    })
  })

  it('the feeds are those of the mirror, over https', () => {
    expect(
      Object.values(config.feeds)
        .flat()
        .map((url) => new URL(url).protocol),
    ).toEqual(Array(5).fill('https:'))
  })

  it('storage waits are not capped', () => {
    expect(config.storage.longestWaitInSeconds).toBeUndefined()
  })
})

describe('values', () => {
  const read = <Name extends GroupName>(name: Name, environment: Record<string, string>) =>
    readSettings({ ...enough, ...environment }).need(name)[name]

  it('lists stand between commas, semicolons or blanks, each item once, in one spelling', () => {
    const own = read('own', {
      OWN_ADDRESSES: '203.0.113.0/24, 2001:DB8::1;198.51.100.7 198.51.100.7',
      OWN_DOMAINS: 'Example.com *.example.NET .example.org',
      OWN_MAILBOXES: 'Someone@Example.com',
    })
    expect(own).toMatchObject({
      addresses: ['203.0.113.0/24', '2001:db8::1/128', '198.51.100.7/32'],
      domains: ['example.com', 'example.net', 'example.org'],
      isDeclared: true,
    })
    expect(own.mailboxes).toContain('someone@example.com')
  })

  it('the mailboxes in use are ours without being named, so the program does not feed on itself', () => {
    const own = read('own', { MAIL_OWN_COPY_TO: 'Copies@example.com' })
    expect(own.mailboxes).toEqual(['soc@example.com', 'copies@example.com'])
    expect(own.isDeclared).toBe(false)
  })

  it('an empty value is an absent one', () => {
    expect(read('smtp', { SMTP_PORT: '', SMTP_TLS: '  ' })).toMatchObject({ port: 587, tls: 'required' })
  })

  it('an empty copy list means nobody', () => {
    expect(read('mail', { REPORT_CC: '' }).cc).toEqual([])
  })

  const [first, second] = ['https://example.com/public.json', 'https://example.com/china.json']
  const shipped = read('feeds', {})
  it.each([
    {
      rule: 'a feed that is named is taken from there, the others from where they are by default',
      text: `service-tags=${first}`,
      feeds: { ...shipped, 'service-tags': [first] },
    },
    {
      rule: 'one that is named twice has two addresses',
      text: `service-tags=${first}, service-tags=${second}`,
      feeds: { ...shipped, 'service-tags': [first, second] },
    },
    {
      rule: 'off switches it off',
      text: 'threat-actors=off',
      feeds: { ...shipped, 'threat-actors': [] },
    },
    {
      rule: 'none switches off what is not named',
      text: `none announced-prefixes=${first}`,
      feeds: {
        ...Object.fromEntries(Object.keys(shipped).map((name) => [name, []])),
        'announced-prefixes': [first],
      },
    },
  ])('feeds: $rule', ({ text, feeds }) => {
    expect(read('feeds', { FEEDS: text })).toEqual(feeds)
  })

  it.each([
    { text: '1000', caps: { perMinute: 20, perHour: 200, perDay: 1000 } },
    { text: '10000', caps: { perMinute: 30, perHour: 2000, perDay: 10_000 } },
    { text: '40', caps: { perMinute: 1, perHour: 8, perDay: 40 } },
    { text: '1', caps: { perMinute: 1, perHour: 1, perDay: 1 } },
  ])('of $text mails a day a share leaves within an hour and a minute', ({ text, caps }) => {
    expect(read('sending', { SEND_PER_DAY: text }).caps).toEqual(caps)
  })

  it.each([
    { text: 'all', dns: { asksOwners: true, asksAnybody: true } },
    { text: 'microsoft', dns: { asksOwners: false, asksAnybody: true } },
    { text: 'none', dns: { asksOwners: false, asksAnybody: false } },
  ])('DNS_LOOKUPS=$text', ({ text, dns }) => {
    expect(read('dns', { DNS_LOOKUPS: text })).toMatchObject(dns)
  })

  const id = '11111111-2222-3333-4444-555555555555'
  it.each([
    { cloud: 'https://graph.microsoft.com', loginUrl: 'https://login.microsoftonline.com' },
    { cloud: 'https://graph.microsoft.us', loginUrl: 'https://login.microsoftonline.us' },
    { cloud: 'https://dod-graph.microsoft.us', loginUrl: 'https://login.microsoftonline.us' },
  ])('people log in to the cloud of $cloud, in our tenant', ({ cloud, loginUrl }) => {
    const env = { PAGE_CLIENT_ID: id, GRAPH_TENANT_ID: id, GRAPH_ENDPOINT: cloud }
    expect(read('page', env).login).toEqual({ clientId: id, tenantId: id, loginUrl })
  })

  it.each(['', 'example.com'])('a login needs the id of the tenant, and %j is none', (tenant) => {
    const env = { ...enough, PAGE_CLIENT_ID: id, GRAPH_TENANT_ID: tenant }
    expect(readSettings(env).faults.map(({ setting }) => setting)).toEqual(['GRAPH_TENANT_ID'])
  })

  it('what tests and the sandbox put in place of a fixed value holds', () => {
    const settings = readSettings(enough, { smtpTimeoutInSeconds: 2, watchInDays: 40 })
    const { smtp, watch } = settings.need('smtp', 'watch')
    expect([smtp.timeoutInSeconds, watch.watchInDays]).toEqual([2, 40])
  })

  it.each([
    { tls: 'implicit', smtp: 465, imap: 993 },
    { tls: 'required', smtp: 587, imap: 143 },
  ])('ports follow $tls TLS', ({ tls, smtp, imap }) => {
    expect(read('smtp', { SMTP_TLS: tls }).port).toBe(smtp)
    expect(read('mailbox', { IMAP_TLS: tls }).imap.port).toBe(imap)
  })

  it.each(['127.0.0.1', 'localhost', '::1'])('plain text is allowed on this very machine: %s', (host) => {
    expect(read('smtp', { SMTP_TLS: 'none', SMTP_HOST: host })).toMatchObject({ tls: 'none', host })
  })

  it.each([
    { given: {}, doors: ['smtp'] },
    { given: { SMTP_HOST: '' }, doors: ['graph'] },
    { given: { DOORS: 'graph, smtp' }, doors: ['graph', 'smtp'] },
  ])('the doors under $given are $doors', ({ given, doors }) => {
    expect(read('mail', given).doors).toEqual(doors)
  })

  const noImap = { IMAP_HOST: '', IMAP_USER: '', IMAP_PASSWORD: '' }
  it.each([
    { given: {}, kind: 'imap' },
    { given: noImap, kind: 'graph' },
    { given: { IMAP_HOST: 'outlook.office365.com', IMAP_PASSWORD: '' }, kind: 'imap' },
  ])('the mailbox under $given is read over $kind', ({ given, kind }) => {
    expect(read('mailbox', given).kind).toBe(kind)
  })

  it.each([
    { given: { IMAP_HOST: '' }, missing: ['IMAP_HOST'] },
    { given: { IMAP_PASSWORD: '' }, missing: ['IMAP_PASSWORD'] },
    { given: { ...noImap, IMAP_HOST: 'imap.example.com' }, missing: ['IMAP_USER', 'IMAP_PASSWORD'] },
    { given: { ...noImap, IMAP_HOST: 'outlook.office365.com' }, missing: ['IMAP_USER'] },
    {
      given: { IMAP_HOST: 'office365.com.example.com', IMAP_PASSWORD: '' },
      missing: ['IMAP_PASSWORD'],
    },
  ])('half a login over IMAP is a fault: $given', ({ given, missing }) => {
    expect(faultsOf(given)).toEqual(missing.map((name) => `${name} is not set, but IMAP is to be read`))
  })

  it('a kind of abuse is routed to its own recipients', () => {
    const text = ' phishing = A@example.com, b@example.com ;spam=c@example.com; '
    expect(read('mail', { REPORT_ROUTES: text }).routes).toEqual({
      phishing: ['a@example.com', 'b@example.com'],
      spam: ['c@example.com'],
    })
  })

  it('folders may hold blanks', () => {
    expect(read('mailbox', { IMAP_FOLDERS: 'INBOX, Junk Email' }).imap.folders).toEqual([
      'INBOX',
      'Junk Email',
    ])
  })

  it.each([
    { text: String.raw`{"caseNumber": {"ours": "VULN-(\\d+)"}}`, count: 1 },
    { text: String.raw`{"caseNumber": {"ours": "VULN-(\\d+)", "theirs": "SIR\\d{7}"}}`, count: 2 },
  ])('spellings of case numbers: $text', ({ text, count }) => {
    const config = read('mailbox', { REPLY_PATTERNS: text })
    expect(Object.keys(config.replyPatterns.caseNumber ?? {})).toHaveLength(count)
    const { pattern } = patternsOf(config).caseNumber.find(({ name }) => name === 'ours') ?? {}
    expect(pattern?.exec('see vuln-0815')?.[1]).toBe('0815')
  })

  it('storage: a connection string on a desk', () => {
    expect(read('storage', {})).toMatchObject({ connectionString: 'UseDevelopmentStorage=true' })
  })

  it('storage: an identity in Azure, its addresses from the account or each by itself', () => {
    const { AzureWebJobsStorage: _, ...azure } = enough
    const storage = readSettings({
      ...azure,
      AzureWebJobsStorage__accountName: 'examplestorage',
      AzureWebJobsStorage__blobServiceUri: 'https://blobs.example.com',
      AzureWebJobsStorage__clientId: '11111111-2222-3333-4444-555555555555',
    }).need('storage').storage
    expect(storage).toMatchObject({
      tableUrl: 'https://examplestorage.table.core.windows.net',
      queueUrl: 'https://examplestorage.queue.core.windows.net',
      blobUrl: 'https://blobs.example.com',
      clientId: '11111111-2222-3333-4444-555555555555',
    })
  })

  it('Graph on loopback is for trials', () => {
    expect(read('graph', { GRAPH_ENDPOINT: 'http://127.0.0.1:7072/' }).endpoint).toBe('http://127.0.0.1:7072')
  })

  it.each(['OWN_ADDRESSES', 'OWN_DOMAINS', 'OWN_MAILBOXES'])(
    'auto is content with an explicit none in %s',
    (name) => {
      expect(read('reporting', { REPORTING_MODE: 'auto', [name]: 'none' }).modes.mode).toBe('auto')
      expect(read('own', { [name]: 'none' }).isDeclared).toBe(true)
    },
  )
})

it('modes for one source, for one class and for one kind of abuse', () => {
  const settings = readSettings({
    OWN_DOMAINS: 'none',
    MODE_BY_SOURCE: 'queue=auto, graph = review;',
    MODE_BY_CLASS: 'microsoft-untagged=review; phishing=dry-run',
  })
  const { modes } = settings.need('reporting').reporting
  expect([...modes.bySource]).toEqual([
    ['queue', 'auto'],
    ['graph', 'review'],
  ])
  expect([...modes.byClass]).toEqual([
    ['microsoft-untagged', 'review'],
    ['phishing', 'dry-run'],
  ])
})

describe('faults', () => {
  it.each([
    ['REPORTING_MODE', 'Auto'],
    ['MODE_BY_SOURCE', 'graph'],
    ['MODE_BY_SOURCE', 'graph=review=review'],
    ['MODE_BY_SOURCE', 'mail=review'],
    ['MODE_BY_SOURCE', 'graph=off'],
    ['MODE_BY_SOURCE', 'graph=review, graph=dry-run'],
    ['MODE_BY_SOURCE', 'graph=auto'],
    ['MODE_BY_CLASS', 'attack-simulation=review'],
    ['MODE_BY_CLASS', 'phishing=auto'],
    ['BREAKER_NEW_ENDPOINTS_PER_HOUR', '0'],
    ['SEND_PER_DAY', '0'],
    ['SENDER_CHECK', 'hourly'],
    ['MODE_BY_SOURCE', 'constructor=review'],
    ['AUTO_MIN_GRADE', 'D'],
    ['MIN_SEVERITY', 'critical'],
    ['REPORT_ID_PREFIX', 'dar'],
    ['AGGREGATION_WINDOW_MINUTES', '1e3'],
    ['AGGREGATION_WINDOW_MINUTES', '-5'],
    ['OWN_ADDRESSES', '203.0.113.7/24'],
    ['OWN_DOMAINS', 'localhost'],
    ['OWN_MAILBOXES', 'example.com'],
    ['DOORS', 'fax'],
    ['REPORT_ROUTES', 'phishing'],
    ['REPORT_ROUTES', 'phising=a@example.com'],
    ['REPORT_ROUTES', 'spam=a@example.com; spam=b@example.com'],
    ['REPORT_ROUTES', 'spam=nobody'],
    ['REPORT_TO', 'ioc(at)microsoft.com'],
    ['REDIRECT_ALL_TO', 'a@example.com, b@example.com'],
    ['MAIL_FROM', 'Desk <soc@example.com>\r\nBcc: x@example.com'],
    ['HUNTING', 'yes'],
    ['HUNTING', 'toString'],
    ['DNS_LOOKUPS', 'true'],
    ['SMTP_HOST', 'https://mail.example.com'],
    ['SMTP_PORT', '0'],
    ['SMTP_PORT', '65536'],
    ['SMTP_TLS', 'none'],
    ['SMTP_USER', 'soc'],
    ['IMAP_TLS', 'none'],
    ['REPLY_PATTERNS', '{"caseNumber": {"ours": "(unclosed"}}'],
    ['GRAPH_ENDPOINT', 'https://graph.example.com'],
    ['GRAPH_ENDPOINT', 'http://graph.microsoft.com'],
    ['GRAPH_ENDPOINT', 'https://graph.microsoft.com/v1.0'],
    ['GRAPH_TENANT_ID', '../common'],
    ['COLLECT_LOOKBACK_HOURS', '15m'],
    ['FEEDS', 'service-tags=http://feeds.example.com/tags.json'],
    ['FEEDS', 'service-tags=https://user:secret@feeds.example.com/tags.json'],
    ['FEEDS', 'constructor=https://feeds.example.com/tags.json'],
    ['FEEDS', 'https://feeds.example.com/tags.json'],
    ['FEEDS', 'service-tags='],
    ['FEEDS', 'threat-actors=https://one.example.com/ threat-actors=https://two.example.com/'],
    ['FEEDS', 'off'],
    ['EXPIRE_AFTER_DAYS', '1'],
    ['AzureWebJobsStorage', 'examplestorage'],
  ])('%s=%j is refused, and the fault is laid at one door', (name, text) => {
    const faults = readSettings({ ...enough, [name]: text }).faults
    const blamed = name === 'SMTP_USER' ? 'SMTP_PASSWORD' : name
    expect(faults.map(({ setting }) => setting)).toEqual([blamed])
    expect(faults[0]?.remedy).toMatch(/^(?:Set|Name) /)
  })

  it('every fault of the groups asked for is in one message, each with its remedy', () => {
    const settings = readSettings({
      ...enough,
      SMTP_PORT: 'x',
      SMTP_TLS: 'none',
      SMTP_USER: 'soc',
      MAIL_FROM: '',
    })
    const message = thrownBy(() => settings.need('mail', 'smtp')).message
    expect(message).toMatch(/^4 fault\(s\)/)
    for (const name of ['MAIL_FROM', 'SMTP_PORT', 'SMTP_TLS', 'SMTP_PASSWORD'])
      expect(message).toContain(`${name} `)
  })

  it('a fault stops only what needs the setting', () => {
    const settings = readSettings({ ...enough, DOORS: 'smtp', SMTP_HOST: '' })
    expect(() => settings.need('smtp')).toThrow(SettingsError)
    expect(settings.need('reporting', 'storage').reporting.modes.mode).toBe('review')
  })

  it('an empty environment says what is required, and nothing else', () => {
    expect(readSettings({}).faults.map(({ setting }) => setting)).toEqual([
      'MAIL_FROM',
      'REPORTER_ORGANISATION',
      'AzureWebJobsStorage',
    ])
  })

  it('auto needs to know what is ours', () => {
    expect(faultsOf({ REPORTING_MODE: 'auto' })).toEqual([
      'REPORTING_MODE is auto, but nothing says what is ours',
    ])
  })

  it('part of the storage addresses is not enough', () => {
    const { AzureWebJobsStorage: _, ...azure } = enough
    const settings = readSettings({ ...azure, AzureWebJobsStorage__tableServiceUri: 'https://t.example.com' })
    expect(settings.faults[0]?.remedy).toContain('AzureWebJobsStorage__queueServiceUri and')
  })

  it('a fault names what stands there, unless it is a secret', () => {
    const long = 'p'.repeat(501)
    expect(faultsOf({ SMTP_PORT: 'smtps' })[0]).toContain('"smtps"')
    expect(faultsOf({ IMAP_PASSWORD: long })).toEqual(['IMAP_PASSWORD is longer than 500 characters'])
    expect(faultsOf({ AzureWebJobsStorage: 'Key=abc' })[0]).not.toContain('abc')
  })
})

describe('names that are not ours', () => {
  it.each([
    ['SMTP_HOSTS', 'SMTP_HOST'],
    ['smtp_host', 'SMTP_HOST'],
    ['SMTP_PASS', 'SMTP_PASSWORD'],
    ['REPROTING_MODE', 'REPORTING_MODE'],
    ['OWN_ADRESSES', 'OWN_ADDRESSES'],
    ['REPORTER_ORGANIZATION', 'REPORTER_ORGANISATION'],
    ['AzureWebJobsStorage__accountname', 'AzureWebJobsStorage__accountName'],
  ])('%s is pointed out as %s', (given, meant) => {
    expect(readSettings({ ...enough, [given]: 'x' }).warnings).toEqual([
      `${given} is no setting of this program; ${meant} is.`,
    ])
  })

  it.each([
    ['IMAP_SUBFOLDERS_TOO', 'IMAP'],
    ['SMTP_CLIENT_NAME', 'SMTP'],
    ['KEEP_COPIES_DAYS', 'KEEP'],
  ])('%s is pointed out, for it begins as settings of ours do', (given, family) => {
    expect(readSettings({ ...enough, [given]: 'x' }).warnings).toEqual([
      `${given} is no setting of this program, though those that begin with ${family}_ are its own.`,
    ])
  })

  it.each([
    'AzureWebJobsStorage__managedIdentityResourceId',
    'SENDGRID_API_KEY',
    'AUTO_SCALE_RULE_SET',
    'PATH',
    'HOME',
    'HOST',
    'PORT',
    'AZURE_CLIENT_ID',
    'AZURE_TENANT_ID',
    'FUNCTIONS_WORKER_RUNTIME',
    'WEBSITE_SITE_NAME',
  ])('%s is nobody’s mistake', (name) => {
    expect(readSettings({ ...enough, [name]: 'x' }).warnings).toEqual([])
  })

  it.each(Object.entries(formerSettings))(
    '%s is no setting any more, and what holds instead is said',
    (given, instead) => {
      expect(settingNames).not.toContain(given)
      expect(readSettings({ ...enough, [given]: 'x' }).warnings).toEqual([
        `${given} is no setting any more: ${instead}.`,
      ])
    },
  )

  it('none of ours is taken for another of ours', () => {
    const all = Object.fromEntries(settingNames.map((name) => [name, 'x']))
    expect(readSettings(all).warnings).toEqual([])
  })
})

it('what gives a secret away is a secret, too', () => {
  const key = Buffer.from('the key of the account').toString('base64')
  const { secrets } = readSettings({
    ...enough,
    AzureWebJobsStorage: `AccountName=example;AccountKey=${key};EndpointSuffix=core.windows.net`,
    WEBHOOK_URL: 'https://hooks.example.com/services/T0123/B0123?sig=abcdefghijkl',
  })
  expect(secrets).toEqual(expect.arrayContaining([key, 'services/T0123/B0123', 'abcdefghijkl']))
})

it('secrets are known, so that no log shows them', () => {
  expect(readSettings({ ...enough, SMTP_PASSWORD: 'swordfish' }).secrets).toEqual([
    'swordfish',
    'correct horse battery',
    'UseDevelopmentStorage=true',
  ])
})

function thrownBy(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('Nothing was thrown.')
}
