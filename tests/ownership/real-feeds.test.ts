import { existsSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { feedFolder } from '../../shared/ownership/feed-folder'
import { openSnapshot, packSnapshot, type Snapshot } from '../../shared/ownership/snapshot'

const DATA = join(__dirname, '../../../shared/data/ownership')
const onRealData = existsSync(DATA) ? describe : describe.skip
const createdAt = new Date('2026-11-23T00:00:00Z')

/** A folder with these feed files and no others. */
function folderWith(...files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'feeds-'))
  for (const file of files) symlinkSync(join(DATA, file), join(folder, file))
  return folder
}

onRealData('the published lists', () => {
  let all: Snapshot
  beforeAll(() => {
    all = openSnapshot(packSnapshot(feedFolder(DATA).sources, createdAt))
  })

  it.each([
    ['ServiceTags_Public_20230619.json', '2023-06-19'],
    ['ServiceTags_Public_20251028.json', '2025-10-28'],
  ])('20.119.0.42 in %s', (file, snapshotDate) => {
    const { sources } = feedFolder(folderWith(file))
    const { index } = openSnapshot(packSnapshot(sources, createdAt))
    expect(index.ofAddress('20.119.0.42')).toEqual({
      input: '20.119.0.42',
      kind: 'ip',
      owner: 'microsoft',
      class: 'customer-hosted',
      cloud: 'Public',
      serviceTags: ['AppService.EastUS', 'AppService', 'AzureCloud.eastus', 'AzureCloud'],
      region: 'eastus',
      prefix: '20.119.0.0/20',
      shared: true,
      sources: ['service-tags-public'],
      snapshotDate,
      because: 'Service tag AppService.EastUS: web apps and functions of many customers',
    })
  })

  it('the newest of several lists of one cloud counts', () => {
    expect(all.sources.find(({ source }) => source === 'service-tags-public')).toMatchObject({
      from: 'ServiceTags_Public_20251028.json',
      version: 'changeNumber 375',
      date: '2025-10-28',
      prefixes: 93_362,
    })
  })

  it('a snapshot gives back every prefix of every source', () => {
    const texts = (sources: Snapshot['unpack'] extends () => infer S ? S : never): string[] =>
      sources
        .flatMap(({ entries }) => entries)
        .flatMap(({ label, prefixes }) => prefixes.map(({ text }) => `${label.source} ${label.tag} ${text}`))
        .toSorted()
    expect(texts(all.unpack())).toEqual([...new Set(texts([...feedFolder(DATA).sources]))])
  })
})
