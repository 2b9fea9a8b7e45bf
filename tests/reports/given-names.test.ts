import { parseReportId, type ReportId } from '../../shared/model/report-id'
import { noteName, reportsNamed } from '../../shared/reports/given-names'
import type { Storage } from '../../shared/storage/storage'
import { freshStorage } from '../helpers/storage'

const id = (text: string): ReportId => {
  const parsed = parseReportId(text)
  if (!parsed) throw new Error(text)
  return parsed
}
const one = id('DAR-2611-7F3K9QXM')
const two = id('DAR-2611-00000000')

const given = '<DU0PR10MB57770B1A2C3D4E5F60718293A4B5@DU0PR10MB5777.eurprd10.prod.outlook.com>'

describe('names that others give our reports', () => {
  let storage: Storage
  beforeEach(() => {
    storage = freshStorage()
  })

  it('a case covers several reports, each noted once', async () => {
    for (const report of [one, two, one]) await noteName(storage, 'case-number', 'SIR18399999', report)
    expect((await reportsNamed(storage, 'case-number', 'sir18399999 ')).toSorted()).toEqual(
      [one, two].toSorted(),
    )
  })

  it.each([
    { what: 'another name', kind: 'case-number', name: 'SIR1839999' },
    { what: 'the same name of another kind', kind: 'server-id', name: 'SIR18399999' },
  ] as const)('not by $what', async ({ kind, name }) => {
    await noteName(storage, 'case-number', 'SIR18399999', one)
    expect(await reportsNamed(storage, kind, name)).toEqual([])
  })

  it('a look is one request, by key, however many names there are', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => noteName(storage, 'server-id', `<other-${n}@example.com>`, two)),
    )
    await noteName(storage, 'server-id', given, one)
    const asked: unknown[] = []
    const watched: Storage = {
      ...storage,
      table: (name) => {
        const table = storage.table(name)
        const none = () => {
          throw new Error('the table is read')
        }
        return { ...table, list: none, page: async (query) => (asked.push(query), table.page(query)) }
      },
    }
    expect(await reportsNamed(watched, 'server-id', given)).toEqual([one])
    expect(asked).toMatchObject([{ size: 20 }])
  })
})
