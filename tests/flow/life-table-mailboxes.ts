import { noImap } from './small-world'
import { startGraph } from '../../sandbox/world/graph'
import { graphMailbox } from '../../sandbox/world/graph-mailbox'
import type { AppContext } from '../../shared/platform/app-context'

/** Where answers arrive, besides the world's own mailbox that they are copied from. */
export type LifeMailbox = {
  /** Settings by which the app reads this one. */
  readonly settings: Readonly<Record<string, string>>
  readonly deliver: (raw: Buffer) => void | Promise<void>
  /** What the app needs besides its settings. */
  readonly context?: Partial<Pick<AppContext, 'credential'>>
  readonly close: () => void | Promise<void>
}

export type LifeMailboxKind = { readonly kind: string; readonly start: () => Promise<LifeMailbox> }

/** The world's own, over IMAP: what lies in it is there already. */
export const overImap: LifeMailboxKind = {
  kind: 'IMAP',
  start: async () => ({ settings: {}, deliver: () => undefined, close: () => undefined }),
}

/** Inbox of a mailbox of Exchange Online; reports leave over SMTP all the same. */
export const overGraph: LifeMailboxKind = {
  kind: 'Graph',
  start: async () => {
    const mailbox = graphMailbox({ address: 'reports@example.com' })
    const graph = await startGraph({ mailbox, token: () => 't' })
    const getToken = () => Promise.resolve({ token: 't', expiresOnTimestamp: 2e12 })
    return {
      settings: { ...noImap, GRAPH_MAILBOX: 'reports@example.com', GRAPH_ENDPOINT: graph.url },
      context: { credential: () => ({ getToken }) },
      deliver: (raw) => void mailbox.folders.deliver(raw),
      close: graph.close,
    }
  },
}
