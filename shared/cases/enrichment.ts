import * as z from 'zod'
import { messageOf } from '../alerts/graph-request'
import { known } from '../alerts/known'
import type { IpAddress } from '../model/ip-address'
import type { Endpoint } from './decision'

/** What a source is asked about: the reported endpoint, and when it was seen. Nothing of ours. */
export type Subject = {
  readonly endpoint: Endpoint
  /** The host or the address that evidence pairs with the endpoint. */
  readonly host?: string
  readonly address?: string
  /** Many customers answer at the address, so it alone does not say who is meant. */
  readonly sharedFrontEnd: boolean
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  /** Of an address, by settings and by the alerts: then it is never told as the endpoint's. */
  readonly isOurs: (address: IpAddress) => boolean
  /** Nobody outside is asked: its name tells of us, or is ours. */
  readonly onlyInside: boolean
}

const instant = z.coerce.date()
const port = z.int().min(1).max(65_535)

/** How many connections are listed one by one; the count tells of the rest. */
export const listedConnections = 50

const connections = z.object({
  count: z.int().min(1),
  firstAt: instant,
  lastAt: instant,
  /** The remote port of most of them. */
  port: port.exactOptional(),
  /** The one address of Microsoft's at which the reported host answered. */
  address: z.string().exactOptional(),
  listed: z.array(z.object({ at: instant, port: port.exactOptional() })).max(listedConnections),
})

const engines = z.object({
  /** How many call it malicious, of how many that have looked. */
  flagged: z.int().min(0),
  total: z.int().min(0),
  asOf: instant.exactOptional(),
})

export const findingSchema = z.object({
  connections: connections.exactOptional(),
  engines: engines.exactOptional(),
})

/** What the sources said about a report's endpoint, and who of them has had their say. */
export const enrichmentSchema = findingSchema.extend({ asked: z.array(z.string()) })

export type Connections = z.infer<typeof connections>
export type Engines = z.infer<typeof engines>
/** Nothing in it: the source knows nothing, and that is its answer. */
export type Finding = z.infer<typeof findingSchema>
export type Enrichment = z.infer<typeof enrichmentSchema>

/** No answer now. `all`: it would not answer about anything else either, so it is left alone for this run. */
export type NoAnswer = {
  readonly kind: 'later'
  readonly cause: string
  readonly remedy: string
  readonly all: boolean
}

export type SourceAnswer = { readonly kind: 'found'; readonly finding: Finding } | NoAnswer

/** Anybody who knows more about an endpoint. */
export type EnrichmentSource = {
  readonly name: string
  /** Somebody else than our own tenant hears what is asked. */
  readonly isOutside?: true
  readonly ask: (subject: Subject) => Promise<SourceAnswer>
}

/** Told of a source that gave no answer. */
export type OnMissed = (source: string, missed: NoAnswer) => void

/**
 * Asks each source that has not answered yet, one after the other. None of them can stop a report: what fails, or has
 * no quota left, is missed, and asked again at the next look. Made anew for every run.
 * @returns all that is known then; undefined when nothing has been added
 */
export function askSources(sources: readonly EnrichmentSource[], onMissed: OnMissed) {
  const resting = new Set<string>()
  return async (subject: Subject, before: Enrichment | undefined): Promise<Enrichment | undefined> => {
    let enrichment = before ?? { asked: [] }
    for (const source of sources) {
      if (source.isOutside && subject.onlyInside) continue
      if (resting.has(source.name) || enrichment.asked.includes(source.name)) continue
      const answer = await askOne(source, subject)
      if (answer.kind === 'later') {
        onMissed(source.name, answer)
        if (answer.all) resting.add(source.name)
        continue
      }
      const asked = [...enrichment.asked, source.name]
      enrichment = { ...enrichment, ...known(answer.finding), asked }
    }
    return enrichment.asked.length > (before?.asked.length ?? 0) ? enrichment : undefined
  }
}

async function askOne(source: EnrichmentSource, subject: Subject): Promise<SourceAnswer> {
  try {
    return await source.ask(subject)
  } catch (error) {
    const remedy = 'It is asked again at the next look; if it persists, report it with this line.'
    return { kind: 'later', cause: messageOf(error), remedy, all: false }
  }
}
