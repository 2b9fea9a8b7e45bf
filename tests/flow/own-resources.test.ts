import { device, fromGraph, graphAlert, ip, url } from './founding-alert'
import { SmallWorld } from './small-world'

const resource = (resourceId: string) => ({
  '@odata.type': '#microsoft.graph.security.azureResourceEvidence',
  verdict: 'unknown',
  roles: [],
  resourceId,
})
const mailTo = (recipientEmailAddress: string) => ({
  '@odata.type': '#microsoft.graph.security.analyzedMessageEvidence',
  verdict: 'malicious',
  antiSpamDirection: 'inbound',
  recipientEmailAddress,
  urls: ['https://login-help.azurewebsites.net/a'],
})
const provider = '/subscriptions/0/resourceGroups/r/providers'
const attacker = ip('4.180.10.20')
const page = url('https://login-help.azurewebsites.net/a')

let world: SmallWorld
beforeAll(async () => {
  world = await SmallWorld.start({
    WEBSITE_SITE_NAME: 'dar-prod',
    WEBSITE_HOSTNAME: 'dar-prod.azurewebsites.net',
    AzureWebJobsStorage__accountName: 'darstore',
  })
})

const rulesFor = async (evidence: readonly object[]) => {
  const title = 'Suspicious request'
  await world.openCase(fromGraph(graphAlert({ id: JSON.stringify(evidence).slice(0, 250), title }, evidence)))
  const { decisions } = world.logs.at(-1) as { decisions: { verdict: string; rule: string }[] }
  return decisions.map(({ verdict, rule }) => `${verdict} ${rule}`)
}

describe('the program does not feed on itself: ignored where the only victim is', () => {
  it.each([
    { victim: 'the app', evidence: [resource(`${provider}/Microsoft.Web/sites/DAR-prod`), attacker] },
    {
      victim: 'its storage account',
      evidence: [resource(`${provider}/Microsoft.Storage/storageAccounts/darstore`), attacker],
    },
    {
      victim: 'both',
      evidence: [
        resource(`${provider}/Microsoft.Web/sites/dar-prod`),
        resource(`${provider}/Microsoft.Storage/storageAccounts/darstore`),
        attacker,
      ],
    },
    { victim: 'the mailbox that writes', evidence: [mailTo('Reports@example.com')] },
    { victim: 'the mailbox of our own copies', evidence: [mailTo('reports+sent@example.com')] },
  ])('$victim', async ({ evidence }) => {
    const rules = await rulesFor(evidence)
    expect(rules.length).toBeGreaterThan(0)
    expect(new Set(rules)).toEqual(new Set(['ignore only-our-own-mailbox']))
  })

  it.each([
    { victim: 'another app', evidence: [resource(`${provider}/Microsoft.Web/sites/not-dar-prod`), attacker] },
    {
      victim: 'the app and a machine',
      evidence: [resource(`${provider}/Microsoft.Web/sites/dar-prod`), device, attacker],
    },
    { victim: 'a colleague', evidence: [mailTo('m.muster@example.com'), page] },
  ])('but not where it is $victim', async ({ evidence }) => {
    expect(await rulesFor(evidence)).toContain('report customer-hosted')
  })
})

it.each([
  'https://dar-prod.azurewebsites.net/api/alerts',
  'https://darstore.blob.core.windows.net/quarantine/x',
])('%s is ours, whoever calls it malicious', async (url) => {
  const link = {
    '@odata.type': '#microsoft.graph.security.urlEvidence',
    verdict: 'malicious',
    roles: [],
    url,
  }
  const rules = await rulesFor([device, link])
  expect(rules).toEqual(['ignore own-asset'])
  expect((await world.rows('Reports')).filter(({ Endpoint }) => url.includes(String(Endpoint)))).toEqual([])
})
