import { request } from 'node:http'
import { connect, isIPv6, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { addressRange, isRoutable } from '../model/address-range'
import type { Hostname } from '../model/hostname'
import { type IpAddress, parseIpAddress } from '../model/ip-address'
import type { ResolveDns } from '../ownership/resolve-host'
import { askDns } from './ask-dns'

export type SocketDeps = {
  readonly resolveDns: ResolveDns
  readonly isOurs: (address: IpAddress) => boolean
  /** An http proxy that takes CONNECT; it is given addresses, never names. */
  readonly proxy: URL | undefined
}

/** Nobody is connected to: why. */
export class GuardError extends Error {
  override readonly name = 'GuardError'
}

/**
 * The one address to connect to. It is this very address that is connected to afterwards, by us or by the proxy, so
 * a name that resolves otherwise a moment later leads nowhere else.
 * @throws GuardError when there is none, or when any of them is private, special or our own
 */
export async function guardedAddress({ resolveDns, isOurs }: SocketDeps, name: Hostname): Promise<IpAddress> {
  const answers = await Promise.all([askDns(resolveDns, name, 'A'), askDns(resolveDns, name, 'AAAA')])
  const records = answers.flatMap((answer) => (answer.kind === 'records' ? answer.records : []))
  for (const record of records) {
    const address = parseIpAddress(record)
    if (!address || !isRoutable(address) || addressRange(address) === 'documentation')
      throw new GuardError(`${name} leads to ${record}, which is no public address`)
    if (isOurs(address)) throw new GuardError(`${name} leads to ${record}, which is ours`)
  }
  const [first] = records.map(parseIpAddress)
  if (!first) throw new GuardError(`${name} has no address`)
  return first
}

/** A connection to the name's guarded address, encrypted where the scheme says so. @throws GuardError, or what the net says */
export async function guardedSocket(
  deps: SocketDeps,
  name: Hostname,
  scheme: 'http' | 'https',
  signal: AbortSignal,
): Promise<Socket> {
  const address = await guardedAddress(deps, name)
  const port = scheme === 'https' ? 443 : 80
  const plain = deps.proxy
    ? await throughProxy(deps.proxy, address, port, signal)
    : await connected(connect({ host: address, port, signal }), 'connect')
  return scheme === 'https'
    ? connected(connectTls({ socket: plain, servername: name }), 'secureConnect')
    : plain
}

function connected<S extends Socket>(socket: S, event: 'connect' | 'secureConnect'): Promise<S> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once(event, () => resolve(socket))
  })
}

function throughProxy(proxy: URL, address: IpAddress, port: number, signal: AbortSignal): Promise<Socket> {
  const path = `${isIPv6(address) ? `[${address}]` : address}:${port}`
  return new Promise((resolve, reject) => {
    const asked = request({
      host: proxy.hostname,
      port: proxy.port || 80,
      method: 'CONNECT',
      path,
      signal,
      headers: { host: path },
    })
    asked.once('connect', (response, socket) => {
      if (response.statusCode === 200) {
        resolve(socket)
        return
      }
      socket.destroy()
      reject(new Error(`the proxy refuses ${path}: ${response.statusCode}`))
    })
    asked.once('response', (response) => {
      response.destroy()
      reject(new Error(`the proxy does not connect: ${response.statusCode}`))
    })
    asked.once('error', reject)
    asked.end()
  })
}
