import type { TokenCredential } from '@azure/identity'

/** Who logs in, where the machine could be several. */
type Login = { readonly managedIdentityClientId?: string; readonly tenantId?: string }

/** Loaded with the first token that is asked for; an account reached by its key needs none. */
export function loginBy(options: Login): TokenCredential {
  let opening: Promise<TokenCredential> | undefined
  return {
    getToken: async (scopes, asked) => {
      opening ??= openLogin(options)
      return (await opening).getToken(scopes, asked)
    },
  }
}

async function openLogin(options: Login): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new DefaultAzureCredential(options)
}
