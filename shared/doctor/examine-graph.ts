import { remedies } from '../alerts/collect-refusal'
import { graphPages } from '../alerts/graph-client'
import { graphOrigin, messageOf } from '../alerts/graph-request'
import type { AppContext } from '../platform/app-context'
import type { Config } from '../settings/settings'
import { type Diagnosis, fail, ok, skipped, unlessFaulty, warn } from './diagnosis'
import { compareRoles, readTokenRights, type TokenRights, type Wanted } from './token-rights'

const timeoutInMs = 30_000

/** A token, what it allows, and one alert read with it. */
export async function examineGraph(app: AppContext): Promise<readonly Diagnosis[]> {
  const { graph, enrichment } = app.settings.need('graph', 'enrichment')
  const wanted = { hunting: enrichment.hunting, writeBack: enrichment.writeBack, mailbox: usesMailbox(app) }
  const token = await tokenOf(app, graph)
  if ('refused' in token) return [fail('Graph token', token.refused, remedies['no-token'])]
  return [
    ok('Graph token', `got one for ${graphOrigin(graph.endpoint)}`),
    ...rightsOf(readTokenRights(token.text), graph, wanted),
    await readOneAlert(app, graph),
  ]
}

/** Whether mails leave or are read through Graph; not, where those settings are faulty. */
function usesMailbox({ settings }: AppContext): boolean {
  const sends = unlessFaulty(() => settings.need('mail').mail.doors.includes('graph'), false)
  return sends || unlessFaulty(() => settings.need('mailbox').mailbox.kind === 'graph', false)
}

type Graph = Config['graph']

async function tokenOf(
  { credential }: AppContext,
  graph: Graph,
): Promise<{ text: string } | { refused: string }> {
  try {
    const scope = `${graphOrigin(graph.endpoint)}/.default`
    const abortSignal = AbortSignal.timeout(timeoutInMs)
    const token = await credential(graph.tenantId).getToken(scope, { abortSignal })
    return token ? { text: token.token } : { refused: 'no identity gives one' }
  } catch (error) {
    return { refused: messageOf(error) }
  }
}

function rightsOf(rights: TokenRights | undefined, graph: Graph, wanted: Wanted): readonly Diagnosis[] {
  const check = 'Graph rights'
  if (!rights) return [skipped(check, 'this token cannot be read; what counts is whether an alert can')]
  return [...tenantOf(rights, graph), ...rolesOf(check, rights, graph, wanted)]
}

function tenantOf({ tenantId }: TokenRights, graph: Graph): readonly Diagnosis[] {
  const isId = /^[0-9a-f-]{36}$/i.test(graph.tenantId ?? '')
  if (!isId || tenantId === undefined || tenantId.toLowerCase() === graph.tenantId?.toLowerCase()) return []
  const says = `the token is of tenant ${tenantId}, and GRAPH_TENANT_ID names another`
  return [fail('Graph tenant', says, 'Log in to that tenant, or correct GRAPH_TENANT_ID.')]
}

function rolesOf(
  check: string,
  { roles, objectId }: TokenRights,
  { endpoint }: Graph,
  wanted: Wanted,
): readonly Diagnosis[] {
  if (!roles) {
    const says = 'the token is a person’s, so it says nothing of the rights of the app'
    return [skipped(check, says, 'Run this as the app does: with its identity.')]
  }
  const { missing, tooMany, everyMailbox } = compareRoles(roles, wanted)
  const tooManyRemedy = `Take away what nothing here needs: ${assignments(endpoint, objectId)} lists them, DELETE on one removes it.`
  const mailRemedy =
    'Give these rights by RBAC for Applications in Exchange Online, for the one mailbox, and take them away in Entra: docs/mailbox.md.'
  return [
    ...(missing.length > 0
      ? [
          fail(
            check,
            `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing`,
            consent(wanted, objectId),
          ),
        ]
      : [ok(check, 'all that the settings need')]),
    ...(tooMany.length > 0 ? [warn(check, `more than needed: ${tooMany.join(', ')}`, tooManyRemedy)] : []),
    ...(everyMailbox.length > 0
      ? [warn(check, `${everyMailbox.join(', ')} in Entra opens every mailbox of the tenant`, mailRemedy)]
      : []),
  ]
}

const assignments = (endpoint: string, objectId = '<object id of the identity>'): string =>
  `az rest --url ${graphOrigin(endpoint)}/v1.0/servicePrincipals/${objectId}/appRoleAssignments`

/** The same wishes as the settings have, in the words of the script. */
function consent({ hunting, writeBack }: Wanted, objectId = '<object id of the identity>'): string {
  const wishes = `${hunting ? ' --hunting' : ''}${writeBack ? ' --write-back' : ''}`
  return `An administrator grants it: node scripts/consent.mjs --identity ${objectId} --page none${wishes}, which says what it would do, and with --yes does it. A token that was issued before does not show it: restart the app.`
}

async function readOneAlert({ credential }: AppContext, graph: Graph): Promise<Diagnosis> {
  const check = 'Graph alerts'
  const access = { endpoint: graph.endpoint, credential: credential(graph.tenantId), timeoutInMs }
  const answer = await graphPages(access)(`${graphOrigin(graph.endpoint)}/v1.0/security/alerts_v2?$top=1`)
  if (answer.kind === 'refused')
    return fail(check, `${answer.cause}: ${answer.detail}`, remedies[answer.cause])
  const count = answer.alerts.length
  return ok(check, count === 0 ? 'may be read; the tenant has none now' : 'may be read')
}
