import { createSocket } from 'node:dgram'
import { type Answer, decode, encode } from 'dns-packet'

export type NameServer = {
  readonly port: number
  /** How often it was asked. */
  questions: number
  /** Takes questions and answers none. */
  isSilent: boolean
  readonly close: () => Promise<void>
}

/** A name server on loopback that knows the zone, and answers "no such name" for the rest. */
export async function startNameServer(zone: readonly Answer[]): Promise<NameServer> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const server: NameServer = {
    port: socket.address().port,
    questions: 0,
    isSilent: false,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  }
  socket.on('message', (message, from) => {
    server.questions += 1
    if (server.isSilent) return
    const { id, questions: [question] = [] } = decode(message)
    const answers = zone.filter(({ name, type }) => name === question?.name && type === question.type)
    const isKnown = zone.some(({ name }) => name === question?.name)
    const reply = encode({
      type: 'response',
      id,
      flags: isKnown ? 0 : 3,
      questions: question ? [question] : [],
      answers: [...answers],
    })
    socket.send(reply, from.port, from.address)
  })
  return server
}
