import { everythingIn } from '../reports/read-back'
import { device, fromGraph, graphAlert, url } from './founding-alert'
import { SmallWorld } from './small-world'

const evidence = (type: string, members: object) => ({
  '@odata.type': `#microsoft.graph.security.${type}Evidence`,
  ...members,
})
/** A site that was ours once; somebody else took its name, and our alias still points there. */
const taken = 'corpshop-old.azurewebsites.net'
const alias = 'https://shop.corp.example/login'
const plain = { title: 'Suspicious connection' }

async function played(entries: readonly object[]) {
  const world = await SmallWorld.start()
  await world.openCase(fromGraph(graphAlert(plain, [device, ...entries])))
  for (let quarters = 0; quarters < 8; quarters++) {
    world.pass(0.25)
    await world.chaseReports()
    await world.fileReports()
  }
  const reports = (await world.rows('Reports')).map(
    ({ Endpoint, Status }) => `${String(Endpoint)} ${String(Status)}`,
  )
  const layers = await Promise.all(world.smtp.received.map(({ raw }) => everythingIn(raw)))
  const read = world.logs.filter(({ event }) => event === 'alert read')
  await world.close()
  return { reports, mails: layers.join('\n'), read: JSON.stringify(read) }
}

describe('our alias points at a site that somebody else has taken', () => {
  it('the site is reported, and our name is in no layer of the mail', async () => {
    const { reports, mails } = await played([url(alias), url(`https://${taken}/login`)])
    expect(reports).toEqual([`${taken} sent`])
    expect(mails).toContain(taken)
    expect(mails).not.toMatch(/corp\.example/)
  })

  it('a site that only our own DNS names is not accused by that', async () => {
    const dns = evidence('dns', {
      domainName: 'shop.corp.example',
      roles: [],
      ipAddresses: [{ ipAddress: '20.119.0.42' }],
    })
    const { reports, mails } = await played([url(alias), dns])
    expect(reports.filter((report) => report.endsWith('sent'))).toEqual([])
    expect(mails).toBe('')
  })

  it('accused by its alias alone, it is never reported as ours', async () => {
    const { reports, mails } = await played([url(alias)])
    expect([reports, mails]).toEqual([[], ''])
  })
})
