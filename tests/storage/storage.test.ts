import { isRefusedContent } from '../../shared/storage/missing-container'
import { storageWait } from '../../shared/storage/queue'
import { filter } from '../../shared/storage/table'
import { memoryStorage } from '../helpers/memory-storage'
import { azuriteStorage } from '../helpers/storage'

const key = { partitionKey: '2611', rowKey: 'DAR-2611-7F3K9QXM' }

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const row of rows) list.push(row)
  return list
}

/** Tests that use storage run on the one in memory, so it has to do all that Azurite does. */
const storages = [
  { where: 'in Azurite', freshStorage: azuriteStorage },
  { where: 'in memory', freshStorage: memoryStorage },
]

describe.each(storages)('$where', ({ freshStorage }) => {
  describe('a table', () => {
    it('that does not exist yet is empty', async () => {
      const table = freshStorage().table('Reports')
      expect(await table.get(key)).toBeUndefined()
      expect(await all(table.list())).toEqual([])
      expect(await table.replace({ ...key, Status: 'sent' }, '*')).toBeUndefined()
      expect(await table.remove(key)).toBe(false)
    })

    it('is made by its first write, and gives back what was written', async () => {
      const table = freshStorage().table('Reports')
      const sentAt = new Date('2026-11-23T10:00:00.123Z')
      const etag = await table.insert({
        ...key,
        Status: 'sent',
        Sightings: 3,
        SentAt: sentAt,
        Trial: false,
        Note: undefined,
      })
      const row = await table.get(key)
      expect(row).toEqual({
        key,
        etag,
        cells: { Status: 'sent', Sightings: 3, SentAt: sentAt, Trial: false },
      })
    })

    it('answers a second insert with undefined and keeps the first row', async () => {
      const table = freshStorage().table('Reports')
      await table.insert({ ...key, Status: 'sent' })
      expect(await table.insert({ ...key, Status: 'closed' })).toBeUndefined()
      expect((await table.get(key))?.cells.Status).toBe('sent')
    })

    it('replaces only the version that was read', async () => {
      const table = freshStorage().table('Reports')
      const first = (await table.insert({ ...key, Status: 'queued' })) ?? ''
      expect(await table.replace({ ...key, Status: 'sent' }, first)).toEqual(expect.any(String))
      expect(await table.replace({ ...key, Status: 'undeliverable' }, first)).toBeUndefined()
      expect(await table.remove(key, first)).toBe(false)
      expect((await table.get(key))?.cells.Status).toBe('sent')
    })

    it('removes many rows at once, whoever else removes some of them', async () => {
      const table = freshStorage().table('Events')
      const keys = Array.from({ length: 103 }, (_, n) => String(n).padStart(3, '0'))
      for (const rowKey of [...keys, 'stays']) await table.insert({ ...key, rowKey })
      await table.remove({ ...key, rowKey: '007' })
      await table.removeAll(key.partitionKey, keys)
      expect((await all(table.list())).map((row) => row.key.rowKey)).toEqual(['stays'])
      await freshStorage().table('Events').removeAll(key.partitionKey, keys.slice(0, 2))
    })

    it('lists what was written since, by the clock of the service', async () => {
      const table = freshStorage().table('Reports')
      const since = (writtenAfter: string) =>
        all(table.list({ writtenAfter, select: [], partitionKey: '2611' }))
      for (const rowKey of ['a', 'b', 'c']) await table.insert({ ...key, rowKey })
      const rows = await since('')
      expect(rows.map((row) => row.key.rowKey)).toEqual(['a', 'b', 'c'])
      const newest = rows
        .map(({ writtenAt = '' }) => writtenAt)
        .toSorted()
        .at(-1)!
      expect(await since(newest)).toEqual([])
      await new Promise((resolve) => setTimeout(resolve, 5))
      await table.merge({ ...key, rowKey: 'b', Note: 'x' })
      expect((await since(newest)).map((row) => row.key.rowKey)).toEqual(['b'])
      await expect(since("x' or true")).rejects.toThrow(RangeError)
    })

    it('merges cells without touching the others', async () => {
      const table = freshStorage().table('Agenda')
      await table.merge({ ...key, FileAt: new Date(1000) })
      await table.merge({ ...key, ChaseAt: new Date(2000) })
      expect((await table.get(key))?.cells).toEqual({ FileAt: new Date(1000), ChaseAt: new Date(2000) })
    })

    it('lists a partition by filter, and a quote in a value stays a value', async () => {
      const table = freshStorage().table('Reports')
      for (const [rowKey, Note] of [
        ['1', "o'clock"],
        ['2', 'x'],
      ])
        await table.insert({ partitionKey: 'p', rowKey: rowKey!, Note })
      await table.insert({ partitionKey: 'other', rowKey: '1', Note: "o'clock" })
      const rows = await all(
        table.list({ partitionKey: 'p', filter: filter`Note eq ${"o'clock"}`, select: ['Note'] }),
      )
      expect(rows.map((row) => row.key.rowKey)).toEqual(['1'])
      expect(await all(table.list({ partitionKey: "p' or 'a' eq 'a" }))).toEqual([])
    })

    it('gives its rows page by page, in the order of their keys', async () => {
      const table = freshStorage().table('Reports')
      for (const rowKey of ['b', 'a', 'c']) await table.insert({ partitionKey: 'p', rowKey, Note: rowKey })
      await table.insert({ partitionKey: 'o', rowKey: 'z', Note: 'z' })
      const seen: string[] = []
      let from: string | undefined
      do {
        const page = await table.page({ size: 2, ...(from !== undefined && { from }) })
        expect(page.rows.length).toBeLessThanOrEqual(2)
        seen.push(...page.rows.map((row) => row.key.rowKey))
        from = page.next
      } while (from !== undefined)
      expect(seen).toEqual(['z', 'a', 'b', 'c'])
    })

    it('gives the columns that are asked for', async () => {
      const table = freshStorage().table('Reports')
      await table.insert({ ...key, Status: 'sent', Note: 'x' })
      const cells = async (select: readonly string[]) =>
        (await all(table.list({ select }))).map((row) => row.cells)
      expect(await cells(['Note'])).toEqual([{ Note: 'x' }])
      expect(await cells([])).toEqual([{}])
    })

    const instant = new Date('2026-11-23T10:00:00.123Z')
    it.each([
      { asked: filter`Text eq ${'b'}`, found: ['2'] },
      { asked: filter`Text ne ${'b'}`, found: ['1', '3'] },
      { asked: filter`RowKey ge ${'2'} and RowKey lt ${'3'}`, found: ['2'] },
      { asked: filter`RowKey gt ${'1'} and PartitionKey le ${'p'}`, found: ['2', '3'] },
      { asked: filter`At le ${instant}`, found: ['1', '2'] },
      { asked: filter`At gt ${instant}`, found: ['3'] },
      { asked: filter`Trial eq ${true} or Number ge ${2.5}`, found: ['1', '3'] },
      { asked: `(${filter`RowKey eq ${'1'}`} or RowKey eq '2') and (Text eq 'b')`, found: ['2'] },
      { asked: `RowKey eq '1' or RowKey eq '2' and Text eq 'c'`, found: ['1'] },
      { asked: filter`Missing eq ${'b'}`, found: [] },
    ])('finds what has $asked', async ({ asked, found }) => {
      const table = freshStorage().table('Reports')
      const at = (ms: number) => new Date(instant.getTime() + ms)
      const rows = [
        { rowKey: '1', Text: 'a', At: at(-1), Trial: true, Number: 1 },
        { rowKey: '2', Text: 'b', At: at(0), Trial: false, Number: 2 },
        { rowKey: '3', Text: 'c', At: at(1), Trial: false, Number: 2.5 },
      ]
      for (const row of rows) await table.insert({ partitionKey: 'p', ...row })
      expect((await all(table.list({ filter: asked }))).map((row) => row.key.rowKey)).toEqual(found)
    })

    it.each([{ what: 'a key too long', row: { ...key, rowKey: 'k'.repeat(1025) } }])(
      'refuses $what as content that it will never take',
      async ({ row }) => {
        const refused: unknown = await freshStorage()
          .table('Reports')
          .insert(row)
          .catch((error: unknown) => error)
        expect(isRefusedContent(refused)).toBe(true)
      },
    )
  })

  describe('text that storage refuses', () => {
    it.each([
      { name: 'U+FFFE and U+FFFF', text: 'a\uFFFEb\uFFFFc', stored: 'a\uFFFDb\uFFFDc' },
      { name: 'half a surrogate pair', text: 'a\uD800b', stored: 'a\uFFFDb' },
    ])('$name is stored as the replacement character', async ({ text, stored }) => {
      const table = freshStorage().table('Sightings')
      await table.insert({ ...key, AlertId: text })
      expect((await table.get(key))?.cells.AlertId).toBe(stored)
    })

    it.each(['a/b', 'a\\b', 'a#b', 'a?b', 'a\nb'])('%j is no key', async (rowKey) => {
      await expect(freshStorage().table('Reports').insert({ partitionKey: 'p', rowKey })).rejects.toThrow(
        'cannot be the key',
      )
    })
  })

  describe('a blob container', () => {
    it('that does not exist yet holds nothing, and is made by the first put', async () => {
      const blobs = freshStorage().blobs('messages')
      expect(await blobs.get('a')).toBeUndefined()
      await blobs.put('a', Buffer.from('text'), 'text/plain')
      const blob = await blobs.get('a')
      expect(blob?.bytes.toString()).toBe('text')
      expect(await blobs.getEtag('a')).toBe(blob?.etag)
    })

    it('lists names, and none where there is no container', async () => {
      const blobs = freshStorage().blobs('templates')
      expect(await blobs.list()).toEqual([])
      await blobs.put('b.txt', Buffer.from('b'), 'text/plain')
      await blobs.put('a.txt', Buffer.from('a'), 'text/plain')
      expect(await blobs.list()).toEqual(['a.txt', 'b.txt'])
    })

    it('inserts once, and leaves alone what is there', async () => {
      const blobs = freshStorage().blobs('keys')
      const [one, other] = await Promise.all([
        blobs.insert('a', Buffer.from('one'), 'text/plain'),
        blobs.insert('a', Buffer.from('two'), 'text/plain'),
      ])
      expect([one, other].sort()).toEqual([false, true])
      expect((await blobs.get('a'))?.bytes.toString()).toBe(one ? 'one' : 'two')
      expect(await blobs.insert('a', Buffer.from('three'), 'text/plain')).toBe(false)
    })
  })

  describe('a queue', () => {
    it('is made by the first send', async () => {
      const queue = freshStorage().queue('alerts')
      expect(await queue.countMessages()).toBeUndefined()
      await queue.send('text')
      expect(await queue.countMessages()).toBe(1)
    })

    it('tells a message it will never take from one it cannot take now', async () => {
      const queue = freshStorage().queue('alerts')
      const refused: unknown = await queue.send('x'.repeat(65 * 1024)).catch((error: unknown) => error)
      expect(isRefusedContent(refused)).toBe(true)
      expect(isRefusedContent(new Error('connect ECONNREFUSED'))).toBe(false)
    })

    it.each([
      { seconds: 0, cap: undefined, wait: 0 },
      { seconds: 90.2, cap: undefined, wait: 91 },
      { seconds: 90, cap: 1, wait: 1 },
      { seconds: 30 * 24 * 3600, cap: undefined, wait: 7 * 24 * 3600 },
      { seconds: -5, cap: undefined, wait: 0 },
    ])('a wait of $seconds s under a cap of $cap is $wait s', ({ seconds, cap, wait }) => {
      expect(storageWait(seconds, cap)).toBe(wait)
    })
  })

  describe('blobs by age', () => {
    const bytes = Buffer.from('x')
    const hourAgo = new Date(Date.now() - 3_600_000)
    const inAnHour = new Date(Date.now() + 3_600_000)

    it('are listed and removed only where they were last written by then', async () => {
      const blobs = freshStorage().blobs('alerts')
      expect(await all(blobs.listWrittenUntil(inAnHour))).toEqual([])
      expect(await blobs.remove('one', inAnHour)).toBe('missing')
      await blobs.put('one', bytes, 'text/plain')
      expect(await all(blobs.listWrittenUntil(hourAgo))).toEqual([])
      expect(await all(blobs.listWrittenUntil(inAnHour))).toEqual(['one'])
      expect(await blobs.remove('one', hourAgo)).toBe('written since')
      expect(await blobs.remove('one', inAnHour)).toBe('removed')
      expect(await blobs.remove('one')).toBe('missing')
    })
  })
})
