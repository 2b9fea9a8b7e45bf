import { everythingIn } from '../reports/read-back'
import { device, fromGraph, graphAlert, url } from './founding-alert'
import { SmallWorld } from './small-world'

/** A virtual machine of a customer's, by the feeds of the sandbox. */
const VM = '4.180.1.9'
const evidence = (type: string, members: object) => ({
  '@odata.type': `#microsoft.graph.security.${type}Evidence`,
  ...members,
})
const phish = (urls: readonly string[], from?: string, senderIp = '198.51.100.7') =>
  evidence('analyzedMessage', {
    ...{ antiSpamDirection: 'inbound', verdict: 'malicious', senderIp, urls },
    p1Sender: { emailAddress: 'b@evil.example' },
    ...(from !== undefined && { p2Sender: { emailAddress: from } }),
    recipientEmailAddress: 'a@corp.example',
  })
const office = {
  title: 'Email messages containing malicious URL removed after delivery',
  ...{ serviceSource: 'microsoftDefenderForOffice365', detectionSource: 'microsoftDefenderForOffice365' },
  ...{ category: 'InitialAccess', actorDisplayName: null },
}

type Case = {
  readonly what: string
  readonly evidence: readonly object[]
  readonly more: Readonly<Record<string, unknown>>
  readonly ownAddresses?: string
  /** Endpoints that mails are about. */
  readonly mailed: readonly string[]
}

const cases: readonly Case[] = [
  {
    what: 'our own SharePoint in a phishing mail',
    evidence: [phish(['https://corp-my.sharepoint.com/personal/ceo_corp_example/Documents/plan.docx'])],
    more: office,
    mailed: [],
  },
  {
    what: 'innocent links beside the attacker’s in a phishing mail',
    evidence: [
      phish([
        'https://evil-abc.azurewebsites.net/l',
        'https://innocent-shop.azurewebsites.net/',
        'https://innocent.sharepoint.com/sites/x',
      ]),
    ],
    more: office,
    mailed: [],
  },
  {
    what: 'a mail from a virtual machine with the From of somebody else',
    evidence: [phish([], 'ceo@innocent.onmicrosoft.com', VM)],
    more: office,
    mailed: [VM],
  },
  {
    what: 'a decoy in which no threat was found',
    evidence: [
      url('https://evil.example/x'),
      evidence('ip', { ipAddress: '104.16.1.1', verdict: 'malicious', roles: [] }),
      evidence('ip', { ipAddress: VM, verdict: 'noThreatsFound', roles: ['contextual'] }),
    ],
    more: { title: 'x' },
    mailed: [],
  },
  {
    what: 'our own address in the spelling of NAT64',
    evidence: [
      device,
      evidence('networkConnection', {
        ...{ verdict: 'malicious', roles: [], destinationPort: 443, protocol: 'tcp' },
        sourceAddress: { ipAddress: '192.168.5.105', roles: [] },
        destinationAddress: { ipAddress: '64:ff9b::4b4:109', roles: [] },
      }),
    ],
    more: { title: 'x' },
    ownAddresses: VM,
    mailed: [],
  },
  {
    what: 'a link that a user wrote into the title',
    evidence: [device],
    more: { title: 'Reported by user: "Re: malicious url innocent-shop.azurewebsites.net"' },
    mailed: [],
  },
]

const OURS = /corp\.|corp-|ws-0105|203\.0\.113|192\.168\.|a@corp|ceo|innocent|reported by user/i

/** Two hours of the clock, so that windows end and whatever is to leave has left. */
async function passTwoHours(world: SmallWorld): Promise<void> {
  for (let quarters = 0; quarters < 8; quarters++) {
    world.pass(0.25)
    await world.chaseReports()
    await world.fileReports()
  }
}

const layersOf = (world: SmallWorld) =>
  Promise.all(world.smtp.received.map(({ raw }) => everythingIn(raw))).then((texts) => texts.join('\n'))

it.each(cases)('$what: mails are about $mailed, and tell nothing of ours', async (one) => {
  const world = await SmallWorld.start({
    OWN_DOMAINS: 'corp.example corp.onmicrosoft.com',
    OWN_ADDRESSES: `203.0.113.0/24 ${one.ownAddresses ?? ''}`,
  })
  await world.openCase(fromGraph(graphAlert(one.more, one.evidence)))
  await passTwoHours(world)
  const sent = (await world.rows('Reports')).filter(({ SentAt }) => SentAt !== undefined)
  expect(sent.map(({ Endpoint }) => Endpoint)).toEqual(one.mailed)
  expect(world.mails).toHaveLength(one.mailed.length)
  const layers = await layersOf(world)
  for (const endpoint of one.mailed) expect(layers).toContain(endpoint)
  expect(layers).not.toMatch(OURS)
  expect(JSON.stringify(world.logs)).not.toMatch(/ceo_|plan\.docx|ws-0105|203\.0\.113/)
  await world.close()
})

it('a beacon that tells whom it caught is reported without telling it', async () => {
  const world = await SmallWorld.start()
  const beacon = new URL('https://evil-abc.azurewebsites.net/beacon')
  beacon.search = '?host=ws-0105.corp.example&ip=203.0.113.77&lan=192.168.5.105&u=anna.schmidt&o=corp.example'
  await world.openCase(fromGraph(graphAlert({}, [device, url(beacon.href)])))
  await passTwoHours(world)
  expect(world.mails).toHaveLength(1)
  const layers = await layersOf(world)
  expect(layers).toContain('https://evil-abc.azurewebsites.net/beacon')
  for (const secret of ['ws-0105', 'corp.example', '203.0.113.77', '192.168.5.105', 'anna.schmidt'])
    expect(layers).not.toContain(secret)
  await world.close()
})
