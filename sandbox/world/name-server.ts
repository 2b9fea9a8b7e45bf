import { createSocket } from 'node:dgram'
import { type Answer, decode, encode } from 'dns-packet'

export type NameServer = {
  readonly port: number
  /** How often it was asked. */
  questions: number
  /** Takes questions and answers none. */
  isSilent: boolean
  /** Says this about every name, whatever the zone holds: 2 is SERVFAIL, 3 "no such name", 5 REFUSED. */
  verdict: number | undefined
  readonly close: () => Promise<void>
}

/**
 * A name server on loopback that knows the zone as it stands at each question, and answers "no such name" for the
 * rest. A name that only has others below it exists too, without records of its own (RFC 8020).
 */
export async function startNameServer(zone: readonly Answer[]): Promise<NameServer> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const server: NameServer = {
    port: socket.address().port,
    questions: 0,
    isSilent: false,
    verdict: undefined,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  }
  socket.on('message', (message, from) => {
    server.questions += 1
    if (server.isSilent) return
    const { id, questions: [question] = [] } = decode(message)
    const asked = question?.name.toLowerCase() ?? ''
    const isKnown = zone.some(({ name }) => name === asked || name.endsWith(`.${asked}`))
    const isAnswered = server.verdict === undefined
    const answers = zone.filter(({ name, type }) => isAnswered && name === asked && type === question?.type)
    const reply = encode({
      type: 'response',
      id,
      flags: server.verdict ?? (isKnown ? 0 : 3),
      questions: question ? [question] : [],
      answers,
    })
    socket.send(reply, from.port, from.address)
  })
  return server
}
