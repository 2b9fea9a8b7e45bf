import * as z from 'zod'
import type { ResolveTxt } from '../shared/replies/dkim'

const records = z.array(z.union([z.string(), z.array(z.string())]))

/** `{"name": {"TXT": ["…"]}}`; record types that nobody asks for may stand beside. */
export const zoneFile = z.record(z.string(), z.looseObject({ TXT: records.optional() }))

/** Answers from the file alone; for a name that is not in it, as a name server would. */
export function zoneTxt(zone: z.infer<typeof zoneFile>): ResolveTxt {
  const canonical = (name: string) => name.toLowerCase().replace(/\.$/, '')
  const known = new Map(Object.entries(zone).map(([name, { TXT }]) => [canonical(name), TXT ?? []]))
  return async (name) => {
    const found = known.get(canonical(name)) ?? []
    if (found.length === 0) throw Object.assign(new Error(`no TXT record of ${name}`), { code: 'ENOTFOUND' })
    return recordsOf(found)
  }
}

/** Strings that begin with no tag go on where the one before ended: long keys are written in parts. */
function recordsOf(found: readonly (string | readonly string[])[]): readonly (readonly string[])[] {
  const parts = found.map((record) => [record].flat())
  const isOne = parts.length > 1 && parts.slice(1).every(([first = '']) => !/^\s*[a-z]+\s*=/i.test(first))
  return isOne ? [parts.flat()] : parts
}
