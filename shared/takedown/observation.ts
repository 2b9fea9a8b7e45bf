/** What one look at a name found out. */
export type Observation =
  /** Not there any more, and why that can be said. */
  | { readonly kind: 'absent'; readonly why: string }
  /** The name still leads somewhere at Microsoft. What it serves, if anything, is another question. */
  | { readonly kind: 'present' }
  /** Seen serving something of its own: only the probe can tell. */
  | { readonly kind: 'alive'; readonly why: string }
  /** Nothing can be concluded: no answer, a contradictory one, or nobody may be asked. */
  | { readonly kind: 'none'; readonly why: string }
