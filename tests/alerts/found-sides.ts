import * as z from 'zod'
import type { Alert } from '../../shared/alerts/alert'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'

const values = z.array(z.string()).default([])

/** What a fixture says must be found, by side. */
export const expectedSides = z.object({
  remote: values,
  own: values,
  reference: values,
  unroutable: values,
  unknown: values,
})

export const nothingOfOurs = parseOwnAssets({ addresses: [], domains: [], mailboxes: [] })

/** The values that an alert names, sorted, by side. */
export function sidesFound(alert: Alert, own = nothingOfOurs): z.output<typeof expectedSides> {
  const observables = extractObservables(alert, own)
  const on = (side: string) =>
    observables
      .filter((seen) => seen.side === side)
      .map(({ value }) => value)
      .sort()
  return {
    remote: on('remote'),
    own: on('own'),
    reference: on('reference'),
    unroutable: on('unroutable'),
    unknown: on('unknown'),
  }
}

export function sorted(sides: z.output<typeof expectedSides>): z.output<typeof expectedSides> {
  return expectedSides.parse(
    Object.fromEntries(Object.entries(sides).map(([side, found]) => [side, [...found].sort()])),
  )
}
