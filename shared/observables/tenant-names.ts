/**
 * The names that Microsoft gives to an Entra tenant and to a domain of it: SharePoint, OneDrive, sign-in and mail.
 * Kept here and nowhere else.
 */
const TENANT_DOMAIN = /^([\w-]+)\.(?:mail\.)?onmicrosoft\.(?:com|us|de)$|^([\w-]+)\.partner\.onmschina\.cn$/
const SHAREPOINT = /^([\w-]+)\.sharepoint(?:-mil|-df)?\.(?:com|us|cn|de)$/
/** `contoso-my` holds OneDrive; add-ins are served from `contoso-` and 14 hexadecimal digits. */
const SHAREPOINT_ENDING = /-(?:my|admin|files|myfiles|public|web|search|[\da-f]{14})$/
/** A tenant with data in several regions has a SharePoint in each, called after both. */
const GEO =
  /(?:apc|are|aus|aut|bra|can|che|chl|deu|esp|eur|fra|gbr|idn|ind|isr|ita|jpn|kor|mex|mys|nam|nor|nzl|pol|qat|swe|twn|zaf)$/
/** Names that a tenant's people choose, mostly as their tenant is called. */
const CHOSEN =
  /^([\w-]+)\.(?:(?:api\.)?crm\d{0,2}\.dynamics\.com|operations\.(?:eu\.)?dynamics\.com|powerappsportals\.(?:com|us)|microsoftcrmportals\.com|visualstudio\.com|powerbi\.com)$/
const SIGN_IN = /^([\w-]+)\.(?:b2clogin|ciamlogin)\.(?:com|us)$/
/** Where mail for a domain is taken in: `corp-example.mail.protection.outlook.com` takes it for `corp.example`. */
const MAIL =
  /^([\w-]+)\.(?:mail\.(?:protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)|eo\.outlook\.com)|[\w-]+\.mx\.microsoft)$/

/** The label of a tenant's initial domain: `contoso` of `contoso.onmicrosoft.com`. */
export function tenantOfDomain(domain: string): string | undefined {
  const match = TENANT_DOMAIN.exec(domain)
  return match?.[1] ?? match?.[2]
}

export type TenantName = {
  /** Labels of the tenants that it may be a name of. */
  readonly tenants: readonly string[]
  /** A domain in which every dot is written as a hyphen. */
  readonly dashedDomain?: string
}

/** The tenant that a host may be of, by a name that its people chose. */
export const chosenTenantOf = (host: string): string | undefined => CHOSEN.exec(host)?.[1]

/** Whose name a host under Microsoft's suffixes is; undefined where it is no name of a tenant. */
export function tenantNameOf(host: string): TenantName | undefined {
  const direct = tenantOfDomain(host) ?? SIGN_IN.exec(host)?.[1]
  if (direct !== undefined) return { tenants: [direct] }
  const site = SHAREPOINT.exec(host)?.[1]
  if (site !== undefined) {
    const bare = site.replace(SHAREPOINT_ENDING, '')
    return { tenants: [...new Set([site, bare, bare.replace(GEO, '')])].filter((label) => label !== '') }
  }
  const mail = MAIL.exec(host)?.[1]
  return mail === undefined ? undefined : { tenants: [mail], dashedDomain: mail }
}
