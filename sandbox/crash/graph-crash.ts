import { graphError } from '../world/graph-fault'
import type { GraphMailScript, MailFault } from '../world/graph-mailbox'
import type { ReceivedMail } from '../world/smtp'
import type { CrashDoor } from './crash-door'
import { draw, fall } from './numbers'

type Shares = readonly (readonly [percent: number, fault: MailFault])[]

const timeout = (done: boolean): MailFault => ({
  ...graphError(504, 'GatewayTimeout', 'took too long'),
  done,
})
const lineLost = (done: boolean): MailFault => ({ status: 0, done })
const unavailable: MailFault = { ...graphError(503, 'ServiceUnavailable', 'not now'), done: false }
const throttled: MailFault = {
  ...graphError(429, 'ApplicationThrottled', 'too many requests'),
  headers: { 'retry-after': '60' },
  done: false,
}

/** Per cent of all requests. */
const atCreate: Shares = [
  [1, timeout(true)],
  [1, timeout(false)],
  [1, lineLost(true)],
  [1, unavailable],
  [0.5, throttled],
]
const atSend: Shares = [
  [3, timeout(true)],
  [3, timeout(false)],
  [2, lineLost(true)],
  [2, lineLost(false)],
  [1, unavailable],
  [0.5, throttled],
]
const atLook: Shares = [
  [2, timeout(false)],
  [1, unavailable],
]

/** Graph, with a gateway that gives up before and after the mailbox has done what was asked. */
export function graphCrash(): CrashDoor {
  const dropped = { kept: 0, lost: 0 }
  const counts = { sends: 0 }
  return {
    name: 'graph',
    settings: { DOORS: 'graph' },
    prepare: ({ mailbox }, seed) => {
      mailbox.script = script(seed, dropped, counts)
    },
    testify: ({ mailbox }) => ({
      held: mailbox.sent.flatMap((mail) => initialOf(mail) ?? []),
      // A draft can be looked at: nobody need be asked about any.
      vanished: new Set(),
      refused: new Set(),
      attempts: counts.sends,
      dropped,
    }),
  }
}

function script(
  seed: number,
  dropped: { kept: number; lost: number },
  counts: { sends: number },
): GraphMailScript {
  let requests = 0
  const next = (what: string, shares: Shares) => fall(draw(seed, what, (requests += 1)), shares)
  return {
    create: () => next('create', atCreate),
    send: () => {
      counts.sends += 1
      const fault = next('send', atSend)
      if (fault?.status === 504 || fault?.status === 0) dropped[fault.done ? 'kept' : 'lost'] += 1
      return fault
    },
    other: () => next('look', atLook),
  }
}

/** The report whose first mail it is. */
function initialOf({ raw }: ReceivedMail): string | undefined {
  return /^Message-ID: <([^.@\s]+)\.initial[.@]/im.exec(raw.toString('latin1'))?.[1]
}
