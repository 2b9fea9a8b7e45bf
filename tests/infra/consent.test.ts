import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'

const root = join(__dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'consent-test-'))
const file = join(folder, 'tenant.json')
afterAll(() => rmSync(folder, { recursive: true }))

const identityId = '10000000-0000-4000-8000-000000000001'
const otherId = '10000000-0000-4000-8000-000000000002'
const personId = '10000000-0000-4000-8000-000000000003'
const tenantId = '10000000-0000-4000-8000-00000000000f'
const graphId = '20000000-0000-4000-8000-000000000001'
const page = 'https://func-abuse-example.web.example/api/page'

const role = (value: string) => ({ id: `role of ${value}`, value })
const permissions = [
  'SecurityAlert.Read.All',
  'SecurityAlert.ReadWrite.All',
  'ThreatHunting.Read.All',
  'Mail.Send',
]
const scopes = ['openid', 'profile', 'email', 'User.Read']
const cloud = {
  name: 'AzureCloud',
  endpoints: {
    microsoftGraphResourceId: 'https://graph.example/',
    activeDirectory: 'https://login.example',
  },
}
const freshTenant = {
  id: tenantId,
  cloud,
  calls: [],
  oauth2PermissionGrants: [{ id: 'not ours', clientId: otherId, consentType: 'AllPrincipals' }],
  applications: [{ id: 'not ours', appId: 'not ours', tags: ['somebody else’s'] }],
  servicePrincipals: [
    {
      id: graphId,
      appId: '00000003-0000-0000-c000-000000000000',
      appRoles: permissions.map(role),
      oauth2PermissionScopes: scopes.map(role),
    },
    {
      id: identityId,
      appId: '30000000-0000-4000-8000-000000000001',
      displayName: 'id-abuse-example',
      // Given by somebody for something else.
      appRoleAssignments: [{ id: 'not of Graph', resourceId: otherId, appRoleId: 'something' }],
    },
  ],
}

const assignment = z.looseObject({ id: z.string(), resourceId: z.string(), appRoleId: z.string() })
const tenantShape = z.looseObject({
  calls: z.array(z.looseObject({ method: z.string(), path: z.string() })),
  oauth2PermissionGrants: z.array(z.looseObject({ clientId: z.string(), consentType: z.string() })),
  applications: z.array(
    z.looseObject({
      id: z.string(),
      appId: z.string(),
      tags: z.array(z.string()),
      web: z.looseObject({ redirectUris: z.array(z.string()) }).optional(),
      identifierUris: z.array(z.string()).optional(),
      appRoles: z.array(z.looseObject({ value: z.string(), isEnabled: z.boolean() })).optional(),
      federatedIdentityCredentials: z
        .array(z.looseObject({ subject: z.string(), issuer: z.string(), audiences: z.array(z.string()) }))
        .optional(),
    }),
  ),
  servicePrincipals: z.array(
    z.looseObject({
      id: z.string(),
      appId: z.string(),
      appRoleAssignments: z.array(assignment).optional(),
      appRoleAssignmentRequired: z.boolean().optional(),
      appRoleAssignedTo: z
        .array(z.looseObject({ principalId: z.string(), appRoleId: z.string() }))
        .optional(),
    }),
  ),
})

// The scripts under test find these in place of the real ones, and nothing else but Node.js.
const bin = join(folder, 'bin')
beforeAll(() => {
  const node = JSON.stringify(process.execPath)
  const fake = JSON.stringify(join(root, 'tests/infra/fake-az.mjs'))
  spawnSync('mkdir', [bin])
  writeFileSync(join(bin, 'az'), `#!/bin/sh\nexec ${node} ${fake} "$@"\n`, { mode: 0o755 })
  const values = `AZURE_IDENTITY_PRINCIPAL_ID="${identityId}"\nAZURE_PAGE_URL="${page}"`
  writeFileSync(join(bin, 'azd'), `#!/bin/sh\ncat <<'END'\n${values}\nEND\n`, { mode: 0o755 })
})
beforeEach(() => writeFileSync(file, JSON.stringify(freshTenant)))

const startWith = (changes: object) => writeFileSync(file, JSON.stringify({ ...freshTenant, ...changes }))
const tenant = () => tenantShape.parse(JSON.parse(readFileSync(file, 'utf8')))
const identity = () => tenant().servicePrincipals.find(({ id }) => id === identityId)
const granted = () =>
  (identity()?.appRoleAssignments ?? [])
    .filter(({ resourceId }) => resourceId === graphId)
    .map(({ appRoleId }) => appRoleId.replace('role of ', ''))
const ourPage = () => tenant().applications.find(({ id }) => id !== 'not ours')

function consent(...args: string[]) {
  const env = { PATH: `${bin}:/usr/bin:/bin`, FAKE_TENANT: file, TMPDIR: folder }
  const options = { env, encoding: 'utf8', timeout: 60_000 } as const
  return spawnSync(process.execPath, [join(root, 'scripts/consent.mjs'), ...args], options)
}
const onlyIdentity = ['--identity', identityId, '--page', 'none']

describe('without --yes', () => {
  it('tells what it would do, and does nothing', () => {
    const { stdout, status } = consent('--identity', identityId, '--page', page)
    expect(stdout).toMatch(/\[to do +\] Microsoft Graph, SecurityAlert\.Read\.All/)
    expect(stdout).toMatch(/\[to do +\] App registration .* for https:\/\/func-abuse-example\.web\.example,/)
    expect(stdout).toContain('Nothing has been done')
    expect(status).toBe(0)
    expect(tenant().calls).toEqual([])
  })
})

describe('with --yes', () => {
  it('the identity may read alerts, and nothing else', () => {
    expect(consent(...onlyIdentity, '--yes').status).toBe(0)
    expect(granted()).toEqual(['SecurityAlert.Read.All'])
    expect(tenant().calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST servicePrincipals/${identityId}/appRoleAssignments`,
    ])
  })

  it.each([
    { option: '--write-back', also: 'SecurityAlert.ReadWrite.All' },
    { option: '--hunting', also: 'ThreatHunting.Read.All' },
  ])('$option: $also besides', ({ option, also }) => {
    consent(...onlyIdentity, option, '--yes')
    expect(granted()).toEqual(['SecurityAlert.Read.All', also])
  })

  it('the page has its registration, its two roles, and trust in the identity; nobody comes in unassigned', () => {
    const { stdout } = consent('--identity', identityId, '--page', page, '--person', personId, '--yes')
    const registered = ourPage()
    expect(registered).toMatchObject({
      web: { redirectUris: ['https://func-abuse-example.web.example/.auth/login/aad/callback'] },
      identifierUris: [`api://${registered?.appId ?? ''}`],
      appRoles: [
        { value: 'Reports.Read', isEnabled: true },
        { value: 'Reports.Act', isEnabled: true },
      ],
      federatedIdentityCredentials: [
        {
          subject: identityId,
          issuer: `https://login.example/${tenantId}/v2.0`,
          audiences: ['api://AzureADTokenExchange'],
        },
      ],
    })
    const enterprise = tenant().servicePrincipals.find(({ appId }) => appId === registered?.appId)
    expect(enterprise).toMatchObject({
      appRoleAssignmentRequired: true,
      appRoleAssignedTo: [{ principalId: personId }],
    })
    expect(registered).toMatchObject({
      requiredResourceAccess: [
        {
          resourceAppId: '00000003-0000-0000-c000-000000000000',
          resourceAccess: ['openid', 'profile', 'email'].map((name) => ({
            id: `role of ${name}`,
            type: 'Scope',
          })),
        },
      ],
    })
    expect(tenant().oauth2PermissionGrants[1]).toMatchObject({
      clientId: enterprise?.id,
      consentType: 'AllPrincipals',
      resourceId: graphId,
      scope: 'openid profile email',
    })
    expect(stdout).toContain(`azd env set PAGE_CLIENT_ID ${registered?.appId ?? ''}`)
  })

  it('done twice, nothing is done the second time', () => {
    const args = ['--identity', identityId, '--page', page, '--hunting', '--person', personId, '--yes']
    consent(...args)
    const before = tenant()
    const { stdout } = consent(...args)
    expect(stdout).toContain('Nothing to do')
    expect(stdout).not.toContain('to do  ')
    expect(tenant()).toEqual(before)
  })

  it('begun and broken off, it goes on where it was', () => {
    consent('--identity', identityId, '--page', page, '--yes')
    const half = tenant()
    const cut = half.applications.map((one) => ({ ...one, federatedIdentityCredentials: [] }))
    startWith({ ...half, calls: [], applications: cut })
    consent('--identity', identityId, '--page', page, '--yes')
    expect(tenant().calls.map(({ path }) => path.replace(/^.*\//, ''))).toEqual([
      'federatedIdentityCredentials',
    ])
  })

  it('adds to a consent that says less', () => {
    consent('--identity', identityId, '--page', page, '--yes')
    const { oauth2PermissionGrants, ...rest } = tenant()
    const less = oauth2PermissionGrants.map((one) => ({ ...one, scope: 'openid User.Read' }))
    startWith({ ...rest, calls: [], oauth2PermissionGrants: less })
    consent('--identity', identityId, '--page', page, '--yes')
    expect(tenant().calls).toHaveLength(1)
    expect(tenant().oauth2PermissionGrants[1]).toMatchObject({ scope: 'openid User.Read profile email' })
  })

  it('waits until what it has made can be seen', () => {
    startWith({ late: 1 })
    expect(consent('--identity', identityId, '--page', page, '--yes').status).toBe(0)
    expect(ourPage()?.identifierUris).toHaveLength(1)
  })

  it('takes what azd has deployed last, where nothing is named', () => {
    consent('--yes')
    expect(granted()).toEqual(['SecurityAlert.Read.All'])
    expect(ourPage()?.web?.redirectUris[0]).toContain('func-abuse-example')
  })

  it('another cloud is asked at its own addresses', () => {
    const endpoints = {
      microsoftGraphResourceId: 'https://graph.us.example/',
      activeDirectory: 'https://login.us.example/',
    }
    startWith({ cloud: { name: 'AzureUSGovernment', endpoints } })
    consent('--identity', identityId, '--page', page, '--yes')
    expect(ourPage()?.federatedIdentityCredentials).toEqual([
      expect.objectContaining({
        issuer: `https://login.us.example/${tenantId}/v2.0`,
        audiences: ['api://AzureADTokenExchangeUSGov'],
      }),
    ])
  })
})

describe('with --undo', () => {
  const all = ['--identity', identityId, '--page', page, '--write-back', '--hunting', '--person', personId]

  it('tells what it would take back, and takes nothing', () => {
    consent(...all, '--yes')
    const before = tenant()
    expect(consent('--identity', identityId, '--page', 'none', '--undo').stdout).toMatch(
      /\[to take back\] Microsoft Graph, SecurityAlert\.Read\.All/,
    )
    expect(tenant()).toEqual(before)
  })

  it('takes back exactly what was given, whichever options are named', () => {
    consent(...all, '--yes')
    consent(...onlyIdentity, '--undo', '--yes')
    const { calls, ...after } = tenant()
    const { calls: _, ...before } = tenantShape.parse(freshTenant)
    expect(after).toEqual(before)
    expect(calls.filter(({ method }) => method === 'DELETE')).toHaveLength(5)
  })

  it('where nothing was given, there is nothing to take back', () => {
    expect(consent('--identity', identityId, '--page', page, '--undo', '--yes').stdout).toContain(
      'Nothing to do',
    )
    expect(tenant().calls).toEqual([])
  })
})

describe('the mailbox', () => {
  const printed = (...args: string[]) =>
    consent(...onlyIdentity, '--mailbox', 'reports@example.com', ...args).stdout

  it('is limited by Exchange, for sending and reading, and made a SecOps mailbox', () => {
    const commands = printed()
    expect(commands).toContain(
      `New-ServicePrincipal -AppId 30000000-0000-4000-8000-000000000001 -ObjectId ${identityId}`,
    )
    expect(commands).toContain(`-RecipientRestrictionFilter "PrimarySmtpAddress -eq 'reports@example.com'"`)
    expect(commands).toContain(
      `-App ${identityId} -Role 'Application Mail.Send' -CustomResourceScope 'abuse-reporter-10000000'`,
    )
    expect(commands).toContain(
      `-Role 'Application Mail.ReadWrite' -CustomResourceScope 'abuse-reporter-10000000'`,
    )
    expect(commands).toContain(`Test-ServicePrincipalAuthorization -Identity ${identityId}`)
    expect(commands).toContain(
      'New-SecOpsOverridePolicy -Name SecOpsOverridePolicy -SentTo reports@example.com',
    )
  })

  it('is only read with --read-only', () => {
    const commands = printed('--read-only')
    expect(commands).toContain(`-Role 'Application Mail.Read'`)
    expect(commands).not.toMatch(/Mail\.(?:Send|ReadWrite)'/)
  })

  it('is taken out again with --undo, and the policy of the tenant stays', () => {
    const commands = printed('--undo')
    expect(commands).toContain('-RemoveSentTo reports@example.com')
    expect(commands).toContain(`Remove-ServicePrincipal -Identity ${identityId}`)
    expect(commands).not.toMatch(/Remove-SecOpsOverridePolicy|New-/)
  })

  it('a right to every mailbox is pointed out', () => {
    const [graph, app] = freshTenant.servicePrincipals
    const tooMuch = { id: 'x', resourceId: graphId, appRoleId: 'role of Mail.Send' }
    startWith({ servicePrincipals: [graph, { ...app, appRoleAssignments: [tooMuch] }] })
    expect(printed()).toMatch(/WARNING.*EVERY mailbox.*Mail\.Send/)
  })
})

describe('what cannot be', () => {
  it.each([
    { of: 'no object id', args: ['--identity', 'id-abuse', '--page', 'none'], says: /object id/ },
    { of: 'a page without https', args: ['--identity', identityId, '--page', 'http://x'], says: /https/ },
    {
      of: 'a mailbox that would end a quotation',
      args: [...onlyIdentity, '--mailbox', "x'@example.com"],
      says: /mail address/,
    },
    { of: 'an identity of nobody', args: ['--identity', otherId, '--page', 'none'], says: /has no identity/ },
  ])('$of is refused, and nothing done', ({ args, says }) => {
    const { status, stderr } = consent(...args, '--yes')
    expect(status).toBe(1)
    expect(stderr).toMatch(says)
    expect(tenant().calls).toEqual([])
  })

  it('who may not grant is told which role it takes', () => {
    startWith({ denies: true })
    const { status, stderr } = consent(...onlyIdentity, '--yes')
    expect(status).toBe(1)
    expect(stderr).toContain('Privileged Role Administrator')
  })
})
