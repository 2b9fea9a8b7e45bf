import * as z from 'zod'
import type { AlertSource } from '../alerts/alert'
import { nothingReadCounts } from '../alerts/nothing-read'
import { ownAttackCounts } from '../cases/own-attack-counts'
import type { HolderStatus } from '../ownership/ownership-holder'
import { allBounceRemedy, allBounceRow, allBounceSchema } from '../replies/all-bounce'
import {
  brokenInWords,
  brokenSignaturesRemedy,
  brokenSignaturesRow,
  brokenSignaturesSchema,
} from '../replies/broken-signatures'
import { breakerRow, breakerSchema } from '../reports/breaker'
import { readSending } from '../storage/checkpoints'
import { type RecentCount, type RecentCounts, recentOf } from '../storage/recent-counts'
import type { Storage } from '../storage/storage'
import { type SenderCheck, senderCheckRow, senderCheckSchema } from './sender-check'

export type PausedDoor = {
  readonly door: string
  readonly reason: string
  readonly remedy: string
  readonly since?: Date | undefined
}

/** What storage knows of whether the machine runs. */
export type MachineState = {
  readonly sending: 'on' | 'off'
  /** Who set it last, and when, where that is known. */
  readonly sendingSetBy?: string
  readonly sendingSetAt?: Date
  /** Too many endpoints at once were held for a person; gone when a report leaves by itself again. */
  readonly breakerOpenSince?: Date
  /** The last check of the sender; absent before the first. */
  readonly senderCheck?: Pick<SenderCheck, 'checkedAt' | 'findings'>
  readonly pausedDoors: readonly PausedDoor[]
  /** Everything that left through this door in a week came back. */
  readonly allBounce?: { readonly door: string; readonly since: Date; readonly remedy: string }
  /** The mailbox changes mails after their signatures were checked: since when, in words, and what to do. */
  readonly brokenSignatures?: { readonly since: Date; readonly says: string; readonly remedy: string }
  /** How far alerts have been collected; absent before the first poll that ended. */
  readonly alertsCollectedUntil?: string
  /** Sources and dialects in whose alerts of the last seven days nothing was read though they name something public. */
  readonly nothingRead: readonly {
    readonly source: AlertSource
    readonly format: string
    readonly alerts: number
    readonly begunAt: Date
    readonly lastAt: Date
    /** Of the last few alerts: id, and paths of the members that were not read. */
    readonly examples: readonly {
      readonly alertId: string
      readonly at: Date
      readonly members: readonly string[]
    }[]
  }[]
  /** Machines of ours that attack others, by alerts of the last seven days. Names of devices: for our own people only. */
  readonly ownAttacks: readonly {
    readonly machine: string
    readonly alerts: number
    readonly begunAt: Date
    readonly lastAt: Date
    /** Of the last few alerts. */
    readonly alertIds: readonly string[]
  }[]
}

/** Whether the machine runs, as far as storage and this process know. */
export type Health = MachineState & {
  /** What answers whose an address is: which sources, of which dates, and which newer data was refused. */
  readonly ownership: HolderStatus
  /** Files in the container `templates` that are not used, and why. */
  readonly templates: readonly { readonly template: string; readonly fault: string }[]
  /** Settings that are missing or wrong, with the remedy; the functions that need them stand still. */
  readonly settings: readonly { readonly setting: string; readonly fault: string; readonly remedy: string }[]
  /** The list of our own addresses that OWN_ADDRESSES_URL names, where it names one. */
  readonly ownAddresses?: {
    readonly addresses: number
    readonly checkedAt: string
    /** Absent until a list was read. */
    readonly readAt?: string
    /** Why the newest one was not taken over. */
    readonly refused?: string
  }
}

const value = z.object({ Value: z.string() })
const pause = z.object({ reason: z.string(), remedy: z.string(), since: z.coerce.date().optional() })
const cursor = z.object({ doneUntil: z.string().optional() })

export async function readHealth(
  storage: Storage,
  ownership: HolderStatus,
  templates: Health['templates'],
  settings: Health['settings'],
  now: Date,
): Promise<Health> {
  return { ...(await readMachineState(storage, now)), ownership, templates, settings }
}

/** Two reads. */
export async function readMachineState(storage: Storage, now: Date): Promise<MachineState> {
  const facts = new Map<string, unknown>()
  for await (const { key, cells } of storage.table('Checkpoints').list()) {
    const held = value.safeParse(cells)
    if (held.success) facts.set(key.rowKey, JSON.parse(held.data.Value))
  }
  const { isOff, by, at } = await readSending(storage)
  return {
    sending: isOff ? 'off' : 'on',
    ...(by !== undefined && { sendingSetBy: by }),
    ...(at && { sendingSetAt: at }),
    ...breakerFact(facts.get(breakerRow)),
    ...checkFact(facts.get(senderCheckRow)),
    ...allBounceFact(facts.get(allBounceRow)),
    ...brokenFact(facts.get(brokenSignaturesRow)),
    pausedDoors: [...facts].flatMap(([name, fact]) => pausedDoor(name, fact)),
    ...collectedUntil(facts.get('alerts-cursor')),
    nothingRead: countedIn(nothingReadCounts, facts, now),
    ownAttacks: countedIn(ownAttackCounts, facts, now),
  }
}

function allBounceFact(fact: unknown): Pick<MachineState, 'allBounce'> {
  const { door, since } = allBounceSchema.safeParse(fact).data ?? {}
  return door === undefined || !since ? {} : { allBounce: { door, since, remedy: allBounceRemedy } }
}

function brokenFact(fact: unknown): Pick<MachineState, 'brokenSignatures'> {
  const { data } = brokenSignaturesSchema.safeParse(fact)
  if (data === undefined) return {}
  return {
    brokenSignatures: { since: data.since, says: brokenInWords(data), remedy: brokenSignaturesRemedy },
  }
}

function pausedDoor(name: string, fact: unknown): Health['pausedDoors'] {
  const door = /^door-(.+)$/.exec(name)?.[1]
  const read = pause.safeParse(fact)
  return door === undefined || !read.success ? [] : [{ door, ...read.data }]
}

/** The cursor is kept as the text that collecting wrote. */
function collectedUntil(fact: unknown): { alertsCollectedUntil?: string } {
  const text: unknown = typeof fact === 'string' ? JSON.parse(fact) : undefined
  const { data } = cursor.safeParse(text)
  return data?.doneUntil === undefined ? {} : { alertsCollectedUntil: data.doneUntil }
}

function countedIn<T extends RecentCount>(
  { row, schema }: RecentCounts<T>,
  facts: ReadonlyMap<string, unknown>,
  now: Date,
) {
  return recentOf(schema.safeParse(facts.get(row)).data ?? [], now).map(({ days: _, ...shown }) => shown)
}

function breakerFact(fact: unknown): { breakerOpenSince?: Date } {
  const { data } = breakerSchema.safeParse(fact)
  return data?.openSince ? { breakerOpenSince: data.openSince } : {}
}

function checkFact(fact: unknown): Pick<Health, 'senderCheck'> {
  const { data } = senderCheckSchema.safeParse(fact)
  if (!data?.checkedAt) return {}
  return { senderCheck: { checkedAt: data.checkedAt, findings: data.findings } }
}
