import type { TokenCredential } from '@azure/identity'
import { graphOrigin } from '../../shared/alerts/graph-request'

export type SignIn = {
  /** The application that asks in the person's name. */
  readonly clientId: string
  /** Id or domain of the tenant; left out: that of the account. */
  readonly tenantId: string | undefined
  readonly byDeviceCode: boolean
  /** Origin of Graph in our cloud. */
  readonly endpoint: string
  readonly say: (line: string) => void
}

/** Microsoft Graph Command Line Tools: a public client that Microsoft registered, known to every tenant. */
export const graphCommandLineTools = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

/** The one thing that is asked for: to read alerts as the person who signs in. */
const permission = 'SecurityAlert.Read.All'

/** A login of the person at this machine, for this run: no token is kept. */
export function personLogin(options: SignIn): TokenCredential {
  const { endpoint } = options
  let opened: Promise<TokenCredential> | undefined
  return {
    getToken: async () => {
      opened ??= openLogin(options)
      // Not `.default`: that is what was consented to before, and nothing where nothing was.
      return (await opened).getToken(`${graphOrigin(endpoint)}/${permission}`)
    },
  }
}

async function openLogin({ clientId, tenantId, byDeviceCode, say }: SignIn): Promise<TokenCredential> {
  const { DeviceCodeCredential, InteractiveBrowserCredential } = await import('@azure/identity')
  const of = { clientId, ...(tenantId !== undefined && { tenantId }) }
  if (byDeviceCode)
    return new DeviceCodeCredential({ ...of, userPromptCallback: ({ message }) => say(message) })
  say('Your browser opens for the sign-in. Without one, use --device-code.')
  return new InteractiveBrowserCredential({ ...of, redirectUri: 'http://localhost' })
}
