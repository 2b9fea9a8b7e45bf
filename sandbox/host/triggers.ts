import * as z from 'zod'
import type { RegisteredFunction } from './core-api'

/** What starts a function, read from its bindings, with `%NAME%` replaced by the setting of that name. */
export type Trigger =
  | { readonly kind: 'timer'; readonly schedule: string; readonly runOnStartup: boolean }
  | { readonly kind: 'queue'; readonly queueName: string; readonly connection: string }
  | {
      readonly kind: 'http'
      readonly route: string
      readonly methods: readonly string[]
      readonly authLevel: 'anonymous' | 'function'
    }

export type Settings = Readonly<Record<string, string | undefined>>

const timer = z.object({
  type: z.literal('timerTrigger'),
  schedule: z.string(),
  runOnStartup: z.boolean().default(false),
})
const queue = z.object({
  type: z.literal('queueTrigger'),
  queueName: z.string(),
  connection: z.string().default('AzureWebJobsStorage'),
})
const http = z.object({
  type: z.literal('httpTrigger'),
  route: z.string().optional(),
  methods: z.array(z.string()).default(['GET', 'POST']),
  authLevel: z.enum(['anonymous', 'function']).default('function'),
})

/** @throws when the trigger is of a kind that the sandbox does not run, or names a setting that is not there */
export function triggerOf({ metadata }: RegisteredFunction, settings: Settings): Trigger {
  const binding = Object.values(metadata.bindings).find(({ type }) => /trigger$/i.test(type))
  const parsed = z.discriminatedUnion('type', [timer, queue, http]).safeParse(binding)
  if (!parsed.success)
    throw new Error(`function ${metadata.name}: the sandbox cannot run its trigger`, { cause: parsed.error })
  const resolved = (text: string) => resolveSettings(text, settings)
  switch (parsed.data.type) {
    case 'timerTrigger':
      return {
        kind: 'timer',
        schedule: resolved(parsed.data.schedule),
        runOnStartup: parsed.data.runOnStartup,
      }
    case 'queueTrigger':
      return { kind: 'queue', queueName: resolved(parsed.data.queueName), connection: parsed.data.connection }
    case 'httpTrigger':
      return {
        kind: 'http',
        route: resolved(parsed.data.route ?? metadata.name),
        authLevel: parsed.data.authLevel,
        methods: parsed.data.methods.map((method) => method.toUpperCase()),
      }
  }
}

function resolveSettings(text: string, settings: Settings): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = settings[name]
    if (value === undefined) throw new Error(`setting ${name} is not set, but a trigger names it`)
    return value
  })
}
