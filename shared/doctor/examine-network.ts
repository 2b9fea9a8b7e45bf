import { randomBytes } from 'node:crypto'
import { systemDns } from '../ownership/system-dns'
import { askDns } from '../takedown/ask-dns'
import { secondInMs } from '../model/time'
import type { AppContext } from '../platform/app-context'
import { askServer } from './ask-server'
import { type Diagnosis, fail, ok, skipped, warn } from './diagnosis'

/** Which name is asked for: one that is Microsoft's, as most that the program asks for. */
const knownName = 'login.microsoftonline.com'

/** The name servers answer, and do not make up what does not exist. */
export async function examineDns({ settings }: AppContext): Promise<readonly Diagnosis[]> {
  const check = 'name servers'
  const { dns } = settings.need('dns')
  const resolveDns = systemDns({ timeoutInMs: 3_000, tries: 2, ...(dns.servers && { servers: dns.servers }) })
  const whose = dns.servers === undefined ? 'those of the system' : dns.servers.join(', ')
  const known = await askDns(resolveDns, knownName, 'A')
  if (known.kind !== 'records') {
    const why = known.kind === 'failed' ? known.why : `${knownName} is said not to exist`
    const remedy = 'Check DNS_SERVERS and the network; without DNS_SERVERS those of the system are asked.'
    return [fail(check, `${whose}: ${why}`, remedy)]
  }
  const madeUp = await askDns(resolveDns, `doctor-${randomBytes(8).toString('hex')}.invalid`, 'A')
  if (madeUp.kind !== 'records') return [ok(check, `${whose}: they answer`)]
  const says = `${whose}: they give an address for a name that cannot exist (RFC 6761), so no takedown would be seen`
  return [fail(check, says, 'Set DNS_SERVERS to name servers that make nothing up and filter nothing.')]
}

/** Tokens are refused beyond five minutes, and what is `not yet valid` already before. */
const toleratedMs = 60 * secondInMs
const refusedFromMs = 300 * secondInMs

/** The clock of this machine beside that of the first server that tells its own. */
export async function examineClock(urls: readonly string[], now: () => Date): Promise<readonly Diagnosis[]> {
  const check = 'clock'
  for (const url of urls) {
    const before = now().getTime()
    const answer = await askServer(url)
    if ('silent' in answer || !answer.date) continue
    const here = (before + now().getTime()) / 2
    // A server tells whole seconds, cut off.
    const behindMs = answer.date.getTime() + 500 - here
    return [judgeClock(check, behindMs, new URL(url).host)]
  }
  return [skipped(check, 'no server told its time')]
}

function judgeClock(check: string, behindMs: number, host: string): Diagnosis {
  const seconds = Math.round(Math.abs(behindMs) / secondInMs)
  const says = `${seconds} s ${behindMs > 0 ? 'behind' : 'ahead of'} ${host}`
  if (Math.abs(behindMs) <= toleratedMs) return ok(check, `within a minute of ${host}`)
  const remedy =
    'Set the clock of this machine by a time server: tokens and signatures are refused otherwise.'
  return Math.abs(behindMs) >= refusedFromMs ? fail(check, says, remedy) : warn(check, says, remedy)
}
