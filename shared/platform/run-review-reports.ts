import { createHmac } from 'node:crypto'
import { readHealth } from '../review/health'
import { reviewSite, type SiteDeps } from '../review/api/site'
import { tokenReader } from '../review/access/read-token'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { ownListStatus } from './own-list-in-use'
import { reviewActs } from './review-acts'
import { SettingsError } from './settings'
import { templatesInUse } from './templates-in-use'

type Site = (request: Request) => Promise<Response>

/** One per process: it keeps the keys of the login service, and counts who asks how often. */
const sites = new WeakMap<AppContext, Site>()

/** The page and its API. */
export async function runReviewReports(app: AppContext, request: Request, log: Log): Promise<Response> {
  const site = sites.get(app) ?? reviewSite(siteDeps(app, log))
  sites.set(app, site)
  return site(request)
}

function siteDeps(app: AppContext, log: Log): SiteDeps {
  const { login, ...access } = accessOf(app, log)
  return {
    ...access,
    readToken: login && tokenReader(login),
    formKey: async () =>
      createHmac('sha256', await app.envelopeKey())
        .update('forms of the review page')
        .digest(),
    storage: app.storage,
    acts: () => reviewActs(app),
    health: () => health(app),
    onAct: (act) => log('person acted', act),
    now: app.now,
  }
}

/** A fault in these settings lets nobody in. */
function accessOf({ settings }: AppContext, log: Log) {
  try {
    return settings.need('page').page
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    log('page closed', { cause: error.message, remedy: 'Mend these settings; docs/review-page.md says how.' })
    return { inAzure: true, isOpenOnLoopback: false, login: undefined }
  }
}

async function health({ settings, storage, ownership }: AppContext): Promise<object> {
  await ownership().ready()
  ownership().current()
  const faults = settings.faults.map(({ setting, fault, remedy }) => ({ setting, fault, remedy }))
  const templates = await templatesInUse(storage())
  const known = await readHealth(storage(), ownership().status(), templates.faults, faults)
  const ownAddresses = await ownListStatus(storage())
  return { ...known, ...(ownAddresses && { ownAddresses }) }
}
