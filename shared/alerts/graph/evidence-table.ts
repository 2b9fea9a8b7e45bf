/** What a member of an evidence entry says about our side, and how it is read. */
export type FieldRule = {
  readonly side: 'remote' | 'own' | 'neither'
  readonly reads: Reads
  /** In the words of Microsoft's documentation, as far as they say it. */
  readonly because: string
}

/**
 * - `reader`: by the reader of its type, because other members decide what it means
 * - `ip`, `host`, `link`, `mailbox`: a value of ours, or a list of them
 * - `user`: a user principal name: our user, and maybe our domain
 * - `resource`: the id of a cloud resource of ours
 * - `device`: the name of a machine of ours
 * - `name`: something of ours that no network knows, but a link may carry
 * - `mention`: free text that a machine of ours ran, with what it names
 * - anything else ending in Evidence, or a structure of the table: an entry of that type, or a list of them
 */
export type Reads =
  | 'reader'
  | 'ip'
  | 'host'
  | 'link'
  | 'mailbox'
  | 'user'
  | 'resource'
  | 'device'
  | 'name'
  | 'mention'
  | 'nothing'
  | { readonly inner: string }

export type FieldRules = Readonly<Record<string, FieldRule>>

type Group = readonly (readonly [string, FieldRule])[]

/** One rule for each of the members, which are separated by blanks. */
const each = (members: string, rule: FieldRule): Group => members.split(' ').map((member) => [member, rule])

export const remote = (members: string, because: string): Group =>
  each(members, { side: 'remote', reads: 'reader', because })

export const mention = (members: string, because: string): Group =>
  each(members, { side: 'remote', reads: 'mention', because })

export const own = (
  reads: Exclude<Reads, 'nothing' | 'mention' | object>,
  members: string,
  because: string,
) => each(members, { side: 'own', reads, because })

/** What lies inside is of a type with rules of its own. */
export const inner = (type: string, members: string, because: string): Group =>
  each(members, { side: 'own', reads: { inner: type }, because })

export const neither = (members: string, because: string): Group =>
  each(members, { side: 'neither', reads: 'nothing', because })

export const rules = (...groups: readonly Group[]): FieldRules => Object.fromEntries(groups.flat())
