import { listenHttp } from './listen'
import type { Listening } from './listen'

export type FakeIdentity = Listening & {
  /** For `IDENTITY_ENDPOINT`. */
  readonly url: string
  /** For `IDENTITY_HEADER`. */
  readonly header: string
  /** The only token that the fake Graph accepts; replaced by each `rotate()`. */
  readonly token: () => string
  readonly rotate: () => void
}

/**
 * The managed identity endpoint of App Service and Functions: GET ?resource=…&api-version=2019-08-01 with the
 * secret in X-IDENTITY-HEADER. A real `ManagedIdentityCredential` gets its token here.
 */
export async function startIdentity(options: { readonly now?: () => Date } = {}): Promise<FakeIdentity> {
  const header = 'sandbox-identity-header'
  let issued = 1
  const token = () => `sandbox-token-${issued}`
  const { url, port, close } = await listenHttp((request, response) => {
    const query = new URL(request.url ?? '/', 'http://identity').searchParams
    const resource = query.get('resource')
    const allowed = request.headers['x-identity-header'] === header && resource !== null
    response.writeHead(allowed ? 200 : 400, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify(
        allowed
          ? {
              access_token: token(),
              expires_on: String(Math.floor((options.now?.() ?? new Date()).getTime() / 1000) + 86_400),
              resource,
              token_type: 'Bearer',
            }
          : { statusCode: 400, message: 'no X-IDENTITY-HEADER or no resource' },
      ),
    )
  })
  return { url: `${url}/msi/token`, port, close, header, token, rotate: () => void (issued += 1) }
}
