import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Cron } from 'croner'
import { format } from 'prettier'
import { startAzurite } from '../../sandbox/world/azurite'
import { lineLog, type Log } from '../../shared/telemetry/log'
import { runChaseReports } from '../../shared/platform/run-chase-reports'
import { runCheckSender } from '../../shared/platform/run-check-sender'
import { runCollectAlerts } from '../../shared/platform/run-collect-alerts'
import { runFileReports } from '../../shared/platform/run-file-reports'
import { runPurgeExpired } from '../../shared/platform/run-purge-expired'
import { runRefreshOwnership } from '../../shared/platform/run-refresh-ownership'
import { runTellPeople } from '../../shared/platform/run-tell-people'
import { runTrackReplies } from '../../shared/platform/run-track-replies'
import { runWatchTakedowns } from '../../shared/platform/run-watch-takedowns'
import { type AppContext, createContext } from '../../shared/platform/app-context'
import { readSettings } from '../../shared/settings/settings'
import { azureStorage } from '../../shared/storage/storage'
import { idleSettings } from '../cold-start/idle-settings'
import { kinds, openDeployment } from '../pipeline/deployment'
import { between, countRequests, type Requests } from '../stored/requests'
import type { Taken } from './bill'
import { costPage, type TimerCost } from './page'

const root = join(__dirname, '../..')
const now = new Date('2026-11-01T00:00:00Z')
const monthEnd = new Date('2026-12-01T00:00:00Z')
const alertsPlayed = 20

const timers: Readonly<Record<string, (app: AppContext, log: Log) => Promise<unknown>>> = {
  chaseReports: runChaseReports,
  checkSender: runCheckSender,
  collectAlerts: runCollectAlerts,
  fileReports: runFileReports,
  purgeExpired: runPurgeExpired,
  refreshOwnership: runRefreshOwnership,
  tellPeople: runTellPeople,
  trackReplies: runTrackReplies,
  watchTakedowns: runWatchTakedowns,
}

/** Counts what idle timers and alerts take, and writes docs/cost.md from it where told to. */
async function main(writes: boolean): Promise<void> {
  const missing = timerNames().filter((name) => !(name in timers))
  if (missing.length > 0) throw new Error(`not counted: ${missing.join(', ')}`)
  const azurite = await startAzurite()
  try {
    const requests = countRequests(azurite.ports)
    const idle = await idleCosts(azurite.connectionString, requests)
    const deployment = await openDeployment(azurite.connectionString, requests, now)
    const alerts: { name: string; taken: Taken }[] = []
    for (const round of [0, 1]) {
      for (const kind of kinds) {
        const { sum } = await deployment.play(kind, alertsPlayed)
        if (round === 0) continue
        const { tables, blobs } = sum
        // A message is received and deleted by the host, and was put there: three operations.
        const perAlert = { tables: tables / alertsPlayed, blobs: blobs / alertsPlayed, queues: 3 }
        alerts.push({ name: kind.name, taken: { ...perAlert, executions: 1, logBytes: 1_000 } })
      }
    }
    const page = await format(costPage(idle, alerts), { parser: 'markdown', printWidth: 120 })
    if (writes) writeFileSync(join(root, 'docs/cost.md'), page)
    console.log(page)
  } finally {
    await azurite.close()
  }
}

async function idleCosts(connectionString: string, requests: () => Requests): Promise<TimerCost[]> {
  const storage = azureStorage({ connectionString })
  const clock = { at: now }
  const app = createContext(readSettings(idleSettings(connectionString)), {
    storage: () => storage,
    now: () => clock.at,
    credential: () => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: 4e12 }) }),
  })
  // First the tables are made; then an hour passes, so that what is done once an hour is over.
  const costs: TimerCost[] = []
  for (const isCounted of [false, true]) {
    for (const [name, run] of Object.entries(timers)) {
      let logBytes = 0
      const log = lineLog((line) => (logBytes += line.length))
      const before = requests()
      await run(app, log)
      const { tables, blobs, queues } = between(before, requests())
      const taken = { tables, blobs, queues, executions: 1, logBytes }
      if (isCounted) costs.push({ name, schedule: scheduleOf(name), runs: runsOf(name), taken })
    }
    clock.at = new Date(clock.at.getTime() + 5 * 60_000)
  }
  return costs
}

const sourceOf = (name: string): string => readFileSync(join(root, 'functions', `${name}.ts`), 'utf8')
const scheduleOf = (name: string): string => /schedule: '([^']+)'/.exec(sourceOf(name))?.[1] ?? ''

function timerNames(): string[] {
  const names = readdirSync(join(root, 'functions')).map((file) => file.replace(/\.ts$/, ''))
  return names.filter((name) => sourceOf(name).includes('app.timer('))
}

/** In the thirty days of November. */
function runsOf(name: string): number {
  const cron = new Cron(scheduleOf(name), { timezone: 'UTC', paused: true })
  let count = 0
  for (let at = cron.nextRun(new Date(now.getTime() - 1)); at && at < monthEnd; at = cron.nextRun(at))
    count += 1
  return count
}

void main(process.argv.includes('--write'))
