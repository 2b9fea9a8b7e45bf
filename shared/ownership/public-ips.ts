import { type FeedContent, FeedRefusedError } from './source'
import { requireCidr } from './service-tags'

const HEADER = /^\uFEFF?\s*"?prefix"?\s*,/i

export function looksLikePublicIps(text: string): boolean {
  return HEADER.test(text)
}

/** Microsoft's list of its whole public address space: `Prefix,Type`, sometimes with blank lines. */
export function readPublicIps(text: string): FeedContent {
  const [header = '', ...lines] = text.split(/\r?\n/)
  if (!HEADER.test(header))
    throw new FeedRefusedError('the public IP list does not start with the column Prefix')
  const prefixes = lines
    .map((line) => (line.split(',', 1)[0] ?? '').replaceAll('"', '').trim())
    .filter((prefix) => prefix !== '')
    .map((prefix) => requireCidr(prefix, 'the public IP list'))
  return {
    source: 'public-ips',
    entries: [{ label: { source: 'public-ips', tag: '' }, prefixes }],
    hosts: [],
  }
}
