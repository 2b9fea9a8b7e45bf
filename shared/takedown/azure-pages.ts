/** What a page that Azure serves in place of a customer's says about the customer's. */
export type PageVerdict = 'stopped' | 'not found' | 'blocked' | 'empty'

type AzurePage = {
  readonly service: string
  readonly status: number
  readonly pattern: RegExp
  readonly says: PageVerdict
}

/**
 * Pages and errors of Azure itself. What is not here says nothing: a storage account answers `ResourceNotFound` at its
 * root as long as it lives, and an attacker can serve any page. Sources: Microsoft's article on "Error 403 - This web
 * app is stopped" and its list of storage error codes.
 */
const azurePages: readonly AzurePage[] = [
  { service: 'App Service', status: 403, pattern: /Error 403 - This web app is stopped/i, says: 'stopped' },
  { service: 'App Service', status: 403, pattern: /<title>[^<]*Site Disabled/i, says: 'stopped' },
  { service: 'App Service', status: 404, pattern: /404 Web Site not found/i, says: 'not found' },
  {
    service: 'Front Door',
    status: 404,
    pattern: /find your Azure Front Door Service configuration/i,
    says: 'not found',
  },
  { service: 'Storage', status: 403, pattern: /<Code>AccountIsDisabled<\/Code>/, says: 'blocked' },
  {
    service: 'App Service',
    status: 200,
    pattern: /Your web app is running and waiting for your content/i,
    says: 'empty',
  },
]

export function readAzurePage(
  status: number,
  body: string,
): { readonly says: PageVerdict; readonly service: string } | undefined {
  return azurePages.find((page) => page.status === status && page.pattern.test(body))
}
