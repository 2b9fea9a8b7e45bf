import * as z from 'zod'
import { type Cidr, parseCidr } from '../model/cidr'
import { type Entry, type FeedContent, FeedRefusedError } from './source'

/** The holder of an autonomous system, and the desk that takes its abuse reports where that is not Microsoft's. */
export type AsnHolder = { readonly name: string; readonly desk?: string }

const microsoft = (name = 'Microsoft Corporation'): AsnHolder => ({ name })
const affiliate = (desk: string): AsnHolder => ({ name: desk, desk })

/**
 * By number, never by name: AS53587 "AZURE TECHNOLOGY CO" and AS134235 "Subex Azure" are not Microsoft's.
 * Affiliates with a desk of their own are listed apart.
 */
export const MICROSOFT_ASNS: ReadonlyMap<number, AsnHolder> = new Map([
  ...[3598, 5761, 8068, 8069, 8070, 8071, 8075, 12076, 17144, 30520, 46182, 54396, 63314].map(
    (asn) => [asn, microsoft()] as const,
  ),
  [35106, microsoft('Microsoft Limited')],
  [45139, microsoft('Microsoft Singapore')],
  [58862, microsoft('Microsoft (China)')],
  [59067, microsoft('Microsoft Mobile Alliance')],
  [198097, microsoft('Skype')],
  [200517, microsoft('Microsoft Deutschland')],
  [36459, affiliate('GitHub')],
  ...[13443, 14413, 40793, 55163, 197613, 202745].map((asn) => [asn, affiliate('LinkedIn')] as const),
  ...[32163, 57976].map((asn) => [asn, affiliate('Blizzard Entertainment')] as const),
  ...[14588, 40551].map((asn) => [asn, affiliate('Activision')] as const),
  [24574, affiliate('Nuance')],
  [15248, affiliate('Metaswitch')],
])

/** What RIPEstat's announced-prefixes answers for one autonomous system. */
export const announcedPrefixes = z.object({
  data: z.object({
    resource: z.union([z.string(), z.number()]),
    prefixes: z.array(z.object({ prefix: z.string() })),
  }),
})

export function readAnnouncedPrefixes(answer: z.infer<typeof announcedPrefixes>): FeedContent {
  const asn = Number(String(answer.data.resource).replace(/^AS/i, ''))
  const prefixes = answer.data.prefixes
    .map(({ prefix }) => parseCidr(prefix))
    .filter((cidr) => cidr !== undefined)
  return asnContent(new Map([[asn, prefixes]]))
}

/** @throws FeedRefusedError when none of the systems is one that is listed here. */
export function asnContent(prefixesByAsn: ReadonlyMap<number, readonly Cidr[]>): FeedContent {
  const entries = [...prefixesByAsn].flatMap(([asn, prefixes]): Entry[] => {
    const holder = MICROSOFT_ASNS.get(asn)
    if (holder === undefined) return []
    const desk = holder.desk === undefined ? {} : { desk: holder.desk }
    return [{ label: { source: 'asn', tag: `AS${asn}`, ...desk }, prefixes }]
  })
  if (entries.length === 0) throw new FeedRefusedError('none of the listed systems is one of Microsoft’s')
  return { source: 'asn', entries, hosts: [] }
}
