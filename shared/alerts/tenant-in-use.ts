import * as z from 'zod'
import type { Alert } from './alert'
import { canonicalTenant, isTenantGuid } from '../model/tenant-id'
import { checkpointsOf } from '../storage/checkpoints'
import type { Storage } from '../storage/storage'

/** The row in Checkpoints: which id the settings' name of our tenant stands for. */
const row = 'tenant'
const schema = z.object({ named: z.string(), id: z.string() })

/** How long an answer of storage that there is no such row yet counts. */
const askAgainInMs = 120_000

/**
 * The tenant that an alert's case is kept under, so that an endpoint is one case whichever way our tenant is written.
 * @param named as the settings name it: its GUID, a domain of it, or not at all
 */
export type TenantInUse = (named: string | undefined, alert: Alert) => Promise<string | undefined>

/**
 * A domain in the settings is resolved once, by the first alert that Graph gives our own login: it names the GUID. Until
 * then the domain counts. Costs nothing where the settings name a GUID, or nothing.
 */
export function tenantInUse(storage: () => Storage, now: () => Date): TenantInUse {
  let known: z.infer<typeof schema> | undefined
  let etag: string | undefined
  let askedAt = -Infinity
  const load = async (named: string) => {
    if (known?.named !== named && now().getTime() >= askedAt + askAgainInMs) {
      const held = await checkpointsOf(storage()).load(row, schema)
      ;[askedAt, etag, known] = [now().getTime(), held?.etag, held?.value]
    }
    return known?.named === named ? known.id : undefined
  }
  const learn = async (named: string, id: string) => {
    known = { named, id }
    // Where another instance was faster, it has learned the same.
    etag = await checkpointsOf(storage()).save(row, known, etag)
    return id
  }
  const idOf = async (named: string, { source, tenantId = '' }: Alert) => {
    if (named === '' || isTenantGuid(named)) return named
    const id = await load(named)
    if (id !== undefined) return id
    return source === 'graph' && isTenantGuid(tenantId) ? learn(named, tenantId) : named
  }
  return async (setting, alert) => {
    const named = canonicalTenant(setting ?? '')
    const ours = await idOf(named, alert)
    const { tenantId = named } = alert
    const tenant = tenantId === named ? ours : tenantId
    return tenant === '' ? undefined : tenant
  }
}
