import * as z from 'zod'
import { type Cidr, parseCidr } from '../model/cidr'
import { rangeToCidrs } from './range-to-cidrs'

/** RFC 9224: which server answers for which blocks or top-level domains. */
export const bootstrapFile = z.object({
  services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])),
})

const event = z.object({ eventAction: z.string(), eventDate: z.string() })
/** jCard (RFC 7095): `["vcard", [["fn", {}, "text", "Microsoft Corporation"], …]]`. */
const entity = z.object({
  roles: z.array(z.string()).catch([]),
  handle: z.string().optional(),
  vcardArray: z.tuple([z.string(), z.array(z.array(z.unknown()))]).optional(),
})
const common = {
  handle: z.string().optional(),
  events: z.array(event).catch([]),
  entities: z.array(entity).catch([]),
}
const networkAnswer = z.object({
  ...common,
  startAddress: z.string(),
  endAddress: z.string(),
  name: z.string().optional(),
  country: z.string().optional(),
})
const domainAnswer = z.object({ ...common, ldhName: z.string().optional() })

/** Who holds a block of addresses, by its registry. */
export type RegisteredNetwork = {
  readonly handle?: string
  readonly name?: string
  readonly holder?: string
  readonly registeredAt?: string
  readonly cidrs: readonly Cidr[]
}

export type RegisteredDomain = {
  readonly domain: string
  readonly registeredAt?: string
  readonly registrar?: string
}

/** RFC 9083 §5.4. undefined when the answer is not one. */
export function readNetwork(json: unknown): RegisteredNetwork | undefined {
  const parsed = networkAnswer.safeParse(json)
  if (!parsed.success) return undefined
  const { startAddress, endAddress, name, handle, entities, events } = parsed.data
  const cidrs = rangeToCidrs(bare(startAddress), bare(endAddress))
  if (cidrs === undefined) return undefined
  const holder = nameOf(entities, 'registrant')
  const registeredAt = dateOf(events, 'registration')
  return {
    cidrs,
    ...(handle !== undefined && { handle }),
    ...(name !== undefined && { name }),
    ...(holder !== undefined && { holder }),
    ...(registeredAt !== undefined && { registeredAt }),
  }
}

/** RFC 9083 §5.3. undefined when the answer is not one. */
export function readDomain(domain: string, json: unknown): RegisteredDomain | undefined {
  const parsed = domainAnswer.safeParse(json)
  if (!parsed.success) return undefined
  const registrar = nameOf(parsed.data.entities, 'registrar')
  const registeredAt = dateOf(parsed.data.events, 'registration')
  return {
    domain,
    ...(registeredAt !== undefined && { registeredAt }),
    ...(registrar !== undefined && { registrar }),
  }
}

/** Some registries write `20.33.0.0/32`. */
const bare = (address: string): string => parseCidr(address)?.text.split('/')[0] ?? address

function nameOf(entities: readonly z.infer<typeof entity>[], role: string): string | undefined {
  const found = entities.find(({ roles }) => roles.includes(role))
  const name = found?.vcardArray?.[1].find(([property]) => property === 'fn')?.[3]
  return typeof name === 'string' ? name : found?.handle
}

function dateOf(events: readonly z.infer<typeof event>[], action: string): string | undefined {
  const at = new Date(events.find(({ eventAction }) => eventAction === action)?.eventDate ?? NaN)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString().slice(0, 10)
}
