import { device, fromGraph, graphAlert, ip, url } from './founding-alert'
import { answer } from './person'
import { SmallWorld } from './small-world'

const address = '4.180.10.20'
const title = 'Suspicious connection'
const ofHost = () => {
  const evidence = [device, ip(address), url('https://c2.example.net/a')]
  const named = `Outbound connection to ${address}:443 (c2.example.net)`
  return fromGraph(graphAlert({ id: 'host', title: named }, evidence))
}
const ofAddress = () => fromGraph(graphAlert({ id: 'address', title }, [device, ip(address)]))

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start({ AUTO_MIN_GRADE: 'C' })
})
afterEach(() => world.close())

const file = async () => {
  world.pass(1.1)
  await world.fileReports()
}
const idsBy = async () =>
  Object.fromEntries(
    (await world.rows('Reports')).map(({ Endpoint, rowKey }) => [String(Endpoint), String(rowKey)]),
  )
const textOf = (n: number) => String(world.mails[n]?.raw).replaceAll(/=\r\n/g, '')

it.each([
  { first: 'host', open: [ofHost, ofAddress], named: /See also (DAR-\S+) about c2\[\.\]example\[\.\]net/ },
  {
    first: 'address',
    open: [ofAddress, ofHost],
    named: /See also (DAR-\S+) about 4\[?\.\]?180\[?\.\]?10\[?\.\]?20/,
  },
])('the $first first: the later report names the earlier one, nothing is merged', async ({ open, named }) => {
  for (const message of open) {
    await world.openCase(message())
    await file()
  }
  const reports = await world.rows('Reports')
  expect(reports).toHaveLength(2)
  expect(world.mails).toHaveLength(2)
  expect(textOf(0)).not.toContain('See also')
  const [, other] = named.exec(textOf(1)) ?? []
  expect(Object.values(await idsBy())).toContain(other)
  expect(textOf(1)).toContain(`[${Object.values(await idsBy()).find((id) => id !== other) ?? ''}]`)
  await world.fileReports()
  expect(await world.rows('Pairs')).toHaveLength(2)
})

it('a report that no mail was sent about is named by none', async () => {
  world.changes = { AUTO_MIN_GRADE: 'C', REPORTING_MODE: 'review' }
  await world.openCase(ofHost())
  await file()
  await answer(world, 'decline')
  world.changes = { AUTO_MIN_GRADE: 'C' }
  await world.openCase(ofAddress())
  await file()
  expect(world.mails).toHaveLength(1)
  expect(textOf(0)).not.toContain('See also')
})
