import * as z from 'zod'
import { abuseKinds, type AbuseKind } from '../cases/decision'
import { mailbox } from './setting-values'

type Routes = Readonly<Partial<Record<AbuseKind, readonly string[]>>>

/** `phishing=phish@example.com, second@example.com; spam=…`: every fault in it is told, not the first alone. */
export const reportRoutes: z.ZodType<Routes, string> = z.string().transform((text, context) => {
  const routes = new Map<string, readonly string[]>()
  const fault = (message: string) => context.addIssue({ code: 'custom', message })
  for (const route of text.split(';').filter((part) => part.trim() !== '')) {
    const [name = '', ...rest] = route.split('=')
    const kind = name.trim()
    if (!isAbuseKind(kind)) fault(`names ${quoted(kind)}, which is no kind of abuse`)
    if (routes.has(kind)) fault(`names ${quoted(kind)} twice`)
    const named = rest
      .join('=')
      .split(/[\s,]+/)
      .filter((item) => item !== '')
    for (const item of named)
      if (mailbox(item) === undefined) fault(`holds ${quoted(item)}, which is no mail address`)
    if (named.length === 0) fault(`names nobody for ${quoted(kind)}`)
    routes.set(kind, [...new Set(named.flatMap((item) => mailbox(item) ?? []))])
  }
  return Object.fromEntries(routes)
})

const isAbuseKind = (text: string): boolean => abuseKinds.some((kind) => kind === text)

const quoted = (text: string): string => JSON.stringify(text.slice(0, 80))
