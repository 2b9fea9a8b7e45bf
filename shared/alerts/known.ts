/** The members that are known to be undefined become optional ones. */
export type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Leaves out what is undefined, so that an absent member is absent and equal things are equal. */
export function known<T extends object>(members: T): Known<T> {
  const present: Record<string, unknown> = {}
  for (const key in members) if (members[key] !== undefined) present[key] = members[key]
  return present as Known<T>
}
