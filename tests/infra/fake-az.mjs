// An `az` for tests: a tenant in the file FAKE_TENANT, and every call it gets in the file's `calls`.
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const file = process.env.FAKE_TENANT
const tenant = JSON.parse(readFileSync(file, 'utf8'))
const args = process.argv.slice(2)
const option = (name) => args[args.indexOf(name) + 1]
const fail = (words) => {
  console.error(words)
  save()
  process.exit(1)
}
const save = () => writeFileSync(file, JSON.stringify(tenant))
const missing = () => fail('Not Found({"error":{"code":"Request_ResourceNotFound"}})')

function answer() {
  if (args[0] === 'account') return { tenantId: tenant.id, user: { name: 'admin@example.com' } }
  if (args[0] === 'cloud') return tenant.cloud
  const method = option('--method')
  const url = option('--url')
  const prefix = `${tenant.cloud.endpoints.microsoftGraphResourceId}v1.0/`
  if (!url.startsWith(prefix)) return fail(`asked elsewhere: ${url}`)
  const path = url.slice(prefix.length)
  const body = args.includes('--body')
    ? JSON.parse(readFileSync(option('--body').slice(1), 'utf8'))
    : undefined
  if (method !== 'GET') tenant.calls.push({ method, path, body })
  return rest(method, path, body)
}

function rest(method, path, body) {
  if (method !== 'GET' && tenant.denies)
    return fail('Forbidden({"error":{"code":"Authorization_RequestDenied"}})')
  const filter = /^applications\?\$filter=tags\/any\(t:t eq '(.+)'\)$/.exec(path)?.[1]
  if (filter !== undefined) return { value: tenant.applications.filter(({ tags }) => tags.includes(filter)) }
  const byAppId = /^servicePrincipals\(appId='(.+)'\)$/.exec(path)?.[1]
  if (byAppId !== undefined)
    return tenant.servicePrincipals.find(({ appId }) => appId === byAppId) ?? missing()
  const [collection, id, part, partId] = path.split('/')
  if (part === 'oauth2PermissionGrants')
    return { value: tenant.oauth2PermissionGrants.filter(({ clientId }) => clientId === id) }
  if (id === undefined) return create(tenant[collection], { appId: randomUUID(), ...body })
  const one = tenant[collection].find((each) => each.id === id) ?? missing()
  if (part === undefined) return change(method, collection, one, body)
  const list = (one[part] ??= [])
  if (method === 'GET') return { value: list }
  if (method === 'POST') return create(list, body)
  one[part] = list.filter((each) => each.id !== partId)
  return undefined
}

function create(list, body) {
  const one = { id: randomUUID(), ...body }
  list.push(one)
  return one
}

function change(method, collection, one, body) {
  // What is new cannot be seen everywhere at once.
  if (method === 'PATCH' && tenant.late > 0) {
    tenant.late -= 1
    return missing()
  }
  if (method === 'GET') return one
  if (method === 'PATCH') Object.assign(one, body)
  if (method === 'DELETE') {
    tenant[collection] = tenant[collection].filter((each) => each !== one)
    // As Entra ID does it: the enterprise application goes with the registration.
    if (collection === 'applications')
      tenant.servicePrincipals = tenant.servicePrincipals.filter(({ appId }) => appId !== one.appId)
  }
  return undefined
}

const said = answer()
if (said !== undefined) console.log(JSON.stringify(said))
save()
