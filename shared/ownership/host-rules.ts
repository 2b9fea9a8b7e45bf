import type { Ownership } from './ownership'

/** What a DNS suffix says about the names under it. */
export type HostRule = {
  readonly suffix: string
  readonly class: Extract<
    Ownership['class'],
    'customer-hosted' | 'microsoft-service' | 'other-desk' | 'special'
  >
  /** Under which name people know it. */
  readonly service: string
  /** Where the customer's label stands; `none` when all customers share the name and differ in the path. */
  readonly tenant: 'nearest' | 'leftmost' | 'none'
  readonly cloud?: string
  readonly desk?: string
}

/** Rules for one service: `suffixes` separated by white space, so that the tables read as tables. */
export function rulesFor(suffixes: string, rule: Omit<HostRule, 'suffix'>): HostRule[] {
  return suffixes
    .trim()
    .split(/\s+/)
    .map((suffix) => ({ suffix, ...rule }))
}

/** The name itself, then each of its parents, longest first: whoever looks these up meets the longest suffix first. */
export function parentsOf(host: string): string[] {
  const names = [host]
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1))
    names.push(host.slice(dot + 1))
  return names
}
