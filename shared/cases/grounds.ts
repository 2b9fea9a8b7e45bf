import * as z from 'zod'
import type { Alert } from '../alerts/alert'
import { isDescriptive } from '../alerts/descriptive'
import { isAboutAnApp } from './abuse-kind'
import type { Decision } from './decision'
import { isJudgedFalse, type Judgement, openJudgement } from './judgement'
import { KINDS, type KindName, type KindOfAlert } from './kinds/kind'
import type { Paired } from './pairing'

/** What rules look at in an alert itself; nothing in it names anybody. */
export type AlertInBrief = Pick<Alert, 'severity' | 'unreadable'> & {
  readonly isSample: boolean
  readonly isJudgedFalse: boolean
  /** What people did with it leaves it open whether they found it right. */
  readonly judgement?: Judgement
  readonly isAboutAnApp: boolean
}

/**
 * What an alert says about one endpoint, as far as rules look at it: enough to decide again when whose the endpoint is, or what
 * is ours, is known better. The observables are those of the endpoint alone, without what is ours.
 */
export type Grounds = {
  readonly alert: AlertInBrief
  readonly candidate: Paired
  readonly kind: KindOfAlert | undefined
  readonly isOwnAttack: boolean
  /** Everything that the alert says against the endpoint, by stable names. */
  readonly reasons: readonly string[]
  /** Some of it is said against the address itself. */
  readonly isAddressAccused: boolean
  /** Its only victims are mailboxes or resources of this program. */
  readonly isOnlyAboutUs: boolean
  readonly side: 'remote' | 'own' | 'unknown'
}

/** A decision with what it rests on, so that it can be taken again; absent where nothing is gathered. */
export type Grounded = Decision & { readonly grounds?: Grounds }

/** What a cell of Azure Tables takes, with some room. */
const mostCharacters = 32_000

/** Undefined where it is more than a cell holds: then the first decision stays. */
export function groundsText(grounds: Grounds): string | undefined {
  const text = JSON.stringify({ ...grounds, kind: grounds.kind && [grounds.kind.name, grounds.kind.knownBy] })
  return text.length <= mostCharacters ? text : undefined
}

export function inBrief(alert: Alert): AlertInBrief {
  const { severity, isSample = false, unreadable } = alert
  const judgement = openJudgement(alert)
  return {
    ...{ severity, isSample, isJudgedFalse: isJudgedFalse(alert), isAboutAnApp: isAboutAnApp(alert) },
    ...(judgement && { judgement }),
    ...(unreadable && { unreadable: unreadable.filter((part) => !isDescriptive(part)).slice(0, 1) }),
  }
}

const text = z.string()
/** As this program wrote it; what is not checked here is optional. */
const written = z.looseObject({
  alert: z.looseObject({
    severity: z.enum(['informational', 'low', 'medium', 'high', 'unknown']),
    isSample: z.boolean(),
    isJudgedFalse: z.boolean(),
    isAboutAnApp: z.boolean(),
  }),
  candidate: z.looseObject({
    endpoint: z.looseObject({ kind: z.enum(['content', 'host', 'address']) }),
    observables: z.array(
      z.looseObject({ type: text, value: text, role: text, side: text, from: z.array(text) }),
    ),
  }),
  kind: z.tuple([z.string().refine((name) => Object.hasOwn(KINDS, name)), text]).optional(),
  reasons: z.array(text),
  isOwnAttack: z.boolean(),
  isAddressAccused: z.boolean(),
  isOnlyAboutUs: z.boolean(),
  side: z.enum(['remote', 'own', 'unknown']),
})

/** Undefined for a row that holds none, or one that a person has edited. */
export function groundsIn(cell: unknown): Grounds | undefined {
  if (typeof cell !== 'string' || cell === '') return undefined
  const { data } = written.safeParse(parsed(cell))
  if (data === undefined) return undefined
  const [name, knownBy] = data.kind ?? []
  const kind = name === undefined ? undefined : { name, knownBy, kind: KINDS[name as KindName] }
  return { ...data, kind } as unknown as Grounds
}

function parsed(cell: string): unknown {
  try {
    return JSON.parse(cell, (key, value: unknown) =>
      key === 'at' && typeof value === 'string' ? new Date(value) : value,
    )
  } catch {
    return undefined
  }
}
