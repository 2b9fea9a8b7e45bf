import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
afterEach(() => world.close())

const put = (name: string, text: string) =>
  world.storage.blobs('templates').put(name, Buffer.from(text), 'text/plain')
const send = async () => {
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
}
const textOf = (n: number) => world.mails[n]?.raw.toString().replace(/\s+/g, ' ')
const refusals = () => world.logs.filter(({ event }) => event === 'template refused')

it('a file of ours takes the place of the shipped wording, from the next mail on', async () => {
  await put('subject.txt', '{{token}} Please look at {{shortEndpoint}}')
  await put('closing.txt', 'Kind regards from the night shift,\n{{organisation}}')
  await send()
  expect(textOf(0)).toMatch(/Subject: \[DAR-2611-\w{8}\] Please look at /)
  expect(textOf(0)).toContain('Kind regards from the night shift, Example GmbH')
  expect(refusals()).toEqual([])
})

it('a faulty one is named in the log with its fault and remedy, and the shipped wording is used', async () => {
  await put('initial.txt', 'Somebody of {{device}} saw {{endpoint}}')
  await send()
  expect(textOf(0)).toContain('Please take down the command-and-control (C2) server')
  expect(refusals()).toMatchObject([
    {
      template: 'initial.txt',
      fault: 'names a place that is none: device',
      remedy: expect.stringContaining('docs/templates.md') as unknown,
    },
  ])
})
