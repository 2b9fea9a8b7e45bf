import type { Problem } from '../../model/problem'

export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  })

export const problemAnswer = ({ status, headers, jsonBody }: Problem): Response =>
  new Response(JSON.stringify(jsonBody), { status, headers })

export const page = (html: string, status = 200): Response =>
  new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })

/** After a form was posted: loading the page again posts nothing. */
export const seeOther = (path: string): Response =>
  new Response(null, { status: 303, headers: { location: path } })

/** Kept by whoever asked, never shown by the browser as a page of ours. */
export const download = (body: Uint8Array<ArrayBuffer> | string, name: string, type: string): Response =>
  new Response(body, {
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
  })
