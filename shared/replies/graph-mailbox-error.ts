import * as z from 'zod'
import type { GraphRefusal, Refused } from '../alerts/graph-request'
import { type MailboxFault, MailboxError } from './mailbox'

const faults: Readonly<Record<GraphRefusal, MailboxFault>> = {
  'no-token': 'login',
  unauthorised: 'login',
  forbidden: 'permission',
  throttled: 'throttled',
  rejected: 'protocol',
  'server-error': 'unreachable',
  'not-json': 'protocol',
  unreachable: 'unreachable',
  timeout: 'unreachable',
  'too-large': 'protocol',
  partial: 'unreachable',
  'foreign-link': 'protocol',
}

/** Cause and remedy of what Graph answered instead of a mail, in words for a log line. */
export function graphMailboxError(refused: Refused): MailboxError {
  const fault = refused.status === 404 ? 'folder' : faults[refused.cause]
  return new MailboxError(fault, `Graph does not let us read: ${refused.detail}`, remedyFor(fault, refused))
}

/** Nothing that every request of this mailbox would meet alike. */
export function isAboutOneMail({ cause, status }: Refused): boolean {
  return (status !== undefined && status >= 500) || cause === 'rejected' || cause === 'timeout'
}

const itemFault = z.object({ error: z.object({ code: z.literal('ErrorItemNotFound') }) })

/** A mailbox that is not there answers 404 too, and says nothing about the mail. */
export const isMissingMail = (status: number, content: unknown): boolean =>
  status === 404 && itemFault.safeParse(content).success

function remedyFor(fault: MailboxFault, { cause }: Refused): string {
  switch (fault) {
    case 'login':
      return cause === 'no-token'
        ? 'Give the app a managed identity, or log in; see AZURE_CLIENT_ID.'
        : 'Check GRAPH_TENANT_ID and the identity of the app.'
    case 'permission':
      return 'Give the identity Mail.Read for this mailbox (RBAC for Applications in Exchange Online).'
    case 'throttled':
      return 'Reading goes on by itself; if this stays, see what else asks for this mailbox.'
    case 'folder':
      return 'Set GRAPH_MAILBOX to a mailbox of this tenant, or IMAP_HOST to the server of another.'
    case 'unreachable':
      return 'Check GRAPH_ENDPOINT and the network; reading goes on by itself once Graph answers.'
    case 'encryption':
    case 'protocol':
      return 'Reading is tried again; if this stays, look at the health of Exchange Online.'
    default:
      return fault satisfies never
  }
}
