import * as z from 'zod'
import { probePlatform } from '../review/access/platform-probe'
import type { Config } from '../settings/settings'
import { messageOf } from '../alerts/graph-request'
import type { AppContext } from '../platform/app-context'
import { fetchJson } from './ask-server'
import { type Diagnosis, fail, ok, skipped, warn } from './diagnosis'

const metadata = z.object({ issuer: z.string(), jwks_uri: z.string() })

/** Whether the login service of the page knows the tenant, and calls itself what tokens are checked against. */
export async function examineLogin({ settings }: AppContext): Promise<readonly Diagnosis[]> {
  const check = 'login of the page'
  const { page } = settings.need('page')
  if (page.login === undefined) {
    const says = page.isOpenOnLoopback
      ? 'not set up; open to this very machine'
      : 'not set up: nobody is let in'
    return [skipped(check, says, 'Set PAGE_CLIENT_ID; docs/review-page.md says how.')]
  }
  const { loginUrl, tenantId } = page.login
  const checkSettings = 'Check GRAPH_TENANT_ID and GRAPH_ENDPOINT, which names the cloud.'
  try {
    const { status, json } = await fetchJson(`${loginUrl}/${tenantId}/v2.0/.well-known/openid-configuration`)
    const known = metadata.safeParse(json)
    if (status === 400 || status === 404)
      return [fail(check, `the service knows no tenant ${tenantId} (HTTP ${status})`, checkSettings)]
    if (!known.success) return [fail(check, `no metadata of a login service (HTTP ${status})`, checkSettings)]
    return [...(await compare(check, known.data, loginUrl, tenantId)), ...(await examinePlatform(page))]
  } catch (error) {
    const remedy = `Allow the way to ${new URL(loginUrl).host}: the keys that tokens are verified by come from there.`
    return [fail(check, messageOf(error), remedy)]
  }
}

/** Whether the platform's own login stands in front, so that its word about who has logged in counts, too. */
async function examinePlatform({
  inAzure,
  login,
  platformOrigin,
}: Config['page']): Promise<readonly Diagnosis[]> {
  const check = 'login of the platform'
  if (!inAzure || login === undefined) return []
  if (platformOrigin === undefined) {
    const says = 'App Service Authentication is off, or for another registration: tokens alone count'
    return [warn(check, says, 'Switch it on with the registration that PAGE_CLIENT_ID names.')]
  }
  const { isStopped, says } = await probePlatform(platformOrigin, login.clientId, login.tenantId)
  const remedy = 'Require authentication for every path but /api/alerts. Until then tokens alone count.'
  return [isStopped ? ok(check, says) : fail(check, says, remedy)]
}

async function compare(
  check: string,
  known: z.infer<typeof metadata>,
  loginUrl: string,
  tenantId: string,
): Promise<readonly Diagnosis[]> {
  const issuer = `${loginUrl}/${tenantId}/v2.0`
  if (known.issuer !== issuer) {
    const says = `tokens would come from ${known.issuer}, and ${issuer} is expected`
    return [
      fail(
        check,
        says,
        'Set GRAPH_ENDPOINT to the Graph of your cloud, and GRAPH_TENANT_ID to the id, not the name.',
      ),
    ]
  }
  const { status } = await fetchJson(`${loginUrl}/${tenantId}/discovery/v2.0/keys`)
  return status === 200
    ? [ok(check, 'the tenant is known, and its keys can be fetched')]
    : [
        fail(
          check,
          `its keys cannot be fetched (HTTP ${status})`,
          'Check GRAPH_ENDPOINT, which names the cloud.',
        ),
      ]
}

const shapes = {
  slack: { pattern: /^https:\/\/hooks\.slack\.com\/(?:services|triggers|workflows)\/\S+$/, of: 'Slack' },
  teams: { pattern: /^https:\/\/\S+[?&]sig=\S+$/, of: 'Workflows in Teams, which end in a signature' },
} as const

/** Looks at the address alone: whatever is posted there, people would see. */
export function examineWebhook({ settings }: AppContext): readonly Diagnosis[] {
  const check = 'webhook'
  const { webhook } = settings.need('digest').digest
  if (!webhook) return [skipped(check, 'not set up', 'WEBHOOK_URL lets people hear of what waits for them.')]
  const { host, hostname, protocol } = new URL(webhook.url)
  if (hostname.endsWith('.webhook.office.com'))
    return [
      fail(
        check,
        `${host}: Teams has retired these connectors`,
        'Make a workflow in Teams; set WEBHOOK_URL to its address.',
      ),
    ]
  if (webhook.format === 'plain')
    return webhook.key === undefined
      ? [
          warn(
            check,
            `${host}: messages are not signed`,
            'Set WEBHOOK_SECRET, and let the receiver check it.',
          ),
        ]
      : [ok(check, `${host}: plain JSON, signed`)]
  const { pattern, of } = shapes[webhook.format]
  if (protocol === 'https:' && !pattern.test(webhook.url))
    return [
      fail(check, `${host}: not an address of ${of}`, 'Copy the whole address anew, or set WEBHOOK_FORMAT.'),
    ]
  return [ok(check, `${host}: the shape is that of ${webhook.format}`)]
}
