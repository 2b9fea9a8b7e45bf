import { pageTag } from './azure-cli.mjs'
import { graphAppId, graphOf } from './graph-permissions.mjs'

/** Ours, and the same everywhere: ids of app roles need to be unique within one registration only. */
const appRoles = [
  {
    id: '3f1c7a52-6a0e-4c0b-9a55-0d1f2b7e4c01',
    value: 'Reports.Read',
    displayName: 'Look at reports',
    description: 'May look at reports, questions and how the program runs.',
  },
  {
    id: '3f1c7a52-6a0e-4c0b-9a55-0d1f2b7e4c02',
    value: 'Reports.Act',
    displayName: 'Decide about reports',
    description: 'May decide what becomes of reports, and look at them.',
  },
].map((role) => ({ ...role, isEnabled: true, allowedMemberTypes: ['User', 'Application'] }))
const mayAct = appRoles.find(({ value }) => value === 'Reports.Act').id

/** What a login asks for: who it is, and no more. */
const scopes = ['openid', 'profile', 'email']

/** By which the identity of the app stands in for a client secret. */
const exchangeAudience = {
  AzureCloud: 'api://AzureADTokenExchange',
  AzureUSGovernment: 'api://AzureADTokenExchangeUSGov',
  AzureChinaCloud: 'api://AzureADTokenExchangeChina',
}

/** The registration that people log in to, its enterprise application, and the trust in the identity of the app. */
export function pageSteps(cli, identity, { page, person = [], undo }) {
  const found = cli.registeredPage(identity)
  if (page === undefined && (undo !== true || found === undefined)) return []
  const enterprise = found && cli.get(`servicePrincipals(appId='${found.appId}')`)
  // Filled in by the steps before, where they had to make it.
  const made = { page: found, enterprise }
  const steps = [
    registration(cli, identity, page, made),
    enterpriseApplication(cli, made),
    loginConsent(cli, made),
    trust(cli, identity, made),
  ]
  if (undo === true) {
    // Deleted with the registration: what belongs to it goes with it. The consent is a thing of the tenant.
    const [first, , consent] = steps
    return [
      { ...first, isDone: found !== undefined },
      ...(consent.isThere ? [{ ...consent, isDone: true }] : []),
    ]
  }
  return [...steps, ...person.map((id) => assignment(cli, id, made))]
}

function registration(cli, identity, page, made) {
  const wanted = {
    appRoles,
    requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess: loginScopes(cli) }],
    web: {
      homePageUrl: `${page}/api/page`,
      redirectUris: [`${page}/.auth/login/aad/callback`],
      implicitGrantSettings: { enableIdTokenIssuance: true },
    },
  }
  return {
    title: `App registration defender-abuse-reporter page${page ? ` for ${page}` : ''}, with the roles Reports.Read and Reports.Act`,
    isDone: made.page !== undefined && isAsWanted(made.page, wanted),
    make: () => {
      made.page ??= cli.post('applications', {
        displayName: 'defender-abuse-reporter page',
        signInAudience: 'AzureADMyOrg',
        tags: [pageTag(identity)],
        api: { requestedAccessTokenVersion: 2 },
        ...wanted,
      })
      cli.patch(`applications/${made.page.id}`, { ...wanted, identifierUris: [`api://${made.page.appId}`] })
    },
    takeBack: () => cli.remove(`applications/${made.page.id}`),
  }
}

/** By name, since ids need not be the same in every cloud. */
function loginScopes(cli) {
  const known = graphOf(cli).oauth2PermissionScopes ?? []
  return scopes.map((name) => {
    const scope = known.find(({ value }) => value === name)
    if (scope === undefined) throw new Error(`Microsoft Graph has no permission ${name} here.`)
    return { id: scope.id, type: 'Scope' }
  })
}

function isAsWanted({ appId, appRoles: roles, web, identifierUris, requiredResourceAccess }, wanted) {
  const has = (list, one) => (list ?? []).includes(one)
  const asked = (requiredResourceAccess ?? []).flatMap(({ resourceAccess }) =>
    resourceAccess.map(({ id }) => id),
  )
  return (
    wanted.requiredResourceAccess[0].resourceAccess.every(({ id }) => has(asked, id)) &&
    has(identifierUris, `api://${appId}`) &&
    has(web?.redirectUris, wanted.web.redirectUris[0]) &&
    wanted.appRoles.every(({ value }) => (roles ?? []).some((role) => role.value === value && role.isEnabled))
  )
}

function enterpriseApplication(cli, made) {
  return {
    title: 'Its enterprise application: nobody logs in who was not assigned',
    isDone: made.enterprise?.appRoleAssignmentRequired === true,
    make: () => {
      if (made.enterprise === undefined)
        made.enterprise = cli.post('servicePrincipals', {
          appId: made.page.appId,
          appRoleAssignmentRequired: true,
          tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
        })
      else cli.patch(`servicePrincipals/${made.enterprise.id}`, { appRoleAssignmentRequired: true })
    },
  }
}

/** Where assignment is required nobody can consent for themselves: without this, nobody logs in. */
function loginConsent(cli, made) {
  const graph = graphOf(cli)
  const grants = made.enterprise
    ? cli.list(`servicePrincipals/${made.enterprise.id}/oauth2PermissionGrants`)
    : []
  const held = grants.find(
    ({ consentType, resourceId }) => consentType === 'AllPrincipals' && resourceId === graph.id,
  )
  const heldScopes = (held?.scope ?? '').split(' ').filter((scope) => scope !== '')
  const scope = [...new Set([...heldScopes, ...scopes])].join(' ')
  return {
    title: `Consent for the whole tenant that it learns who logs in (${scopes.join(' ')})`,
    isThere: held !== undefined,
    isDone: scopes.every((one) => heldScopes.includes(one)),
    make: () =>
      held === undefined
        ? cli.post('oauth2PermissionGrants', {
            clientId: made.enterprise.id,
            consentType: 'AllPrincipals',
            resourceId: graph.id,
            scope,
          })
        : cli.patch(`oauth2PermissionGrants/${held.id}`, { scope }),
    takeBack: () => cli.remove(`oauth2PermissionGrants/${held.id}`),
  }
}

function trust(cli, identity, made) {
  const credentials = made.page ? cli.list(`applications/${made.page.id}/federatedIdentityCredentials`) : []
  return {
    title: 'Its trust in the identity of the app, in place of a client secret',
    isDone: credentials.some(({ subject }) => subject === identity.id),
    make: () =>
      cli.post(`applications/${made.page.id}/federatedIdentityCredentials`, {
        name: 'function-app',
        issuer: `${cli.login}/${cli.tenantId}/v2.0`,
        subject: identity.id,
        audiences: [exchangeAudience[cli.cloud] ?? exchangeAudience.AzureCloud],
      }),
  }
}

function assignment(cli, person, made) {
  const assigned = made.enterprise
    ? cli.list(`servicePrincipals/${made.enterprise.id}/appRoleAssignedTo`)
    : []
  return {
    title: `Reports.Act for ${person}`,
    isDone: assigned.some(({ principalId, appRoleId }) => principalId === person && appRoleId === mayAct),
    make: () =>
      cli.post(`servicePrincipals/${made.enterprise.id}/appRoleAssignedTo`, {
        principalId: person,
        resourceId: made.enterprise.id,
        appRoleId: mayAct,
      }),
  }
}
