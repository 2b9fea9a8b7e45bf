import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/** What the sandbox obeys of host.json; the defaults are those of the real host. */
export type HostJson = {
  readonly functionTimeoutInMs: number
  readonly routePrefix: string
  readonly queues: {
    readonly batchSize: number
    readonly newBatchThreshold: number
    readonly maxDequeueCount: number
    readonly visibilityTimeoutInMs: number
    readonly messageEncoding: 'base64' | 'none'
  }
}

const HALF_AN_HOUR = '00:30:00'

/** `[d.]hh:mm:ss`, as .NET writes a time span. */
const timeSpan = z
  .string()
  .regex(/^(\d+\.)?\d{1,2}:\d{2}:\d{2}$/)
  .transform((text) => {
    const [seconds = 0, minutes = 0, hours = 0, days = 0] = text.split(/[.:]/).map(Number).reverse()
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
  })

const queues = z.object({
  batchSize: z.number().int().min(1).max(32).default(16),
  newBatchThreshold: z.number().int().min(0).optional(),
  maxDequeueCount: z.number().int().min(1).default(5),
  visibilityTimeout: timeSpan.prefault('00:00:00'),
  messageEncoding: z.enum(['base64', 'none']).default('base64'),
})

const schema = z.object({
  version: z.literal('2.0'),
  functionTimeout: timeSpan.prefault(HALF_AN_HOUR),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      queues: queues.prefault({}),
    })
    .prefault({}),
})

/** @throws when host.json is missing or says something the sandbox cannot read */
export function readHostJson(directory: string): HostJson {
  return parseHostJson(JSON.parse(readFileSync(join(directory, 'host.json'), 'utf8')))
}

export function parseHostJson(json: unknown): HostJson {
  const { functionTimeout, extensions } = schema.parse(json)
  const { visibilityTimeout, newBatchThreshold, ...rest } = extensions.queues
  return {
    functionTimeoutInMs: functionTimeout,
    routePrefix: extensions.http.routePrefix,
    queues: {
      ...rest,
      visibilityTimeoutInMs: visibilityTimeout,
      newBatchThreshold: newBatchThreshold ?? Math.floor(rest.batchSize / 2),
    },
  }
}
