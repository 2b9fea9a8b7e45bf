import * as z from 'zod'

/** What a token seems to allow. Only a hint: Microsoft may change the form of its own tokens at any time. */
export type TokenRights = {
  /** Of an app: its application permissions. Undefined where the token is a person's. */
  readonly roles?: readonly string[]
  /** Who holds them: the object id of the service principal or person. */
  readonly objectId?: string
  readonly tenantId?: string
}

const claims = z.object({
  roles: z.array(z.string()).optional().catch(undefined),
  scp: z.string().optional().catch(undefined),
  oid: z.string().optional().catch(undefined),
  tid: z.string().optional().catch(undefined),
})

/** Undefined where the token cannot be read. Nothing is verified: whoever gives it to us is believed anyway. */
export function readTokenRights(token: string): TokenRights | undefined {
  const { data } = claims.safeParse(payloadOf(token))
  if (!data) return undefined
  return {
    ...(data.scp === undefined && { roles: data.roles ?? [] }),
    ...(data.oid !== undefined && { objectId: data.oid }),
    ...(data.tid !== undefined && { tenantId: data.tid }),
  }
}

function payloadOf(token: string): unknown {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  try {
    return JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString())
  } catch {
    return undefined
  }
}

/** What the settings switch on, each with what it needs. */
export type Wanted = { readonly hunting: boolean; readonly writeBack: boolean; readonly mailbox: boolean }

const readAlerts = 'SecurityAlert.Read.All'
const writeAlerts = 'SecurityAlert.ReadWrite.All'
const hunt = 'ThreatHunting.Read.All'

/** The application permissions that are needed, and no others. */
export const neededRoles = ({ hunting, writeBack }: Wanted): readonly string[] => [
  writeBack ? writeAlerts : readAlerts,
  ...(hunting ? [hunt] : []),
]

/** Besides, these do no harm: reading is part of writing. */
const alsoFine = ({ writeBack }: Wanted): readonly string[] => (writeBack ? [readAlerts] : [])

/** What is missing, what is more than needed, and which of it opens every mailbox of the tenant. */
export function compareRoles(roles: readonly string[], wanted: Wanted) {
  const needed = neededRoles(wanted)
  const fine = [...needed, ...alsoFine(wanted)]
  const others = roles.filter((role) => !fine.includes(role))
  // Whoever may write alerts may read them.
  const missing = needed.filter(
    (role) => !roles.includes(role) && !(role === readAlerts && roles.includes(writeAlerts)),
  )
  const isMail = (role: string) => wanted.mailbox && /^Mail\.(?:Read|ReadWrite|Send)$/.test(role)
  return { missing, tooMany: others.filter((role) => !isMail(role)), everyMailbox: others.filter(isMail) }
}
