import { createServer, type Socket } from 'node:net'
import { listen, type Listening } from '../../sandbox/world/listen'

export const silence = Symbol('not a word')
export const cut = Symbol('the line cut')

/** Replies by command; a missing one is answered as a willing server would. */
export type RawScript = {
  readonly greeting?: string
  readonly ehlo?: string
  readonly mail?: string
  /** By recipient address. */
  readonly rcpt?: Readonly<Record<string, string>>
  readonly data?: string
  /** What happens once the terminating dot has arrived: a reply, silence, or the line cut. */
  readonly afterBody?: string | typeof silence | typeof cut
}

export type RawSmtp = Listening & {
  /** Every byte that came after 354, of all connections. */
  readonly bodyBytes: () => string
  readonly commands: readonly string[]
}

/** An SMTP server down to the bytes, for what a real one would not let us see or do. */
export async function startRawSmtp(script: RawScript = {}): Promise<RawSmtp> {
  const commands: string[] = []
  let body = ''
  const server = createServer((socket) => {
    let inBody = false
    let buffered = ''
    socket.on('error', () => undefined)
    socket.write(script.greeting ?? '220 raw.example.org ESMTP\r\n')
    socket.on('data', (chunk) => {
      if (inBody) body += chunk.toString('latin1')
      else buffered += chunk.toString('latin1')
      if (inBody && body.endsWith('\r\n.\r\n')) endBody(socket, script)
      for (;;) {
        const end = buffered.indexOf('\r\n')
        if (end < 0 || inBody) return
        const command = buffered.slice(0, end)
        buffered = buffered.slice(end + 2)
        commands.push(command)
        const reply = replyTo(command, script)
        inBody = command === 'DATA' && reply.startsWith('354')
        socket.write(reply)
      }
    })
  })
  const listening = await listen(server)
  return { ...listening, bodyBytes: () => body, commands }
}

function endBody(socket: Socket, { afterBody = '250 2.0.0 OK\r\n' }: RawScript): void {
  if (afterBody === cut) socket.destroy()
  else if (afterBody !== silence) socket.write(afterBody)
}

function replyTo(command: string, script: RawScript): string {
  if (/^[EH]+LO/.test(command))
    return script.ehlo ?? '250-raw.example.org\r\n250-DSN\r\n250 SIZE 36700160\r\n'
  if (command.startsWith('MAIL')) return script.mail ?? '250 2.1.0 OK\r\n'
  const recipient = /^RCPT TO:<([^>]*)>/.exec(command)?.[1]
  if (recipient !== undefined) return script.rcpt?.[recipient] ?? '250 2.1.5 OK\r\n'
  if (command === 'DATA') return script.data ?? '354 go ahead\r\n'
  return '250 OK\r\n'
}
