import fc from 'fast-check'
import { mintReportId, monthOf, monthOfReport, parseReportId } from '../../shared/model/report-id'

const at = new Date('2026-11-23T10:00:00Z')

describe('a report id', () => {
  it('carries prefix, month and eight Crockford characters', () => {
    expect(mintReportId('DAR', at, 12345)).toMatch(/^DAR-2611-[0-9A-HJKMNP-TV-Z]{8}$/)
  })

  const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2098-12-31'), noInvalidDate: true })
  it('is read back, and names its month', () => {
    fc.assert(
      fc.property(instants, fc.nat(2 ** 20 - 1), (when, random) => {
        const id = mintReportId('DAR', when, random)
        expect(parseReportId(id)).toBe(id)
        expect(monthOfReport(id)).toBe(monthOf(when))
      }),
    )
  })

  it('of a later instant of the same month sorts first, from three seconds on', () => {
    const month = fc.integer({ min: 0, max: 30 * 24 * 3600 })
    fc.assert(
      fc.property(month, fc.integer({ min: 3, max: 3600 }), fc.nat(), fc.nat(), (second, later, a, b) => {
        const began = Date.UTC(2026, 9)
        const first = mintReportId('DAR', new Date(began + second * 1000), a)
        const next = mintReportId('DAR', new Date(began + (second + later) * 1000), b)
        expect(next < first).toBe(true)
      }),
    )
  })

  it.each([
    { text: 'dar-2611-7f3k9qxm', id: 'DAR-2611-7F3K9QXM', why: 'lower case' },
    { text: ' OTHER1-2611-7F3K9Q ', id: 'OTHER1-2611-7F3K9Q', why: 'another prefix, six characters' },
    { text: 'DAR-2613-7F3K9QXM', id: undefined, why: 'no month 13' },
    { text: 'DAR-2611-7F3K9', id: undefined, why: 'five characters' },
    { text: 'DAR-2611-7F3K9QXMM', id: undefined, why: 'nine characters' },
    { text: 'DAR-2611-7F3K9QXI', id: undefined, why: 'I is no Crockford digit' },
    { text: "DAR-2611-7F3K9QX'", id: undefined, why: 'a quote' },
    { text: 'DAR-2611-7F3K9QXM/..', id: undefined, why: 'more than an id' },
  ])('$text: $why', ({ text, id }) => {
    expect(parseReportId(text)).toBe(id)
  })
})
