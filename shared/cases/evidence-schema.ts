import * as z from 'zod'
import { parseHostname } from '../model/hostname'
import { parseIpAddress } from '../model/ip-address'
import { ownershipClasses } from '../ownership/ownership'
import { abuseKinds, type Endpoint, type Evidence } from './decision'

const hostname = z.string().transform((text, context) => parseHostname(text) ?? refuse(text, context))
const ipAddress = z.string().transform((text, context) => parseIpAddress(text) ?? refuse(text, context))

function refuse(text: string, context: z.RefinementCtx<string>): never {
  context.addIssue({ code: 'custom', message: `${text} is not canonical` })
  return z.NEVER
}

/** An endpoint as it stands in a row. */
export const endpointSchema: z.ZodType<Endpoint> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('content'), url: z.string() }),
  z.object({ kind: z.literal('host'), host: hostname }),
  z.object({ kind: z.literal('address'), address: ipAddress }),
])

/** Evidence as it stands in a row; unknown members are dropped, so nothing unlisted can reach a report. */
export const evidenceSchema: z.ZodType<Evidence> = z.object({
  host: z.string().exactOptional(),
  address: z.string().exactOptional(),
  url: z.string().exactOptional(),
  port: z.number().exactOptional(),
  protocol: z.string().exactOptional(),
  proof: z.enum(['record', 'dns', 'unconfirmed']).exactOptional(),
  alsoNamed: z.array(z.string()).exactOptional(),
  tellsOfUs: z.literal(true).exactOptional(),
  // Rows of before know none.
  reasons: z.array(z.string()).default([]),
  direction: z.enum(['inbound', 'outbound']).exactOptional(),
  attackedPort: z.number().exactOptional(),
  abuse: z.enum(abuseKinds),
  grade: z.enum(['A', 'B', 'C', 'D']),
  ownershipClass: z.enum(ownershipClasses),
  cloud: z.string().exactOptional(),
  serviceTags: z.array(z.string()),
  region: z.string().exactOptional(),
  prefix: z.string().exactOptional(),
  sharedFrontEnd: z.boolean(),
  tenant: z.string().exactOptional(),
  snapshotDate: z.string(),
  detectionSource: z.string().exactOptional(),
  severity: z.enum(['informational', 'low', 'medium', 'high', 'unknown']),
  category: z.string().exactOptional(),
  techniques: z.array(z.string()),
  actor: z.string().exactOptional(),
  firstActivityAt: z.coerce.date().exactOptional(),
  lastActivityAt: z.coerce.date().exactOptional(),
})
