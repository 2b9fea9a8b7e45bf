import * as z from 'zod'
import { type Cidr, parseCidr } from '../model/cidr'
import { normaliseRegion } from './regions'
import { type Entry, type FeedContent, FeedRefusedError, type SourceName } from './source'

const serviceTag = z.object({
  name: z.string().min(1),
  properties: z.object({
    region: z.string().catch(''),
    systemService: z.string().catch(''),
    addressPrefixes: z.array(z.string()),
  }),
})

/** The weekly download and the answer of the ARM service tag API, whose changeNumber is a string. */
export const serviceTagsFile = z.object({
  changeNumber: z.union([z.number(), z.string()]),
  cloud: z.string(),
  values: z.array(serviceTag),
})

const SOURCE_OF_CLOUD: ReadonlyMap<string, { source: SourceName; cloud: string }> = new Map([
  ['public', { source: 'service-tags-public', cloud: 'Public' }],
  ['azuregovernment', { source: 'service-tags-us-government', cloud: 'AzureGovernment' }],
  ['usgov', { source: 'service-tags-us-government', cloud: 'AzureGovernment' }],
  ['china', { source: 'service-tags-china', cloud: 'China' }],
  ['azurechina', { source: 'service-tags-china', cloud: 'China' }],
  ['azuregermany', { source: 'service-tags-germany', cloud: 'AzureGermany' }],
  ['germany', { source: 'service-tags-germany', cloud: 'AzureGermany' }],
])

/** @throws FeedRefusedError for a cloud nobody knows or a prefix that is none: half a list is worse than the old one. */
export function readServiceTags(file: z.infer<typeof serviceTagsFile>): FeedContent {
  const known = SOURCE_OF_CLOUD.get(file.cloud.toLowerCase())
  if (known === undefined)
    throw new FeedRefusedError(`service tags of an unknown cloud, ${JSON.stringify(file.cloud)}`)
  const entries = file.values.map(({ name, properties }): Entry => {
    const region = regionOf(name, properties.region)
    const { systemService } = properties
    const label = {
      source: known.source,
      tag: name,
      cloud: known.cloud,
      ...(region !== '' && { region }),
      ...(systemService !== '' && { systemService }),
    }
    return { label, prefixes: properties.addressPrefixes.map((text) => requireCidr(text, name)) }
  })
  return { source: known.source, entries, hosts: [], version: `changeNumber ${file.changeNumber}` }
}

/** `AzureCloud.chilec` names the region by its id; other tags carry it in a property, stage rings excepted. */
function regionOf(name: string, region: string): string {
  if (region !== '') return normaliseRegion(region)
  return name.startsWith('AzureCloud.') ? normaliseRegion(name.slice('AzureCloud.'.length)) : ''
}

/** @throws FeedRefusedError naming the prefix and where it stands. */
export function requireCidr(text: string, where: string): Cidr {
  const cidr = parseCidr(text.trim())
  if (cidr === undefined)
    throw new FeedRefusedError(`${JSON.stringify(text.slice(0, 60))} in ${where} is no address prefix`)
  return cidr
}
