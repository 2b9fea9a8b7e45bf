/** Who does something in the world, for the people who watch. */
export type Actor = 'defender' | 'siem' | 'app' | 'mail' | 'desk' | 'person' | 'sandbox'

export type Say = (actor: Actor, text: string) => void
