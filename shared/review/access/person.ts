/** Who asks, as the login service vouches for them. */
export type Person = {
  /** The object id, which no rename changes. */
  readonly id: string
  readonly name: string
  /** May change what becomes of reports, and see what is of our own side. Whoever may act may read. */
  readonly mayAct: boolean
}

/** As it stands in the history of a report: a name can be anybody's, the id cannot. */
export const signature = ({ name, id }: Person): string => `${name} (${id})`
