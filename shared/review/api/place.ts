import * as z from 'zod'

/** Where a page of the list begins: a place in the table, which new reports do not move. */
export type Place = {
  readonly month: string
  /** Row key that the page comes after; absent at the beginning of a month. */
  readonly after?: string
  /** What the service said to go on with, where it told no row. */
  readonly from?: string
  /** The first month that there is, once it is known. */
  readonly oldest?: string
}

const month = z.string().regex(/^\d{4}$/)
const place = z.object({
  month,
  after: z
    .string()
    .max(40)
    .regex(/^[A-Z0-9-]+$/)
    .exactOptional(),
  from: z
    .string()
    .max(2000)
    .regex(/^[\w+/=-]+$/)
    .exactOptional(),
  oldest: month.exactOptional(),
})

export const placeToken = (of: Place): string => Buffer.from(JSON.stringify(of)).toString('base64url')

/** Undefined for what is no token of ours. */
export function readPlace(token: string): Place | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    return place.safeParse(json).data
  } catch {
    return undefined
  }
}
