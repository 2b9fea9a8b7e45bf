import { toNumber } from '../fields'
import type { Direction } from './connection'
import type { EveEvent } from './suricata-event'

export type End = 'source' | 'destination'

const WELL_KNOWN = new Set([53, 80, 443, 8000, 8080, 8443])

/** A rule may match on the server's answer; then the source of the packet is what was requested from. */
export function serverEnd({ flow, direction, src_ip, src_port, dest_port }: EveEvent): End | undefined {
  if (flow?.dest_ip) return flow.dest_ip === src_ip ? 'source' : 'destination'
  if (direction) return direction === 'to_client' ? 'source' : 'destination'
  const [from, to] = [toNumber(src_port) ?? 0, toNumber(dest_port) ?? 0]
  if (WELL_KNOWN.has(to)) return 'destination'
  // Without one of its ports, the packet may as well be the answer.
  if (from === 0 || to === 0) return undefined
  return WELL_KNOWN.has(from) ? 'source' : 'destination'
}

/** The flow says that the packet is the server's answer: who began the connection is the packet's destination. */
export function isAnswerOfFlow(event: EveEvent): boolean {
  const isSaid = Boolean(event.flow?.dest_ip) || Boolean(event.direction)
  return isSaid && serverEnd(event) === 'source'
}

/**
 * Which end is ours, where the rule says it: by its keyword `target`, by the target that its metadata names, or by
 * the words of Emerging Threats' rules. Undefined for the rest; addresses tell then.
 */
export function directionOf(event: EveEvent): Direction | undefined {
  const { source, target, metadata, signature } = event.alert ?? {}
  const [victim, attacker] = [target?.ip, source?.ip]
  if (victim && [event.src_ip, event.dest_ip].includes(victim)) return outboundIf(victim === event.src_ip)
  if (attacker && [event.src_ip, event.dest_ip].includes(attacker))
    return outboundIf(attacker === event.dest_ip)
  const aim = metadata?.attack_target.join(' ') ?? ''
  const isAnswer = serverEnd(event) === 'source'
  const [client, server] = [/client|mobile/i.test(aim), /server/i.test(aim)]
  if (client !== server && isServerKnown(event)) return outboundIf(client ? !isAnswer : isAnswer)
  return directionInWords(signature ?? '')
}

/** Without its ports or its flow, a packet may as well be the answer. */
function isServerKnown({ flow, direction, src_port, dest_port }: EveEvent): boolean {
  return Boolean(flow?.dest_ip ?? direction) || (src_port != null && dest_port != null)
}

function outboundIf(sourceIsOurs: boolean): Direction {
  return sourceIsOurs ? 'outbound' : 'inbound'
}

/** Lists of bad addresses are matched where they are the source. */
const LISTED =
  /^ET (?:DROP|CINS|COMPROMISED|3CORESEC|TOR)\b.*\b(?:inbound|poor reputation|listed|known|traffic group)\b/i

function directionInWords(signature: string): Direction | undefined {
  const words = signature.slice(0, 500)
  const [inbound, outbound] = [/\binbound\b/i.test(words), /\boutbound\b/i.test(words)]
  if (inbound !== outbound) return outbound ? 'outbound' : 'inbound'
  return LISTED.test(words) ? 'inbound' : undefined
}
