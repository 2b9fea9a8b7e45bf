import * as z from 'zod'
import type { Checkpoints } from '../storage/checkpoints'
import type { Mail } from './mail'
import { claimsDkim, ownResults, type TrustSettings } from './trust'
import { domainOf, isAligned } from './dkim'

export const brokenSignaturesRow = 'broken-signatures'

/** Mails of those whom we trust that our own server found true, and that are signed no more as they lie in the mailbox. */
export const brokenSignaturesSchema = z.object({
  since: z.coerce.date(),
  mails: z.int(),
  /** Where the last of them came from. */
  from: z.string(),
})
export type BrokenSignatures = z.infer<typeof brokenSignaturesSchema>

export const brokenSignaturesRemedy =
  'Exempt mails from microsoft.com to this mailbox from banners, subject tags and rewriting by gateways, or give the program a mailbox without them (docs/mailbox.md). Until then every answer asks a person.'

export const brokenInWords = ({ mails, from }: BrokenSignatures): string =>
  `mails are changed after our server checked them, so no signature can be verified (${mails}, the last from ${from})`

/** What a mail says of the mailbox that it lies in; undefined where its signatures say nothing of it. */
export function signaturesAre(mail: Mail, settings: TrustSettings): 'whole' | 'broken' | undefined {
  const own = (mail.dkim ?? []).filter(({ domain }) => isAligned(domain, domainOf(mail.from)))
  if (own.some(({ result, coversBody }) => result === 'pass' && coversBody)) return 'whole'
  const isBroken = own.length > 0 && own.every(({ result }) => result === 'fail')
  return isBroken && claimsDkim(mail, ownResults(mail, settings)) ? 'broken' : undefined
}

/**
 * Keeps since when the mailbox breaks signatures; one that is whole ends it.
 * @returns true where it begins now, so that a person is asked once
 */
export async function noteSignatures(
  checkpoints: Checkpoints,
  { from }: Mail,
  are: 'whole' | 'broken',
  at: Date,
): Promise<boolean> {
  for (;;) {
    const held = await checkpoints.load(brokenSignaturesRow, brokenSignaturesSchema)
    if (are === 'whole') {
      if (held) await checkpoints.remove(brokenSignaturesRow)
      return false
    }
    const { since, mails } = held?.value ?? { since: at, mails: 0 }
    const next: BrokenSignatures = { since, mails: mails + 1, from: from.slice(0, 200) }
    if ((await checkpoints.save(brokenSignaturesRow, next, held?.etag)) !== undefined)
      return held === undefined
  }
}
