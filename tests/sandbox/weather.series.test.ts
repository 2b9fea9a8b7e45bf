import { startLine } from '../../sandbox/world/outage'
import type { Line } from '../../sandbox/world/outage'
import type { ReceivedMail, SmtpScript } from '../../sandbox/world/smtp'
import type { World } from '../../sandbox/world/world'
import { endPlay, MINUTES, play, whenBuilt } from './play'

let lines: Line[] = []
afterEach(async () => {
  await endPlay()
  await Promise.all(lines.map((line) => line.close()))
  lines = []
})

/** Which mail it is, whatever the attempt. */
const mailOf = ({ envelopeId = '' }: ReceivedMail) => envelopeId.replace(/\.\d+$/, '')

/** The first so many times something, then nothing any more. */
const atFirst = <T>(times: number, answer: T) => {
  let left = times
  return () => (left-- > 0 ? answer : undefined)
}

function badMailServer(): SmtpScript {
  const refuseLogin = atFirst(2, { code: 535, text: '5.7.3 Authentication unsuccessful' })
  const greylist = atFirst(4, { code: 451, text: '4.7.1 try again later' })
  const isFull = atFirst(2, { code: 452, text: '4.3.1 insufficient storage' } as const)
  const seen = new Set<string>()
  return {
    login: refuseLogin,
    recipient: (address) => (address.endsWith('@microsoft.com') ? greylist() : undefined),
    data: (mail) => {
      const full = isFull()
      if (full !== undefined) return full
      if (seen.has(mailOf(mail))) return 'accept'
      seen.add(mailOf(mail))
      return 'drop-kept'
    },
  }
}

const badGraph: World['graph']['faults'] = [
  { status: 401, body: '{"error":{"code":"InvalidAuthenticationToken","message":"expired"}}' },
  { status: 403, body: '{"error":{"code":"Forbidden","message":"no consent"}}' },
  { status: 429, headers: { 'retry-after': '1' } },
  { status: 429 },
  { status: 500, body: 'oops' },
  { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>login</html>' },
]

/** Storage is gone for the app, from this minute on, for so many real seconds. The rest of the world keeps it. */
async function cutStorage(world: World, minutes: number, seconds: number): Promise<Record<string, string>> {
  let connectionString = world.settings.AzureWebJobsStorage ?? ''
  for (const port of Object.values(world.azurite.ports)) {
    const line = await startLine(port)
    lines.push(line)
    connectionString = connectionString.replace(`:${port}/`, `:${line.port}/`)
  }
  world.plan.at(new Date(world.clock.now().getTime() + minutes * MINUTES), () => {
    for (const line of lines) line.cut()
    setTimeout(() => {
      for (const line of lines) line.mend()
    }, seconds * 1000)
  })
  return { AzureWebJobsStorage: connectionString }
}

whenBuilt(
  'Graph and mail server fail in every way, storage is away for a while: every story still ends as written',
  async () => {
    const { stories } = await play({
      prepare: async (world) => {
        world.graph.faults.push(...badGraph)
        world.smtp.script = badMailServer()
        return cutStorage(world, 27, 9)
      },
    })
    expect(stories.filter(({ ok }) => !ok)).toEqual([])
  },
  4 * MINUTES,
)

whenBuilt(
  'a mail that was lost without an answer is never sent again, and one that is refused is undeliverable',
  async () => {
    const { stories } = await play({
      prepare: (world) => {
        world.smtp.script = {
          data: (mail) =>
            mail.raw.includes('safe-hse') ? 'drop-lost' : { code: 550, text: '5.7.1 refused' },
        }
        return {}
      },
    })
    const [founding, phishing, ...others] = stories.map(({ got }) => ({
      status: got.status,
      mails: got.mails,
    }))
    expect(founding).toEqual({ status: 'unconfirmed', mails: [] })
    expect(phishing).toEqual({ status: 'undeliverable', mails: [] })
    expect(others.flatMap(({ mails }) => mails)).toEqual([])
  },
  2 * MINUTES,
)
