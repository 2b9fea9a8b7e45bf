import * as z from 'zod'

/** A mail that could not be dealt with yet: kept whole, so that reading goes on behind it. Plain JSON. */
export const asideSchema = z.object({
  folder: z.string(),
  receivedAt: z.iso.datetime().optional(),
  conversationId: z.string().optional(),
  since: z.iso.datetime(),
  tries: z.int().min(1),
  nextAt: z.iso.datetime(),
  why: z.string(),
})
export type Aside = z.infer<typeof asideSchema>
