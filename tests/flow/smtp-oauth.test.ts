import { createContext } from '../../shared/platform/app-context'
import { runFileReports } from '../../shared/platform/run-file-reports'
import { containing } from './containing'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

const user = 'reports@example.com'
let world: SmallWorld
let valid = ''
let asked: string[] = []
afterEach(() => world.close())

/** A world whose identity gives these tokens, one after the other, the last one for ever. */
async function start(tokens: readonly (string | Error)[]) {
  asked = []
  world = await SmallWorld.start({ SMTP_USER: user }, { user, token: () => valid })
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  const getToken = async (scope: string | string[]) => {
    const token = tokens[Math.min(asked.push(String(scope)), tokens.length) - 1]
    if (typeof token !== 'string') throw token ?? new Error('no token')
    return { token, expiresOnTimestamp: 2e12 }
  }
  return () => {
    const app = world.app()
    const credential = () => ({ getToken })
    return runFileReports(createContext(app.settings, { ...app, credential }), world.log)
  }
}

it('logs in with a token for Exchange Online, without any password', async () => {
  valid = 'the token'
  const fileReports = await start(['the token'])
  await fileReports()
  expect(world.mails).toHaveLength(1)
  expect(asked).toEqual(['https://outlook.office365.com/.default'])
})

it('a token that has run out is asked for once more, in the same dialogue', async () => {
  valid = 'new token'
  const fileReports = await start(['old token', 'new token'])
  await fileReports()
  expect(world.mails).toHaveLength(1)
  expect(asked).toHaveLength(2)
})

it.each([
  { what: 'refused for good', tokens: ['old token'] },
  { what: 'not to be had', tokens: [new Error('no identity here')] },
])('a token $what pauses the door, and no report fails', async ({ tokens }) => {
  valid = 'new token'
  const fileReports = await start(tokens)
  await fileReports()
  expect(await world.report()).toMatchObject({ Status: 'queued' })
  expect(world.mails).toEqual([])
  const paused = world.logs.filter(({ event }) => event === 'door paused')
  expect(paused).toMatchObject([{ door: 'smtp', remedy: containing('token') }])
  expect(asked.length).toBeLessThanOrEqual(2)
})
