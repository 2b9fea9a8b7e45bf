import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const waitInMs = 2_000
const onWindows = process.platform === 'win32'

/** @throws with what the command line said, and a remedy where it is a known one */
function run(command, args) {
  // On Windows both are scripts, which only a shell starts; none of our arguments holds a double quote.
  const given = onWindows ? args.map((one) => `"${one}"`) : args
  const { status, stdout, stderr, error } = spawnSync(command, given, { encoding: 'utf8', shell: onWindows })
  if (error?.code === 'ENOENT') throw new Error(`${command} is not installed, or not on the PATH.`)
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 3).join(' ')} failed: ${withRemedy(stderr)}`)
  return stdout
}

function withRemedy(stderr) {
  const said = stderr.trim()
  if (/az login|AADSTS/.test(said))
    return `${said}\nLog in with \`az login\`, to the tenant that Defender is in.`
  if (/Authorization_RequestDenied|Forbidden/.test(said))
    return `${said}\nYou may not do this: it takes Privileged Role Administrator for permissions, Application Administrator for the registration.`
  return said
}

/** What was made a moment ago is not to be seen everywhere in Entra ID at once. */
function oncePresent(ask, triesLeft = 8) {
  try {
    return ask()
  } catch (error) {
    if (triesLeft === 0 || !/Request_ResourceNotFound|does not reference a valid/.test(error.message))
      throw error
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitInMs)
    return oncePresent(ask, triesLeft - 1)
  }
}

/** What `azd` deployed last; nothing where there is no azd, or no deployment. */
export function azdValues() {
  const { status, stdout } = spawnSync('azd', ['env', 'get-values'], { encoding: 'utf8', shell: onWindows })
  if (status !== 0) return {}
  const lines = [...stdout.matchAll(/^(\w+)="(.*)"$/gm)]
  return Object.fromEntries(lines.map(([, name, value]) => [name, value]))
}

export const pageTag = (identity) => `defender-abuse-reporter:${identity.id}`

/** Graph as the Azure CLI asks it: paths below /v1.0, JSON in and out. */
export function azureCli() {
  const json = (...args) => JSON.parse(run('az', [...args, '--output', 'json']) || 'null')
  const account = json('account', 'show')
  const { name: cloud, endpoints } = json('cloud', 'show')
  const graph = endpoints.microsoftGraphResourceId.replace(/\/+$/, '')
  const url = (path) => (path.startsWith('https://') ? path : `${graph}/v1.0/${path}`)

  // Each question takes the command line a second, and several steps ask the same one.
  const known = new Map()
  const ask = (path) => {
    try {
      return json('rest', '--method', 'GET', '--url', url(path))
    } catch (error) {
      if (/Request_ResourceNotFound|Not Found/.test(error.message)) return undefined
      throw error
    }
  }
  const get = (path) => {
    if (!known.has(path)) known.set(path, ask(path))
    return known.get(path)
  }
  const send = (method, path, body) => {
    known.clear()
    const folder = mkdtempSync(join(tmpdir(), 'consent-'))
    const file = join(folder, 'body.json')
    writeFileSync(file, JSON.stringify(body ?? {}))
    const withBody =
      body === undefined ? [] : ['--headers', 'Content-Type=application/json', '--body', `@${file}`]
    try {
      const said = oncePresent(() =>
        run('az', ['rest', '--method', method, '--url', url(path), ...withBody, '--output', 'json']),
      )
      return said.trim() === '' ? undefined : JSON.parse(said)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const list = (path) => {
    const found = []
    for (let next = path; next !== undefined;) {
      const page = get(next)
      found.push(...(page?.value ?? []))
      next = page?.['@odata.nextLink']
    }
    return found
  }
  const registeredPage = (identity) => list(`applications?$filter=tags/any(t:t eq '${pageTag(identity)}')`)[0]
  return {
    cloud,
    who: account.user.name,
    tenantId: account.tenantId,
    login: endpoints.activeDirectory.replace(/\/+$/, ''),
    get,
    list,
    registeredPage,
    post: (path, body) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
    remove: (path) => send('DELETE', path),
  }
}
