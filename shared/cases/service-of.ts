import { serviceOfHost } from '../ownership/service-of-host'
import type { Evidence } from './decision'

/**
 * Where the endpoint is hosted, in one word: `AppService` for the tags `AppService.EastUS` and `AppService` and for
 * `name.azurewebsites.net`; undefined where neither address nor host tells.
 */
export function serviceOf({
  serviceTags,
  host,
  url,
}: Pick<Evidence, 'serviceTags' | 'host' | 'url'>): string | undefined {
  const [tag] = serviceTags
  // The region, behind the dot, is told by itself.
  if (tag !== undefined) return tag.split('.', 1).join('')
  const name = host ?? (url === undefined ? undefined : URL.parse(url)?.hostname)
  return name === undefined ? undefined : serviceOfHost(name)
}
