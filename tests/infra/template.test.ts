import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { docOf, readSettings, settingNames } from '../../shared/settings/settings'
import { type ArmResource, type ArmTemplate, type Cloud, deploy } from './arm-deployment'
import type { ArmObject } from './arm-expression'
import { compiledTemplate } from './compiled-template'

const root = join(__dirname, '../..')
const compiled = compiledTemplate()
const whereCompiled = compiled === undefined ? describe.skip : describe
const template = (): ArmTemplate => compiled!

const tenantId = '11111111-2222-4333-8444-555555555555'
const clientId = '99999999-2222-4333-8444-555555555555'
const loginService = 'https://login.example'

function cloud(name: string, suffix: string): Cloud {
  const properties = (type: string, called: string): ArmObject => {
    const endpoint = (service: string) => `https://${called}.${service}.${suffix}/`
    const known: Record<string, ArmObject> = {
      'Microsoft.Storage/storageAccounts': {
        primaryEndpoints: { blob: endpoint('blob'), queue: endpoint('queue'), table: endpoint('table') },
      },
      'Microsoft.ManagedIdentity/userAssignedIdentities': { clientId, principalId: 'identity-of-app' },
      'Microsoft.Insights/components': { ConnectionString: 'InstrumentationKey=0' },
      'Microsoft.KeyVault/vaults': { vaultUri: `https://${called}.vault.example/` },
      'Microsoft.Web/sites': { defaultHostName: `${called}.web.example` },
    }
    return known[type]!
  }
  const environment = { name, authentication: { loginEndpoint: `${loginService}/` } }
  return { environment, tenantId, properties }
}
const publicCloud = cloud('AzureCloud', 'core.windows.net')

const required = {
  environmentName: 'trial',
  location: 'westeurope',
  mailFrom: 'Abuse reports <reports@example.com>',
  reporterOrganisation: 'Example',
}
const everything = {
  ...required,
  pageClientId: '66666666-2222-4333-8444-555555555555',
  alertEmail: 'oncall@example.com',
  principalId: 'whoever-deploys',
  secretsInVault: ['SMTP_PASSWORD', 'VIRUSTOTAL_API_KEY'],
  settings: { SMTP_HOST: 'mail.example.com', SMTP_USER: 'reports', OWN_DOMAINS: 'example.com' },
}
const made = (given: ArmObject, where = publicCloud) => deploy(template(), given, where).resources
const ofType = (resources: readonly ArmResource[], type: string) =>
  resources.filter((one) => one.type === type)
const propertiesOf = (given: ArmObject, type: string, name = /./) => {
  const found = ofType(made(given), type).find((one) => name.test(one.name))
  return z.record(z.string(), z.unknown()).parse(found?.['properties'])
}
const settingsOf = (given: ArmObject, where = publicCloud) => {
  const found = made(given, where).find((one) => one.name.endsWith('/appsettings'))
  return z.record(z.string(), z.string()).parse(found?.['properties'])
}

/** learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const builtInRoles = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': 'Key Vault Secrets Officer',
} as const

const assignment = z.object({
  scope: z.string(),
  properties: z.object({ principalId: z.string(), roleDefinitionId: z.string() }),
})

whereCompiled('who may do what, in the compiled template', () => {
  const assigned = (given: ArmObject, principal: string) =>
    ofType(made(given), 'Microsoft.Authorization/roleAssignments')
      .map((one) => assignment.parse(one))
      .filter(({ properties }) => properties.principalId === principal)
      .map(({ scope, properties }) => {
        const role = new Map(Object.entries(builtInRoles)).get(
          properties.roleDefinitionId.split('#')[1] ?? '',
        )
        return `${role ?? properties.roleDefinitionId} on ${scope.split('#')[0] ?? ''}`
      })
      .sort()

  it('the identity of the app has exactly these roles, each on one resource', () => {
    expect(assigned(everything, 'identity-of-app')).toEqual([
      'Key Vault Secrets User on Microsoft.KeyVault/vaults',
      'Monitoring Metrics Publisher on Microsoft.Insights/components',
      'Storage Blob Data Owner on Microsoft.Storage/storageAccounts',
      'Storage Queue Data Contributor on Microsoft.Storage/storageAccounts',
      'Storage Table Data Contributor on Microsoft.Storage/storageAccounts',
    ])
  })

  it('whoever deploys may write secrets, and read and answer in the tables', () => {
    expect(assigned(everything, 'whoever-deploys')).toEqual([
      'Key Vault Secrets Officer on Microsoft.KeyVault/vaults',
      'Storage Table Data Contributor on Microsoft.Storage/storageAccounts',
    ])
  })

  it('nobody else has any', () => {
    const all = ofType(made(required), 'Microsoft.Authorization/roleAssignments')
    expect(all).toHaveLength(assigned(required, 'identity-of-app').length)
  })
})

whereCompiled('the login of the platform, in the compiled template', () => {
  it.each(['WEBSITE_AUTH_ENABLED', 'Website_Auth_Client_Id'])('no setting can pretend it: %s', (name) => {
    expect(() => made({ ...required, settings: { [name]: 'true' } })).toThrow('must not name WEBSITE_AUTH_')
  })
})

it('azd gives nobody rights on the data, unless somebody is named for it', () => {
  const { parameters } = JSON.parse(readFileSync(join(root, 'infra/main.parameters.json'), 'utf8')) as {
    parameters: { principalId: unknown }
  }
  expect(parameters.principalId).toEqual({ value: '${AZURE_DEPLOYER_PRINCIPAL_ID=}' })
})

whereCompiled('the trail of who did what, in the compiled template', () => {
  const kept = z.object({
    scope: z.string(),
    properties: z.object({
      workspaceId: z.string().includes('Microsoft.OperationalInsights/workspaces'),
      logs: z.array(z.object({ category: z.string(), enabled: z.literal(true) })),
    }),
  })

  it('keeps these categories of these resources, and no reads of storage', () => {
    const settings = ofType(made(required), 'Microsoft.Insights/diagnosticSettings').map((one) => {
      const { scope, properties } = kept.parse(one)
      return `${scope.split('#')[0] ?? ''}: ${properties.logs.map(({ category }) => category).join(', ')}`
    })
    expect(settings.sort()).toEqual([
      'Microsoft.KeyVault/vaults: AuditEvent',
      'Microsoft.Storage/storageAccounts/blobServices: StorageDelete',
      'Microsoft.Storage/storageAccounts/tableServices: StorageWrite, StorageDelete',
    ])
  })
})

whereCompiled('what is closed, in the compiled template', () => {
  it('storage has no key and no public blob', () => {
    expect(propertiesOf(required, 'Microsoft.Storage/storageAccounts')).toMatchObject({
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
    })
    const containers = ofType(made(required), 'Microsoft.Storage/storageAccounts/blobServices/containers')
    expect(containers.map((one) => one['properties'])).toEqual([{ publicAccess: 'None' }])
  })

  it('the log and the vault know identities only', () => {
    expect(propertiesOf(required, 'Microsoft.Insights/components')).toMatchObject({ DisableLocalAuth: true })
    const vault = propertiesOf(required, 'Microsoft.KeyVault/vaults')
    expect(vault).toMatchObject({ enableRbacAuthorization: true, enablePurgeProtection: true })
  })

  it('no password deploys to the app', () => {
    const policies = ofType(made(required), 'Microsoft.Web/sites/basicPublishingCredentialsPolicies')
    expect(policies.map((one) => one['properties'])).toEqual([{ allow: false }, { allow: false }])
    expect(propertiesOf(required, 'Microsoft.Web/sites')).toMatchObject({ httpsOnly: true })
  })

  it.each([
    { of: 'without an app registration', given: required, action: 'Return401', providers: [] },
    {
      of: 'with one',
      given: everything,
      action: 'RedirectToLoginPage',
      providers: ['azureActiveDirectory'],
    },
  ])('everything but /api/alerts wants a login, $of', ({ given, action, providers }) => {
    const login = propertiesOf(given, 'Microsoft.Web/sites/config', /authsettingsV2$/)
    expect(login).toMatchObject({
      platform: { enabled: true },
      globalValidation: {
        requireAuthentication: true,
        unauthenticatedClientAction: action,
        excludedPaths: ['/api/alerts'],
      },
      login: { tokenStore: { enabled: true } },
    })
    expect(Object.keys(z.object({}).loose().parse(login['identityProviders']))).toEqual(providers)
  })

  it('no secret passes through it, neither in nor out', () => {
    const secure = Object.values(template().parameters).filter(({ type }) => /secure/i.test(type))
    expect(secure).toEqual([])
    const text = JSON.stringify(template())
    expect(text).not.toMatch(/list(?:Keys|Secrets|AccountSas|ServiceSas|Credentials)?\w*\(/i)
    const { outputs } = deploy(template(), everything, publicCloud)
    expect(
      Object.keys(outputs).filter((name) => /key(?!_vault_name)|secret|password|connection/i.test(name)),
    ).toEqual([])
    expect(JSON.stringify(outputs)).not.toContain('InstrumentationKey')
  })
})

/** Read by the host, the worker or the login in front of the app. */
const platformSettings = [
  'AzureWebJobsDisableHomepage',
  'AzureWebJobsStorage__credential',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID',
  'WEBSITE_AUTH_AAD_ALLOWED_TENANTS',
]

whereCompiled('the settings of the app, in the compiled template', () => {
  it.each([
    { of: 'the least', given: required },
    { of: 'everything', given: everything },
  ])('$of: the program finds no fault in them, and no misspelling', ({ given }) => {
    const { faults, warnings } = readSettings(settingsOf(given))
    expect(faults).toEqual([])
    expect(warnings).toEqual([])
  })

  it('every required setting of the schema is among them', () => {
    const all = settingNames.filter((name) => docOf(name)?.required === true)
    expect(all.filter((name) => !(name in settingsOf(required)))).toEqual([])
    expect(all.length).toBeGreaterThan(1)
  })

  it('every one is known to the schema, or read by the platform', () => {
    const known = new Set([...settingNames, ...platformSettings])
    expect(Object.keys(settingsOf(everything)).filter((name) => !known.has(name))).toEqual([])
  })

  it('storage is reached by the identity, with no key, as the triggers want it', () => {
    const settings = settingsOf(required)
    expect(settings).toMatchObject({
      AzureWebJobsStorage__credential: 'managedidentity',
      AzureWebJobsStorage__clientId: clientId,
    })
    for (const service of ['blob', 'queue', 'table'])
      expect(settings[`AzureWebJobsStorage__${service}ServiceUri`]).toMatch(
        new RegExp(`^https://stabuse\\w+\\.${service}\\.core\\.windows\\.net/$`),
      )
    expect(Object.keys(settings)).not.toContain('AzureWebJobsStorage')
  })

  it('a secret is a reference to the vault, and only where it was named', () => {
    const secret = settingNames.filter((name) => docOf(name)?.secret === true)
    expect(secret.filter((name) => name in settingsOf(required))).toEqual([])
    expect(settingsOf(everything)['SMTP_PASSWORD']).toMatch(
      /^@Microsoft\.KeyVault\(SecretUri=https:\/\/kv-abuse-\w+\.vault\.example\/secrets\/SMTP-PASSWORD\)$/,
    )
  })

  it('none is one that Flex Consumption has done away with, or that is for the sandbox', () => {
    const gone =
      /^(?:FUNCTIONS_|WEBSITE_(?!AUTH_AAD_ALLOWED_TENANTS$)|SCM_|ENABLE_ORYX|AzureWebJobsStorage$|AzureWebJobsDashboard)/
    expect(Object.keys(settingsOf(everything)).filter((name) => gone.test(name))).toEqual([])
  })

  it.each([
    { of: 'the public cloud', where: publicCloud, graph: 'https://graph.microsoft.com' },
    {
      of: 'US Government',
      where: cloud('AzureUSGovernment', 'core.usgovcloudapi.net'),
      graph: 'https://graph.microsoft.us',
    },
  ])('in $of they name its Graph, which says where people log in, and its storage', ({ where, graph }) => {
    const settings = settingsOf(everything, where)
    expect(settings).toMatchObject({ GRAPH_ENDPOINT: graph })
    expect(readSettings(settings).faults).toEqual([])
  })

  it('what is said in words wins over what is said in settings', () => {
    const given = {
      ...required,
      settings: { MAIL_FROM: 'other@example.com', AGGREGATION_WINDOW_MINUTES: '5' },
    }
    expect(settingsOf(given)).toMatchObject({
      MAIL_FROM: required.mailFrom,
      AGGREGATION_WINDOW_MINUTES: '5',
      REPORTING_MODE: 'review',
    })
  })
})

const rule = z.object({
  properties: z.object({
    displayName: z.string(),
    windowSize: z.string(),
    actions: z.object({ actionGroups: z.array(z.string()) }),
    criteria: z.object({ allOf: z.array(z.object({ query: z.string(), operator: z.string() })) }),
  }),
})
const ruleType = 'Microsoft.Insights/scheduledQueryRules'

whereCompiled('the alert rules of the compiled template', () => {
  const rules = () =>
    ofType(made(everything), ruleType).map((one) => ({ ...rule.parse(one), name: one.name }))

  it('watch the poll, poison messages, doors, questions, the mailbox, the snapshot and failures', () => {
    const names = rules().map(({ name }) => name.replace(/^abuse-(.*)-\w+$/, '$1'))
    expect(names).toEqual([
      ...['no-poll', 'poison-message', 'paused-door', 'waiting-questions', 'unread-mailbox'],
      ...['stale-snapshot', 'failing-functions'],
    ])
  })

  it('ask for events that the log has, by the runbook', () => {
    const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8')
    const events = new Set([...runbook.matchAll(/^### `([^`]+)`$/gm)].map(([, event]) => event ?? ''))
    const asked = rules().flatMap(({ properties }) =>
      properties.criteria.allOf.flatMap(({ query }) => eventsIn(query)),
    )
    expect(asked.filter((event) => !events.has(event))).toEqual([])
    expect(new Set(asked).size).toBe(7)
  })

  it('tell somebody where an address is given, and nobody else', () => {
    expect(rules().every(({ properties }) => properties.actions.actionGroups.length === 1)).toBe(true)
    expect(propertiesOf(everything, 'Microsoft.Insights/actionGroups')).toMatchObject({
      emailReceivers: [{ emailAddress: 'oncall@example.com' }],
    })
    const silent = made(required)
    expect(ofType(silent, 'Microsoft.Insights/actionGroups')).toEqual([])
    const actions = ofType(silent, ruleType).map((one) => rule.parse(one).properties.actions.actionGroups)
    expect(actions.flat()).toEqual([])
  })

  /** `event == "…"` and `event in ("…", "…")`. */
  function eventsIn(query: string): string[] {
    const compared = [...query.matchAll(/\bevent (?:==|in) \(?((?:"[^"]+"(?:, )?)+)/g)]
    return compared.flatMap(([, list]) =>
      [...(list ?? '').matchAll(/"([^"]+)"/g)].map(([, one]) => one ?? ''),
    )
  }
})

whereCompiled('the compiled template as a whole', () => {
  it('brings the workbook that draws the log of its own component', () => {
    const [component] = ofType(made(required), 'Microsoft.Insights/components')
    const drawn = propertiesOf(required, 'Microsoft.Insights/workbooks')
    expect(JSON.parse(String(drawn['serializedData']))).toEqual(
      JSON.parse(readFileSync(join(root, 'infra/workbook.json'), 'utf8')),
    )
    expect(drawn['sourceId']).toContain(component?.name)
  })

  /** Parts of another resource, and rights on one, have no tags. */
  const untagged =
    /\/(?:blobServices|queueServices|config|basicPublishingCredentialsPolicies)(?:\/|$)|(?:roleAssignments|diagnosticSettings)$/

  it('tags everything that can be tagged', () => {
    const taggable = made(everything).filter(({ type }) => !untagged.test(type))
    expect(taggable.length).toBeGreaterThan(10)
    const tags = taggable.map((one) => one['tags'])
    expect(tags.every((one) => z.object({ 'azd-env-name': z.literal('trial') }).safeParse(one).success)).toBe(
      true,
    )
  })

  it('names the app so that azd finds it, and runs it on Flex Consumption', () => {
    const app = ofType(made(required), 'Microsoft.Web/sites')[0]
    expect(app?.['tags']).toMatchObject({ 'azd-service-name': 'app' })
    expect(app?.['properties']).toMatchObject({
      functionAppConfig: {
        runtime: { name: 'node', version: '24' },
        scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40 },
        deployment: { storage: { authentication: { type: 'UserAssignedIdentity' } } },
      },
    })
  })

  it('describes every parameter, and asks for what has no sane default alone', () => {
    const parameters = Object.entries(template().parameters)
    expect(parameters.filter(([, one]) => (one.metadata?.description ?? '').length < 10)).toEqual([])
    const asked = parameters.filter(([, one]) => one.defaultValue === undefined).map(([name]) => name)
    expect(asked).toEqual(Object.keys(required))
  })

  it('main.parameters.json names its parameters', () => {
    const file = z
      .object({ parameters: z.record(z.string(), z.object({ value: z.unknown() })) })
      .parse(JSON.parse(readFileSync(join(root, 'infra/main.parameters.json'), 'utf8')))
    const unknown = Object.keys(file.parameters).filter((name) => !(name in template().parameters))
    expect(unknown).toEqual([])
  })
})
