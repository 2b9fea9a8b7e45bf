import { containing } from './containing'
import { device, fromGraph, graphAlert as foundingAlert, ip, url } from './founding-alert'
import { remediesIn, theQuestion } from './person'
import { openQueued, takeAll } from './queues'
import { SmallWorld } from './small-world'
import { sealed } from '../helpers/envelope-key'
import { runQuarantineAlert } from '../../shared/platform/run-quarantine-alert'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
afterEach(() => world.close())

const evil = url('https://evil-abc.azurewebsites.net/login')
/** Its title names nothing. */
const graphAlert = (more: object, evidence: readonly object[]) =>
  foundingAlert({ title: 'x', ...more }, [...evidence])
const fromQueue = (alert: unknown) => sealed({ source: 'queue', returned: 0, alert })

describe('an alert whose only evidence cannot be read', () => {
  it.each([
    ['a link longer than any', url(`https://evil-abc.azurewebsites.net/x?${'a'.repeat(17_000)}`)],
    ['a link with a blank', url('https://evil-abc.azurewebsites.net/a b')],
    ['a link with a blank in its host', url('https://evil abc.example/')],
    ['what is no address', ip('20.119.0.420')],
  ])('%s: noted, counted, and a person is asked', async (_, evidence) => {
    await world.openCase(fromGraph(graphAlert({ title: 'x' }, [device, evidence])))
    expect(await world.rows('Reports')).toEqual([])
    expect(world.logs).toContainEqual(
      expect.objectContaining({ event: 'nothing read', members: [containing(/^evidence\[1?\]/)] }),
    )
    expect(await theQuestion(world)).toMatchObject({
      Kind: 'quarantine',
      Reason: containing('graph.alerts_v2'),
    })
  })

  it('beside evidence that leads to nothing: the same', async () => {
    const elsewhere = url('https://attacker.example/x')
    const long = url(`https://evil-abc.azurewebsites.net/x?${'a'.repeat(17_000)}`)
    await world.openCase(fromGraph(graphAlert({ title: 'x' }, [device, elsewhere, long])))
    expect(await theQuestion(world)).toMatchObject({ Reason: containing('a part of it could not be read') })
    expect(remediesIn(world)).toContainEqual(
      expect.objectContaining({ event: 'part unread', members: ['evidence[2].url'] }),
    )
  })

  it('beside a report: its question holds it, and no other is asked', async () => {
    await world.openCase(fromGraph(graphAlert({}, [device, evil, url('https://evil abc.example/')])))
    expect(await world.rows('Reports')).toMatchObject([{ Status: 'awaiting-approval' }])
    expect(await theQuestion(world)).toMatchObject({ Reason: containing('could not be read') })
    expect(world.logs).toContainEqual(expect.objectContaining({ event: 'alert read', unread: 1 }))
  })
})

describe('links of Windows are read', () => {
  it.each([
    String.raw`\\evil-abc.azurewebsites.net\share\a.exe`,
    String.raw`\\evil-abc.azurewebsites.net@SSL@443\DavWWWRoot\a.exe`,
    'file://evil-abc.azurewebsites.net/share/a.exe',
    'ms-word:ofe|u|https://evil-abc.azurewebsites.net/a.docx',
    'ms-appinstaller:?source=https://evil-abc.azurewebsites.net/a.msix',
  ])('%s', async (link) => {
    await world.openCase(fromGraph(graphAlert({}, [device, url(link)])))
    expect(await world.rows('Cases')).toMatchObject([{ Endpoint: containing('evil-abc.azurewebsites.net') }])
  })

  it.each(['file:///C:/Windows/a.exe', String.raw`\\?\C:\Windows\a.exe`, 'file://localhost/a'])(
    '%s names no other machine',
    async (link) => {
      await world.openCase(fromGraph(graphAlert({}, [device, url(link)])))
      expect(await world.rows('Cases')).toEqual([])
    },
  )
})

describe('a list without an alert in it', () => {
  it.each([[[]], [{ value: [] }], [{ alerts: [] }]])('%j: noted, and asked about once', async (body) => {
    await world.openCase(fromQueue(body))
    await world.openCase(fromQueue(body))
    expect(await world.rows('Quarantine')).toMatchObject([{ Reason: 'it holds no alert' }])
    expect(world.logs.filter(({ event }) => event === 'no alert in message')).toHaveLength(2)
  })

  it('of an alert of a known shape is only one member of it', async () => {
    const plain = { id: 'p1', 'kibana.alert.uuid': 'u', alerts: [], 'destination.ip': '20.119.0.42' }
    await world.openCase(fromQueue(plain))
    expect(world.logs).toContainEqual(expect.objectContaining({ event: 'alert read' }))
  })
})

describe('the thousand-and-first entry', () => {
  const other = (n: number) => url(`https://other-${n}.example/`)

  it('of the evidence is noted, and holds what the others show', async () => {
    const evidence = [device, evil, ...Array.from({ length: 999 }, (_, n) => other(n))]
    await world.openCase(fromGraph(graphAlert({}, evidence)))
    expect(await theQuestion(world)).toMatchObject({ Reason: containing('it has too many entries') })
  })

  it('the thousandth is read like the first', async () => {
    const evidence = [device, ...Array.from({ length: 998 }, (_, n) => other(n)), evil]
    await world.openCase(fromGraph(graphAlert({}, evidence)))
    expect(await world.rows('Reports')).toMatchObject([{ Status: 'collecting' }])
  })
})

describe('what storage would refuse for good', () => {
  it('a classification of 40,000 characters loses itself, not the alert, and does not come back', async () => {
    const message = fromGraph(graphAlert({ classification: 'x'.repeat(40_000) }, [device, evil]))
    await world.openCase(message)
    await world.openCase(message)
    expect(await world.rows('Sightings')).toMatchObject([{ Classification: '', Stands: true }])
    expect(await theQuestion(world)).toMatchObject({ Reason: containing('longer than any judgement') })
  })

  it('and from the poison queue it goes back once, as an alert that was read', async () => {
    const message = fromGraph(graphAlert({ classification: 'x'.repeat(40_000) }, [device, evil]))
    await runQuarantineAlert(world.app(), message, world.log)
    expect(await world.rows('Quarantine')).toEqual([])
    await openQueued(world)
    expect(await world.rows('Sightings')).toHaveLength(1)
    expect(await takeAll(world)).toEqual([])
  })

  it.each([
    'title',
    'description',
    'category',
    'determination',
    'actorDisplayName',
    'threatDisplayName',
    'detectionSource',
    'serviceSource',
    'detectorId',
    'status',
    'id',
  ])('%s of 40,000 characters', async (member) => {
    await world.openCase(fromGraph(graphAlert({ [member]: 'x'.repeat(40_000) }, [device, evil])))
    expect(await world.rows('Sightings')).toHaveLength(1)
  })

  it.each(['a\u0000b', '\ud800', '\uffff', 'a\nb', '../..', "x' or 1 eq 1", 'ö'.repeat(250)])(
    'an id like %j',
    async (id) => {
      await world.openCase(fromGraph(graphAlert({ id }, [device, evil])))
      expect(await world.rows('Sightings')).toHaveLength(1)
    },
  )
})

it('forty alerts on one endpoint at once are one case, one report and forty sightings', async () => {
  const alerts = Array.from({ length: 40 }, (_, n) =>
    fromGraph(graphAlert({ id: `a${n}` }, [device, url(`https://evil-abc.azurewebsites.net/x${n}`)])),
  )
  await Promise.all(alerts.map((alert) => world.openCase(alert)))
  expect(await world.rows('Cases')).toHaveLength(1)
  expect(await world.rows('Reports')).toHaveLength(1)
  expect(await world.rows('Sightings')).toHaveLength(40)
})
