import { text } from 'node:stream/consumers'
import { serveHttp } from '../helpers/http-server'

export type Posted = {
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A receiver on loopback that keeps what it gets, and answers as it is told. */
export async function startReceiver() {
  const posted: Posted[] = []
  const server = await serveHttp((request, response) => {
    void text(request).then((body) => {
      posted.push({ headers: request.headers, body })
      if (receiver.status === 'hang-up') response.destroy()
      else response.writeHead(receiver.status, { location: '/elsewhere' }).end('ok')
    })
  })
  const receiver = {
    url: `${server.origin}/hook?key=the-key-of-this-hook`,
    posted,
    status: 200 as number | 'hang-up',
    close: server.close,
  }
  return receiver
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>
