import { valueOf } from './setting-values'
import type { FixedValues } from './fixed-values'
import { optional, type RawSettings, type SettingFault, settingGroup } from './setting-group'

const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const applicationId = valueOf('is no application id', (text) =>
  guidPattern.test(text) ? text.toLowerCase() : undefined,
)

export const pageSettings = settingGroup({
  title: 'The review page and its API',
  neededBy: ['reviewReports'],
  fields: {
    PAGE_CLIENT_ID: optional(applicationId, {
      what: 'The app registration that people of the tenant GRAPH_TENANT_ID log in to. Without it nobody is let in.',
      values: 'an application (client) id',
      who: 'a team that uses the page, once',
    }),
  },
  check: loginIsWhole,
  config: ({ PAGE_CLIENT_ID: clientId }, raw, fixed) => {
    const tenantId = raw['GRAPH_TENANT_ID']?.toLowerCase() ?? ''
    const inAzure = raw['WEBSITE_SITE_NAME'] !== undefined || raw['WEBSITE_INSTANCE_ID'] !== undefined
    const loginUrl = fixed.loginUrl ?? loginServiceOf(raw['GRAPH_ENDPOINT'])
    return {
      inAzure,
      // The Functions host talks to its worker over loopback in Azure, too: an address would prove nothing.
      isOpenOnLoopback: fixed.isOpenOnLoopback && !inAzure,
      ...(clientId !== undefined && { login: { clientId, tenantId, loginUrl } }),
      ...platformLoginOf(raw, inAzure, clientId, fixed),
    }
  },
})

/**
 * Where the platform's login stands in front of this app, with this registration: where to look whether it does. Only the
 * platform sets these variables in Azure; elsewhere anybody could, and they open nothing.
 */
function platformLoginOf(
  raw: RawSettings,
  inAzure: boolean,
  clientId: string | undefined,
  fixed: FixedValues,
) {
  const hostname = raw['WEBSITE_HOSTNAME']
  const isOn = raw['WEBSITE_AUTH_ENABLED']?.toLowerCase() === 'true'
  const itsClient = raw['WEBSITE_AUTH_CLIENT_ID']?.toLowerCase() ?? clientId
  if (!inAzure || !isOn || hostname === undefined || clientId === undefined || itsClient !== clientId)
    return {}
  return { platformOrigin: fixed.ownOrigin ?? `https://${hostname}` }
}

/** Issues the tokens of a cloud, and publishes the keys that they are verified by. */
const loginServiceOf = (graphEndpoint: string | undefined): string =>
  `https://login.microsoftonline.${graphEndpoint?.endsWith('.us') === true ? 'us' : 'com'}`

function loginIsWhole(raw: RawSettings): SettingFault[] {
  if (raw['PAGE_CLIENT_ID'] === undefined || guidPattern.test(raw['GRAPH_TENANT_ID'] ?? '')) return []
  const fault = raw['GRAPH_TENANT_ID'] === undefined ? 'is not set, but PAGE_CLIENT_ID is' : 'is no tenant id'
  const remedy = 'Set it to the id of the tenant whose people log in, not to a domain.'
  return [{ setting: 'GRAPH_TENANT_ID', fault, remedy }]
}
