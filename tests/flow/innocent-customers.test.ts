import { readConcerns } from '../../shared/review/concern'
import { readMachineState } from '../../shared/review/health'
import { containing } from './containing'
import { device, fromGraph, graphAlert, url } from './founding-alert'
import { SmallWorld } from './small-world'

/** A virtual machine of a customer's, by the feeds of the sandbox. */
const VM = '4.180.77.12'
const e = (type: string, members: object) => ({
  '@odata.type': `#microsoft.graph.security.${type}Evidence`,
  ...members,
})
const mail = (urls: readonly string[], sender?: string, senderIp = '198.51.100.7') =>
  e('analyzedMessage', {
    ...{ antiSpamDirection: 'inbound', senderIp, verdict: 'malicious', urls },
    p1Sender: { emailAddress: 'b@evil.example' },
    ...(sender && { p2Sender: { emailAddress: sender } }),
    recipientEmailAddress: 'a@corp.example',
  })
const office = {
  title: 'Email messages containing malicious URL removed after delivery',
  ...{ serviceSource: 'microsoftDefenderForOffice365', detectionSource: 'microsoftDefenderForOffice365' },
  ...{ category: 'InitialAccess', actorDisplayName: null },
}
const own = { OWN_DOMAINS: 'corp.example corp.onmicrosoft.com' }

it.each([
  [
    'our own SharePoint in a phishing mail',
    [mail(['https://corp-my.sharepoint.com/personal/ceo_corp_example/Documents/plan.docx'])],
    office,
    {},
  ],
  [
    'innocent links in a phishing mail',
    [mail(['https://innocent-shop.azurewebsites.net/', 'https://innocent.sharepoint.com/sites/x'])],
    office,
    {},
  ],
  ['a forged From', [mail([], 'ceo@innocent.onmicrosoft.com')], office, {}],
  [
    'a decoy beside a third party’s server',
    [
      url('https://evil.example/x'),
      e('ip', { ipAddress: '104.16.1.1', verdict: 'malicious', roles: [] }),
      e('ip', { ipAddress: VM, verdict: 'noThreatsFound', roles: ['contextual'] }),
    ],
    { title: 'x' },
    {},
  ],
  [
    'our own address in the spelling of NAT64',
    [
      device,
      e('networkConnection', {
        ...{ verdict: 'malicious', roles: [], destinationPort: 443, protocol: 'tcp' },
        sourceAddress: { ipAddress: '192.168.5.105', roles: [] },
        destinationAddress: { ipAddress: '64:ff9b::4b4:4d0c', roles: [] },
      }),
    ],
    { title: 'x' },
    { OWN_ADDRESSES: `203.0.113.0/24 ${VM}` },
  ],
  [
    'words of an attacker in a title',
    [device],
    { title: 'Reported by user: "Re: malicious url innocent-shop.azurewebsites.net"' },
    {},
  ],
  [
    'the victims of our own machine',
    [{ ...device, roles: ['attacker'] }, e('ip', { ipAddress: VM, verdict: 'malicious', roles: [] })],
    { title: 'Device is scanning external hosts', category: 'Discovery' },
    {},
  ],
] as const)('no mail leaves about %s', async (_, evidence, more, settings) => {
  const world = await SmallWorld.start({ ...own, ...settings })
  await world.openCase(fromGraph(graphAlert(more, evidence)))
  for (let hours = 0; hours < 3; hours += 0.5) {
    world.pass(0.5)
    await world.chaseReports()
    await world.fileReports()
  }
  expect(world.mails).toEqual([])
  await world.close()
})

it('a machine of ours that attacks is told of: in the log, in health, in the digest, once per alert', async () => {
  const world = await SmallWorld.start(own)
  const attacked = e('ip', { ipAddress: VM, verdict: 'suspicious', roles: [] })
  const more = { title: 'Device is scanning external hosts', category: 'Discovery' }
  const alert = (id: string) =>
    fromGraph(graphAlert({ ...more, id }, [{ ...device, roles: ['attacker'] }, attacked]))
  for (const id of ['a', 'a', 'b']) await world.openCase(alert(id))
  expect(world.logs).toContainEqual(
    expect.objectContaining({ event: 'machine of ours attacks', machine: 'ws-0105.corp.example' }),
  )
  const { ownAttacks } = await readMachineState(world.storage, world.at)
  expect(ownAttacks).toMatchObject([{ machine: 'ws-0105.corp.example', alerts: 2, alertIds: ['b', 'a'] }])
  expect(await readConcerns(world.storage, [], [], world.at)).toContainEqual(
    expect.objectContaining({ heading: 'A machine of ours attacks others', says: containing('2 alerts') }),
  )
  await world.close()
})
