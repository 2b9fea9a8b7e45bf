import { parseCidr } from '../../shared/model/cidr'
import { makeEmbeddedSnapshot } from '../../shared/ownership/embedded-snapshot'
import { readFeed } from '../../shared/ownership/read-feed'
import { openSnapshot, snapshotOf, type Snapshot } from '../../shared/ownership/snapshot'
import type { Label, Source } from '../../shared/ownership/source'

export const TODAY = new Date('2026-11-23T12:00:00Z')

type Tag = { readonly name: string; readonly region?: string; readonly prefixes: readonly string[] }

/** A service tag file as Microsoft publishes it. */
export function serviceTagsJson(tags: readonly Tag[], cloud = 'Public', changeNumber = 375): string {
  const values = tags.map(({ name, region = '', prefixes }) => ({
    name,
    id: name,
    properties: {
      changeNumber: 1,
      region,
      regionId: 0,
      platform: 'Azure',
      systemService: '',
      addressPrefixes: prefixes,
    },
  }))
  return JSON.stringify({ changeNumber, cloud, values })
}

/** The tags of the founding case as they are in every list since 2021. */
export const FOUNDING_TAGS: readonly Tag[] = [
  { name: 'AppService', prefixes: ['20.119.0.0/20'] },
  { name: 'AppService.EastUS', region: 'eastus', prefixes: ['20.119.0.0/20'] },
  { name: 'AzureCloud', prefixes: ['20.119.0.0/17', '13.107.246.0/24'] },
  { name: 'AzureCloud.eastus', region: 'eastus', prefixes: ['20.119.0.0/17'] },
  { name: 'EOPExternalPublishedIPs', prefixes: ['40.92.0.0/15'] },
]

export function sourceFrom(text: string, from = 'feed', date = '2026-11-01'): Source {
  return { ...readFeed(text), from, date }
}

/** A source with one label and these prefixes. */
export function sourceOf(label: Label, prefixes: readonly string[], date = '2026-11-01'): Source {
  const cidrs = prefixes.map(parseCidr).filter((cidr) => cidr !== undefined)
  return { source: label.source, entries: [{ label, prefixes: cidrs }], hosts: [], from: label.source, date }
}

export function snapshotFrom(...sources: readonly Source[]): Snapshot {
  return snapshotOf(sources, TODAY)
}

/** An embedded snapshot of 640 announced blocks, without the package the real one is made from. */
export function embeddedSnapshot(): Snapshot {
  const blocks = Array.from({ length: 640 }, (_, i) => {
    const network = `20.${Math.floor(i / 8) * 2}.${(i % 8) * 32}`
    return `${network}.0,${network}.255,8075,Microsoft Corporation`
  })
  const others = [
    '20.119.0.0,20.119.127.255,8075,Microsoft',
    '198.51.100.0,198.51.100.255,53587,AZURE TECHNOLOGY CO',
  ]
  return openSnapshot(
    makeEmbeddedSnapshot([...blocks, ...others], 'a table', new Date('2026-06-17T00:00:00Z')),
  )
}
