import { readAddress } from '../model/address-reading'
import { hostPart } from '../model/host-part'
import { refang } from '../model/refang'

/**
 * How the alert writes an address or a host that is ours: `NAT64 form of 203.0.113.77`. undefined where it writes it as
 * we do, or where the text is not the value's own.
 */
export function otherSpelling(text: string, value: string): string | undefined {
  const at = text.toLowerCase().indexOf(value)
  if (at >= 0 && (at === 0 || text[at - 1] !== ':')) return undefined
  const host = hostPart(refang(text).replace(/^([a-z][\w+.-]*:\/\/[^/?#]*).*/i, '$1')) ?? text
  const reading = readAddress(host)
  if (reading.kind === 'address' && reading.carrier !== undefined)
    return `${reading.carrier} form of ${value}`
  return `another spelling of ${value}`
}

/** Services whose names lead to the address that is written in them. */
const NAMED_BY_ADDRESS = /\.(?:nip\.io|sslip\.io|xip\.io|traefik\.me)$/

/** The part of such a name that writes the address. */
export function addressedPart(host: string): string | undefined {
  return NAMED_BY_ADDRESS.test(host) ? host.replace(NAMED_BY_ADDRESS, '') : undefined
}
