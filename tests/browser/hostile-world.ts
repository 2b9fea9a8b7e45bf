import { runReceiveAlerts } from '../../shared/platform/run-receive-alerts'
import { parseAlerts } from '../../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { decisionDeps } from '../../shared/platform/decision-deps'
import { decideNamed } from '../../shared/decisions/named-decision'
import { nothingOfOurs } from '../alerts/found-sides'
import { post } from '../alerts/receive-post'
import { fromGraph, graphAlert, url } from '../flow/founding-alert'
import { openQueued } from '../flow/queues'
import { freshAccount } from '../helpers/storage'
import { SmallWorld } from '../flow/small-world'
import { openPage } from '../helpers/ask-page'
import { hostileSamples, type HowFar, type Variant, variantsOf } from './hostile-alerts'
import { hostileMails } from './hostile-mails'
import { payloads } from './hostile-text'

const settings = {
  MODE_BY_SOURCE: 'queue=auto, http=auto',
  AUTO_MIN_GRADE: 'C',
  BREAKER_NEW_ENDPOINTS_PER_HOUR: '100000',
}

/** Every alert, mail and person there is, hostile, by the whole way that they come. */
export async function hostileWorld() {
  const world = await SmallWorld.start(settings, {}, {}, freshAccount())
  world.fixed = { ...world.fixed, ...openPage, sendPerMinute: 1000, sendPerHour: 1000 }
  const howFar = await readerOf(world)
  const variants = hostileSamples.flatMap((sample, n) =>
    payloads.flatMap((_, p) => variantsOf(sample, n, payloads[(p + n) % payloads.length]!, howFar)),
  )
  await sendAll(world, variants, howFar)
  await sendPlain(world)
  world.pass(1.1)
  await world.fileReports()
  // The answers were written at 13:00.
  world.pass(2.1)
  for (const mail of hostileMails(world.mails)) world.imap.deliver(mail)
  await world.trackReplies()
  await writeNotes(world)
  await writeAnswers(world)
  return { world, variants }
}

/** What would become of an alert, without anything becoming of it. */
async function readerOf(world: SmallWorld): Promise<HowFar> {
  const ownership = world.app().ownership()
  await ownership.ready()
  const index = ownership.current()
  const policy = { own: nothingOfOurs, minSeverity: 'low' } as const
  return (body) => {
    try {
      const verdicts = parseAlerts(body, 'queue').flatMap((alert) =>
        decide(alert, extractObservables(alert, nothingOfOurs), index, policy).map(({ verdict }) => verdict),
      )
      return Math.max(0, ...verdicts.map((verdict) => ['ignore', 'hold', 'report'].indexOf(verdict)))
    } catch (error) {
      if (error instanceof UnreadableAlertError) return 0
      throw error
    }
  }
}

/** Graph's as collectAlerts queues them, the rest by POST; and what opens no report also straight on the queue. */
async function sendAll(world: SmallWorld, variants: readonly Variant[], howFar: HowFar): Promise<void> {
  for (const sample of hostileSamples) {
    const bodies = variants.filter((one) => one.sample === sample).map(({ body }) => body)
    if (sample.name.startsWith('graph '))
      for (const body of bodies) await world.openCase(fromGraph(body as object))
    else await runReceiveAlerts(world.app(), post(JSON.stringify(bodies)), world.log)
    for (const body of bodies) if (howFar(body) === 0) await world.openCase(body)
  }
  await openQueued(world)
}

/** As many reports as there are hostile answers to spread over; few of the hostile alerts are reported. */
async function sendPlain(world: SmallWorld): Promise<void> {
  for (let n = 0; n < 40; n++) {
    const page = [url(`https://login-help-${n}.azurewebsites.net/signin`)]
    await world.openCase(fromGraph(graphAlert({ id: `plain ${n}`, title: 'Phishing' }, page)))
  }
}

export const noteOf = (n: number): string => payloads[n]?.text(`n${n}n`).slice(0, 900) ?? ''

/** Each payload as a note of another report. */
async function writeNotes(world: SmallWorld): Promise<void> {
  const deps = decisionDeps(world.app())
  const reports = await world.rows('Reports')
  for (const [n, payload] of payloads.entries()) {
    const { rowKey, Change } = reports[n] ?? {}
    const decider = { by: `${payload.text('pxp').slice(0, 100)} (ada)`, where: 'on the review page' }
    const fields = { subject: String(rowKey), change: String(Change), note: noteOf(n) }
    const done = await decideNamed(deps, 'note', fields, decider)
    if (done.kind !== 'done') throw new Error(done.says)
  }
}

export const answerTag = (sign: 'before' | 'after', n: number): string => `answer-${sign}-${n}-`

/** Each payload as an answer that is put back, and as one that nobody has looked at yet. */
async function writeAnswers(world: SmallWorld): Promise<void> {
  const answer = async (sign: 'before' | 'after') => {
    const asked = (await world.rows('Questions')).filter(({ Reason, Answer }) => Reason && !Answer)
    const ofReports = asked.filter(({ Kind }) => Kind === 'report')
    for (const [n, payload] of payloads.entries()) {
      const text = payload.text(answerTag(sign, n))
      const key = { partitionKey: 'open', rowKey: String(ofReports[n]?.rowKey) }
      await world.storage.table('Questions').merge({ ...key, Answer: text, AnsweredBy: text })
    }
  }
  await answer('before')
  await world.chaseReports()
  await answer('after')
}
