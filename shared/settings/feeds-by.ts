import * as z from 'zod'
import { httpsUrl } from './setting-values'

type Addresses<Name extends string> = Readonly<Record<Name, readonly string[]>>

/**
 * `service-tags=https://…, attack-simulation=off`, a name twice for two addresses: every fault in it is told, not the
 * first alone.
 * @param shipped what holds for a feed that is not named
 * @param single feeds that are one list, and so have one address
 */
export function feedsBy<const Name extends string>(
  shipped: Readonly<Record<Name, string | undefined>>,
  single: readonly NoInfer<Name>[],
): z.ZodType<Addresses<Name>, string> {
  return z.string().transform((text, context) => {
    const fault = (message: string) => context.addIssue({ code: 'custom', message })
    const items = text.split(/[\s,]+/).filter((item) => item !== '')
    const named = new Map<string, string[]>()
    for (const item of items.slice(items[0] === 'none' ? 1 : 0)) {
      const [, name = '', address = ''] = /^([^=]*)=(.*)$/.exec(item) ?? []
      if (address === '') fault(`holds ${quoted(item)}, which is not NAME=ADDRESS`)
      else if (!Object.hasOwn(shipped, name)) fault(`names ${quoted(name)}, which is no feed`)
      else if (address !== 'off' && !httpsUrl.safeParse(address).success)
        fault(`sets ${name} to ${quoted(address)}, which is no https address`)
      else named.set(name, [...(named.get(name) ?? []), ...(address === 'off' ? [] : [address])])
    }
    for (const name of single)
      if ((named.get(name)?.length ?? 0) > 1) fault(`names ${name} twice, which has one address`)
    const otherwise = (name: Name) => (items[0] === 'none' ? [] : [shipped[name]].flatMap((url) => url ?? []))
    const names = Object.keys(shipped) as Name[]
    const all = names.map((name) => [name, named.get(name) ?? otherwise(name)] as const)
    return Object.fromEntries(all) as Record<Name, string[]>
  })
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 80))
