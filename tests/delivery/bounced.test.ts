import { noteBounce } from '../../shared/delivery/bounced'
import { type Delivery, deliveryStore } from '../../shared/delivery/delivery'
import type { Purpose } from '../../shared/reports/purpose'
import { hours, reportId } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

const to = 'desk@example.net'
const cc = 'copy@example.net'

const delivered = (attempt: number, purpose: Purpose = 'initial', door = 'smtp'): Delivery => ({
  ...{ reportId: reportId(), purpose, door, attempt, messageId: '<a@example.com>', messageIds: [] },
  ...{ deferredInMinutes: 0, trial: false, at: hours(2), addressed: [to, cc], state: 'accepted' },
  ...{ recipients: [to, cc].map((address) => ({ address, accepted: true })), response: '250 taken' },
  bounced: [],
})

describe('nobody is left who may have got it', () => {
  it.each([
    { what: 'it came back from all', attempt: 2, from: [to, cc], everybody: true },
    { what: 'it came back from one of two', attempt: 2, from: [to], everybody: false },
    { what: 'an earlier attempt came back from all', attempt: 1, from: [to, cc], everybody: false },
    { what: 'an attempt that was never made came back', attempt: 3, from: [to, cc], everybody: false },
    { what: 'no attempt is named, and all are', attempt: undefined, from: [to, cc], everybody: true },
    { what: 'nobody is named', attempt: 2, from: [], everybody: false },
  ])('$what: $everybody', async ({ attempt, from, everybody }) => {
    const store = deliveryStore(freshStorage())
    await store.put(delivered(2), undefined)
    const bounce = { reportId: reportId(), purpose: 'initial', recipients: from } as const
    expect(await noteBounce(store, { ...bounce, ...(attempt && { attempt }) })).toBe(everybody)
    const [held] = await store.list(reportId(), 'initial')
    const isAboutIt = attempt === undefined || attempt === 2
    expect(held?.delivery).toMatchObject({ bounced: isAboutIt ? from : [] })
  })

  it('a bounce of a reminder says nothing of the report', async () => {
    const store = deliveryStore(freshStorage())
    for (const purpose of ['initial', 'reminder-1'] as const)
      await store.put(delivered(1, purpose), undefined)
    await noteBounce(store, { reportId: reportId(), purpose: 'reminder-1', attempt: 1, recipients: [to, cc] })
    const [held] = await store.list(reportId(), 'initial')
    expect(held?.delivery).toMatchObject({ bounced: [] })
  })
})
