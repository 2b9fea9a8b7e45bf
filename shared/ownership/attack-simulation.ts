import * as z from 'zod'
import { parseHostname } from '../model/hostname'
import { parseCidr } from '../model/cidr'
import { type FeedContent, FeedRefusedError, type ListedHost } from './source'

/** The shape of a MISP warning list, in which the hosts of Microsoft's phishing training are published. */
export const attackSimulationList = z.object({
  name: z.string().regex(/attack simulat/i),
  version: z.union([z.number(), z.string()]),
  list: z.array(z.string()).min(1),
})

/** @throws FeedRefusedError for a line that is neither host nor address. */
export function readAttackSimulation(file: z.infer<typeof attackSimulationList>): FeedContent {
  const service = 'attack simulation training'
  const prefixes = file.list.map(parseCidr).filter((cidr) => cidr !== undefined)
  const hosts = file.list
    .filter((text) => parseCidr(text) === undefined)
    .map((text): ListedHost => {
      const host = parseHostname(text)
      if (host === undefined)
        throw new FeedRefusedError(`${JSON.stringify(text)} is neither host nor address`)
      return { pattern: host, service }
    })
  const label = { source: 'attack-simulation' as const, tag: service }
  return {
    source: 'attack-simulation',
    entries: [{ label, prefixes }],
    hosts,
    version: `version ${file.version}`,
  }
}
