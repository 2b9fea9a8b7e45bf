import { problem, type Problem } from '../../model/problem'
import { admit, type AdmitDeps, type Admitted } from '../access/admit'
import { forgeryFault } from '../access/forgery'
import type { Person } from '../access/person'
import { rateLimit, type RateLimit } from '../access/rate-limit'
import { type Fields, readFields } from './read-fields'

/** One request of somebody who was let in. */
export type Visit = {
  readonly person: Person
  readonly url: URL
  readonly params: Readonly<Record<string, string>>
  /** Of a POST; empty otherwise. */
  readonly fields: Fields
}

export type VisitDeps = AdmitDeps & {
  /** What forms are sealed with. */
  readonly formKey: () => Promise<Uint8Array>
}

export type Limits = { readonly reading: RateLimit; readonly acting: RateLimit }

/** A person at a page stays far below; what does not is a program that should ask less often. */
export const defaultLimits = (): Limits => ({ reading: rateLimit(300, 100), acting: rateLimit(60, 30) })

/** Lets in, or says why not: the role, the rate, and for a POST the proof that no other site made it. */
export async function readVisit(
  deps: VisitDeps,
  limits: Limits,
  request: Request,
  params: Visit['params'],
): Promise<Visit | Problem> {
  const admitted = await admit(deps, request.headers, new URL(request.url).pathname)
  if ('status' in admitted) return admitted
  const { person } = admitted
  const url = new URL(request.url)
  const acts = request.method === 'POST'
  const wait = (acts ? limits.acting : limits.reading)(person.id, deps.now())
  if (wait > 0)
    return problem(429, `Too many requests. Try again in ${wait} s.`, {}, { 'retry-after': String(wait) })
  if (!acts) return { person, url, params, fields: {} }
  if (!person.mayAct) return problem(403, 'You may read. To act, ask for the role Reports.Act.')
  const body = await readFields(request)
  if (!('fields' in body)) return body
  const fault = await forgeryOf(deps, admitted, request, body.fields)
  return fault === undefined ? { person, url, params, fields: body.fields } : problem(403, fault)
}

async function forgeryOf(
  { formKey, now }: VisitDeps,
  admitted: Admitted,
  { headers }: Request,
  fields: Fields,
): Promise<string | undefined> {
  if (admitted.by === 'bearer') return undefined
  const token = fields['csrf'] ?? headers.get('x-csrf-token') ?? undefined
  return forgeryFault(await formKey(), admitted, { headers, token }, now())
}
