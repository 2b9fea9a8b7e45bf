import type { AppContext } from '../../shared/platform/app-context'
import { runReviewReports } from '../../shared/platform/run-review-reports'

/** What a test puts in place of fixed values so that the page lets it in. */
export const openPage = { isOpenOnLoopback: true } as const

export type PageAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly jsonBody: unknown
}

/** Asks the page as a program at this machine does. @param path below `/api/` */
export async function askPage(app: AppContext, path: string, init: RequestInit = {}): Promise<PageAnswer> {
  const request = new Request(`http://127.0.0.1:7071/api/${path}`, {
    ...init,
    headers: { host: '127.0.0.1:7071', ...Object.fromEntries(new Headers(init.headers)) },
  })
  const response = await runReviewReports(app, request, () => undefined)
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const jsonBody: unknown = isJson ? JSON.parse(text) : undefined
  return { status: response.status, headers: Object.fromEntries(response.headers), text, jsonBody }
}
