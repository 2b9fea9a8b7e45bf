import * as z from 'zod'
import { alertUrl } from './graph-client'
import { askGraph, type GraphOptions, readRefusal, type Refused } from './graph-request'

export type CommentAnswer = { readonly kind: 'written' } | { readonly kind: 'missing' } | Refused

/** Adds a comment to an alert, which nobody can take away again; so the caller looks first whether it is there. */
export type AddComment = (alertId: string, comment: string) => Promise<CommentAnswer>

/** Needs the application permission SecurityAlert.ReadWrite.All. */
export function graphComments(options: GraphOptions): AddComment {
  return async (alertId, comment) => {
    const url = alertUrl(options.endpoint, alertId)
    if (url === undefined) return { kind: 'missing' }
    const body = { '@odata.type': 'microsoft.graph.security.alertComment', comment }
    return askGraph(options, `${url}/comments`, readWritten, { method: 'POST', body })
  }
}

function readWritten(response: Response, content: unknown): CommentAnswer {
  if (response.ok) return { kind: 'written' }
  return response.status === 404 ? { kind: 'missing' } : readRefusal(response, content)
}

const commented = z.object({ comments: z.array(z.object({ comment: z.string().nullish() })).nullish() })

/** The comments of an alert as Graph gives it; undefined when they cannot be read. */
export function commentsOf(alert: unknown): readonly string[] | undefined {
  const read = commented.safeParse(alert)
  return read.success ? (read.data.comments ?? []).flatMap(({ comment }) => comment ?? []) : undefined
}

/** How every comment of this program begins: what we ourselves have written is no judgement of a person's. */
const OURS = /^Abuse report [A-Z][A-Z0-9]{1,9}-\d{4}-\w{6,8} to Microsoft:/

/** Has anybody but this program, or one like it, written under the alert? */
export function hasOthersComment(alert: unknown): boolean {
  return (commentsOf(alert) ?? []).some((text) => text.trim() !== '' && !OURS.test(text))
}
