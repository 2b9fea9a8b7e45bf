/** Portals, documentation and knowledge bases to which alerts refer. They are never the remote party. */
const REFERENCE_HOSTS = new Set([
  'security.microsoft.com',
  'securitycenter.windows.com',
  'securitycenter.microsoft.com',
  'compliance.microsoft.com',
  'purview.microsoft.com',
  'portal.azure.com',
  'portal.azure.us',
  'entra.microsoft.com',
  'intune.microsoft.com',
  'learn.microsoft.com',
  'docs.microsoft.com',
  'support.microsoft.com',
  'techcommunity.microsoft.com',
  'blogs.technet.microsoft.com',
  'www.microsoft.com',
  'msrc.microsoft.com',
  'go.microsoft.com',
  'attack.mitre.org',
  'cve.mitre.org',
  'nvd.nist.gov',
  'www.virustotal.com',
])

/** Exact names only: what lies below or beside them may be anybody's. */
export function isReferenceHost(host: string): boolean {
  return REFERENCE_HOSTS.has(host)
}
