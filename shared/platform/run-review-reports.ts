import { createHmac } from 'node:crypto'
import { readHealth } from '../review/health'
import type { Health } from '../review/health'
import { apiRoutes, reviewSite, type SiteDeps } from '../review/api/site'
import { probePlatform, rememberedProbe } from '../review/access/platform-probe'
import { principalReader } from '../review/access/read-principal'
import { type LoginSettings, tokenReader, type TokenReading } from '../review/access/read-token'
import { openRoutes, pageRoutes, renderProblem } from '../review/web/page-routes'
import type { AppContext } from './app-context'
import type { Log } from '../telemetry/log'
import { loadQuarantined } from './quarantine-store'
import { ownListStatus } from '../ownership/own-list-in-use'
import { decisionDepsOrProblem } from './decision-deps'
import { SettingsError } from '../settings/settings'
import { templatesInUse } from '../reports/templates-in-use'

type Site = (request: Request) => Promise<Response>

/** One per process: it keeps the keys of the login service, and counts who asks how often. */
const sites = new WeakMap<AppContext, Site>()

/** The page and its API. */
export async function runReviewReports(app: AppContext, request: Request, log: Log): Promise<Response> {
  const routes = { closed: [...apiRoutes, ...pageRoutes], open: openRoutes, render: renderProblem }
  const site = sites.get(app) ?? reviewSite(siteDeps(app, log), routes)
  sites.set(app, site)
  return site(request)
}

function siteDeps(app: AppContext, log: Log): SiteDeps {
  const { login, platformOrigin, ...access } = accessOf(app, log)
  return {
    ...access,
    readToken: login && told(log, 'token', tokenReader(login)),
    readPrincipal:
      login && platformOrigin !== undefined
        ? told(log, 'principal', principalsOf(login, platformOrigin))
        : undefined,
    formKey: async () =>
      createHmac('sha256', await app.envelopeKey())
        .update('forms of the review page')
        .digest(),
    isSandbox: access.isOpenOnLoopback && isSandbox(app),
    storage: app.storage,
    decisions: () => decisionDepsOrProblem(app),
    health: () => health(app),
    waits: () => waits(app),
    quarantined: (hash, at) => loadQuarantined(app.storage(), hash, at),
    onAct: (act) => log('person acted', act),
    onFault: (path, cause) => log('page failed', { path, cause, remedy: failedRemedy }),
    now: app.now,
  }
}

/** Which way logins come, once a process: on a new plan nobody knows before. */
function told<Given extends readonly unknown[]>(
  log: Log,
  by: 'token' | 'principal',
  read: (...given: Given) => Promise<TokenReading>,
): (...given: Given) => Promise<TokenReading> {
  let isTold = false
  return async (...given) => {
    const reading = await read(...given)
    if ('person' in reading && !isTold) {
      isTold = true
      log('person logged in', { by })
    }
    return reading
  }
}

const principalsOf = (login: LoginSettings, origin: string) =>
  principalReader(
    login,
    rememberedProbe(() => probePlatform(origin, login.clientId, login.tenantId)),
  )

const failedRemedy = 'Most likely storage gave no answer; if it persists, report it with this line.'

/** Only a sandbox cuts the waits of storage short. */
function isSandbox({ settings }: AppContext): boolean {
  try {
    return settings.need('storage').storage.longestWaitInSeconds !== undefined
  } catch {
    return false
  }
}

/** Undefined where the settings of it have a fault: the page is there all the same. */
function waits({ settings }: AppContext) {
  try {
    return settings.need('chase').chase
  } catch {
    return undefined
  }
}

/** A fault in these settings lets nobody in. */
function accessOf({ settings }: AppContext, log: Log) {
  try {
    return settings.need('page').page
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    log('page closed', { cause: error.message, remedy: 'Mend these settings; docs/review-page.md says how.' })
    return { inAzure: true, isOpenOnLoopback: false, login: undefined, platformOrigin: undefined }
  }
}

async function health({ settings, storage, ownership, now }: AppContext): Promise<Health> {
  await ownership().ready()
  ownership().current()
  const faults = settings.faults.map(({ setting, fault, remedy }) => ({ setting, fault, remedy }))
  const templates = await templatesInUse(storage())
  const known = await readHealth(storage(), ownership().status(), templates.faults, faults, now())
  const ownAddresses = await ownListStatus(storage())
  return { ...known, ...(ownAddresses && { ownAddresses }) }
}
