import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AppContext } from '../../shared/platform/app-context'
import { runReviewReports } from '../../shared/platform/run-review-reports'
import { type HttpServer, serveHttp } from '../helpers/http-server'

/** The pages and their API as the app answers them, over HTTP. @param faults what the app could not answer */
export const serveSite = (app: AppContext, faults: string[]): Promise<HttpServer> =>
  serveHttp((request, response) => {
    answer(app, faults, request, response).catch((error: unknown) => {
      faults.push(String(error))
      response.destroy()
    })
  })

async function answer(
  app: AppContext,
  faults: string[],
  { url = '/', method = 'GET', headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const sent = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  const asked = new Request(`http://${headers.host ?? ''}${url}`, { method, headers: sent })
  const answered = await runReviewReports(app, asked, (event, fields) => {
    faults.push(`${event} ${JSON.stringify(fields)}`)
  })
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  response.end(Buffer.from(await answered.arrayBuffer()))
}
