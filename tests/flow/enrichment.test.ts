import { analysis } from '../helpers/fake-virustotal'
import { untilKilled, watch } from '../helpers/faulty-storage'
import { everythingIn } from '../reports/read-back'
import { containing } from './containing'
import { type EnrichmentDesk, startEnrichmentDesk } from './enrichment-desk'
import { device, url } from './founding-alert'
import { answer } from './person'

const row = (time: string, more: object = {}) => ({
  Timestamp: `2026-11-23T${time}.5Z`,
  RemoteIP: '20.119.0.42',
  RemotePort: 443,
  RemoteUrl: 'safe-hse.com',
  ...more,
})

/** What hunting and VirusTotal could let slip, if anybody let them. */
const canaries = {
  DeviceName: 'canary-ws-0105',
  LocalIP: '10.99.99.99',
  InitiatingProcessAccountName: 'canary-m.muster',
  RemoteUrl: 'https://safe-hse.com/canary-path?user=canary-victim',
}

let desk: EnrichmentDesk
const start = async (settings: Readonly<Record<string, string>> = {}) => {
  desk = await startEnrichmentDesk(settings)
  desk.virusTotal.known.set('/api/v3/domains/safe-hse.com', analysis(17, 74))
  desk.rows = [row('09:20:10'), row('09:36:44'), row('10:20:00', canaries)]
}
afterEach(() => desk.close())

const theMail = () => everythingIn(desk.world.mails[0]!.raw)
const missed = () => desk.world.logs.filter(({ event }) => event === 'enrichment missed')
const hunts = () => desk.graph.requests.filter(({ path }) => path.endsWith('/runHuntingQuery'))

it('exact times, the port and the engines stand in every layer of the mail', async () => {
  await start()
  await desk.open()
  await desk.file()
  expect(await desk.world.report()).toMatchObject({ Status: 'sent', Grade: 'A' })
  const mail = await theMail()
  for (const words of [
    '17 of 91 engines on VirusTotal flag it as malicious (as of 2026-11-2',
    'On VirusTotal, 17 of 91 engines flag it as malicious. Report',
    '(1 alert, 3 connections)',
    '2026-11-23 09:20:10 UTC, port 443',
    '2026-11-23T09:20:10.000Z,,443',
  ])
    expect(mail.replace(/\s+/g, ' ')).toContain(words)
  expect(mail).toMatch(/First seen +2026-11-23 09:20:10 UTC\s+Last seen +2026-11-23 10:20:00 UTC/)
  expect(missed()).toEqual([])
})

it('nothing else of what they answered leaves, nor is it kept', async () => {
  await start()
  await desk.open()
  await desk.file()
  const kept = JSON.stringify(
    await Promise.all((['Reports', 'Events', 'Checkpoints'] as const).map(desk.world.rows)),
  )
  for (const text of [await theMail(), kept, JSON.stringify(desk.world.logs)])
    expect(text).not.toMatch(/canary|10\.99\.99\.99|vt-key/)
  expect(hunts()[0]?.body).not.toMatch(/Device(?!NetworkEvents)|Local|Account|Process/)
})

describe('connections that the alert does not tell of', () => {
  const host = 'login.contoso-app.azurewebsites.net'
  const open = () => desk.open({ title: 'Suspicious connection' }, [device, url(`https://${host}/`)])

  it('raise the grade before the report is judged', async () => {
    await start({ AUTO_MIN_GRADE: 'A' })
    desk.rows = [row('09:36:44', { RemoteUrl: host, RemotePort: 8443 })]
    await open()
    expect(await desk.world.report()).toMatchObject({ Status: 'collecting', Grade: 'B' })
    await desk.file()
    expect(await desk.world.report()).toMatchObject({ Status: 'sent', Grade: 'A', Address: '20.119.0.42' })
    expect(await theMail()).toContain(', port 8443')
  })

  it.each([
    { name: 'nobody hunts', settings: { HUNTING: 'false' }, rows: [] },
    { name: 'hunting finds nothing', settings: {}, rows: [] },
    {
      name: 'the connections went through a proxy of ours',
      settings: {},
      rows: [row('09:36:44', { RemoteUrl: host, RemoteIP: '203.0.113.8', RemotePort: 3128 })],
    },
  ])('are not there when $name: a person is asked', async ({ settings, rows }) => {
    await start({ AUTO_MIN_GRADE: 'A', ...settings })
    desk.rows = rows
    await open()
    await desk.file()
    expect(await desk.world.report()).toMatchObject({ Status: 'awaiting-approval', Grade: 'B' })
  })
})

it('each source is asked once, whatever becomes of the report', async () => {
  await start()
  await desk.open()
  await desk.file()
  for (let day = 0; day < 8; day++) {
    desk.world.pass(24)
    await desk.chase()
    await desk.file()
  }
  expect(desk.world.mails).toHaveLength(2)
  expect(hunts()).toHaveLength(1)
  expect(desk.virusTotal.requests).toHaveLength(1)
})

it('off by default: nobody is asked', async () => {
  await start({ HUNTING: 'false', VIRUSTOTAL_API_KEY: '' })
  await desk.open()
  await desk.file()
  expect(desk.world.mails).toHaveLength(1)
  expect(desk.graph.requests).toEqual([])
  expect(desk.virusTotal.requests).toEqual([])
})

it('a source that fails delays nothing: the report leaves without it, and the log says so', async () => {
  await start()
  desk.graph.faults.push({ status: 403, body: '{}' })
  desk.virusTotal.instead.push(500)
  await desk.open()
  await desk.file()
  expect(await desk.world.report()).toMatchObject({ Status: 'sent' })
  expect(missed()).toMatchObject([
    { source: 'hunting', cause: containing('forbidden'), remedy: containing('ThreatHunting.Read.All') },
    { source: 'virustotal', cause: 'HTTP 500', remedy: containing('VirusTotal') },
  ])
  desk.world.pass(2)
  await desk.file()
  expect(hunts()).toHaveLength(1)
})

it('while a report waits for a person, who failed is asked again, and the others are not', async () => {
  await start({ REPORTING_MODE: 'review' })
  desk.virusTotal.instead.push(500)
  await desk.open()
  await desk.file()
  expect(await desk.world.report()).toMatchObject({ Status: 'awaiting-approval' })
  desk.world.pass(1.1)
  await desk.file()
  expect(hunts()).toHaveLength(1)
  expect(desk.virusTotal.requests).toHaveLength(2)
  // The question about what was known before goes first.
  await desk.chase()
  await answer(desk.world, 'approve')
  await desk.chase()
  await desk.file()
  expect(await theMail()).toContain('17 of 91 engines')
})

it('a report that policy holds from the start is enriched for the person who decides', async () => {
  await start()
  await desk.open({ determination: 'notEnoughDataToValidate' })
  await desk.file()
  const report = await desk.world.report()
  expect(report).toMatchObject({ Status: 'awaiting-approval' })
  expect(JSON.parse(String(report['State']))).toMatchObject({
    enrichment: { asked: ['hunting', 'virustotal'] },
  })
})

it('killed after any write, it leaves once, with what was found', async () => {
  for (let killAfter = 1; killAfter <= 14; killAfter++) {
    await start()
    await desk.open()
    await untilKilled(() => desk.file(watch(desk.world.storage, killAfter).storage))
    for (let round = 0; round < 4; round++) {
      desk.world.pass(0.5)
      await desk.file()
    }
    expect(desk.world.mails.length).toBeLessThanOrEqual(1)
    if (desk.world.mails.length === 1) expect(await theMail()).toContain('17 of 91 engines')
    expect(hunts().length).toBeLessThanOrEqual(2)
    expect(desk.virusTotal.requests.length).toBeLessThanOrEqual(2)
    await desk.close()
  }
})
