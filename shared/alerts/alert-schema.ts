import * as z from 'zod'
import { type Alert, alertSources, type Finding, type UnreadablePart, type Victim } from './alert'

/** Instants are text in JSON. */
const instant = z.string().pipe(z.coerce.date())
const text = z.string().exactOptional()
const texts = z.array(z.string()).exactOptional()
const yes = z.literal(true).exactOptional()

const victims = z
  .array(z.strictObject({ kind: z.enum(['mailbox', 'device', 'resource', 'user']), name: z.string() }))
  .exactOptional() satisfies z.ZodType<readonly Victim[] | undefined>

const finding: z.ZodType<Finding> = z.strictObject({
  type: z.enum(['ip', 'host', 'url', 'email']),
  value: z.string(),
  role: z.enum([
    'c2',
    'attacker',
    'source',
    'destination',
    'download',
    'phish-url',
    'mail-sender',
    'victim',
    'contextual',
    'unknown',
  ]),
  fieldSide: z.enum(['remote', 'own', 'perhaps-own', 'reference', 'unsaid']),
  from: z.string(),
  verdict: z.enum(['suspicious', 'malicious', 'noThreatsFound', 'unknown']).exactOptional(),
  port: z.number().exactOptional(),
  protocol: z.enum(['tcp', 'udp']).exactOptional(),
  at: instant.exactOptional(),
  record: z.number().exactOptional(),
  end: z.enum(['source', 'destination']).exactOptional(),
  mention: yes,
  inWords: yes,
  isAnswer: yes,
  isRoleAssumed: yes,
})

const unreadable: z.ZodType<UnreadablePart> = z.strictObject({ path: z.string(), reason: z.string() })

/** An alert after it went through JSON. Strict: a member that is missing here would be lost on the way. */
const alert: z.ZodType<Alert> = z.strictObject({
  source: z.enum(alertSources),
  format: z.string(),
  id: z.string(),
  tenantId: text,
  title: text,
  description: text,
  severity: z.enum(['informational', 'low', 'medium', 'high', 'unknown']),
  category: text,
  alertType: text,
  kindWords: texts,
  signatures: texts,
  direction: z.enum(['inbound', 'outbound']).exactOptional(),
  classification: text,
  determination: text,
  investigation: text,
  status: z.enum(['resolved', 'dismissed']).exactOptional(),
  isSample: yes,
  hasComment: yes,
  isEvent: yes,
  detectionSource: text,
  actor: text,
  threat: text,
  techniques: z.array(z.string()),
  createdAt: instant.exactOptional(),
  updatedAt: instant.exactOptional(),
  firstActivityAt: instant.exactOptional(),
  lastActivityAt: instant.exactOptional(),
  findings: z.array(finding),
  victims,
  ownAttackers: victims,
  names: texts,
  unreadable: z.array(unreadable).exactOptional(),
})

/** The alert that went through JSON; undefined where this is not all of one. */
export const decodeAlert = (content: unknown): Alert | undefined => alert.safeParse(content).data
