import * as z from 'zod'
import type { FixedValues } from '../shared/settings/fixed-values'

/** What the app's host tells the supervisor. */
export const fromHost = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    port: z.number(),
    functions: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(['timer', 'queue', 'http']),
        /** Schedule, queue or route. */
        detail: z.string(),
      }),
    ),
  }),
  z.object({ type: z.literal('started'), function: z.string(), running: z.number() }),
  z.object({
    type: z.literal('ended'),
    function: z.string(),
    running: z.number(),
    error: z.string().optional(),
  }),
  z.object({
    type: z.literal('log'),
    function: z.string().optional(),
    level: z.string(),
    message: z.string(),
  }),
  /** Answer to `jump`: refused while anything runs. */
  z.object({ type: z.literal('jumped'), id: z.number(), done: z.boolean() }),
  /** Answer to `measure`, after everything that is not needed has been thrown away. */
  z.object({ type: z.literal('measured'), heapInBytes: z.number(), rssInBytes: z.number() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
])
export type FromHost = z.infer<typeof fromHost>

/** What the supervisor tells the app's host. */
export const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('jump'), id: z.number(), offsetInMs: z.number() }),
  z.object({ type: z.literal('measure') }),
  z.object({ type: z.literal('stop') }),
])
export type ToHost = z.infer<typeof toHost>

/** How the supervisor hands over what the host needs before its first message. */
export const HOST_SETTINGS = {
  appDirectory: 'SANDBOX_APP_DIRECTORY',
  clockOffsetInMs: 'SANDBOX_CLOCK_OFFSET_MS',
  port: 'SANDBOX_HTTP_PORT',
  key: 'SANDBOX_HOST_KEY',
  messageLockInSeconds: 'SANDBOX_MESSAGE_LOCK_SECONDS',
} as const

const fixedPrefix = 'SANDBOX_FIXED_'

/** Beside the settings of the app: what its host puts in place of fixed values. */
export const fixed = (values: Partial<FixedValues>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [fixedPrefix + name, JSON.stringify(value)]),
  )

export const fixedIn = (environment: Readonly<Record<string, string | undefined>>): Partial<FixedValues> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, text]) =>
      name.startsWith(fixedPrefix) ? [[name.slice(fixedPrefix.length), JSON.parse(text ?? 'null')]] : [],
    ),
  )
