import * as z from 'zod'
import { after, dayInMs, hourInMs, minuteInMs } from '../model/time'
import type { ProbeNews } from '../replies/sender-probe'
import type { Checkpoints } from '../storage/checkpoints'

const finding = z.object({
  what: z.string(),
  result: z.enum(['fine', 'warning', 'failed', 'waiting', 'not tried']),
  says: z.string(),
  remedy: z.string().exactOptional(),
})

const checkSchema = z.object({
  /** Absent before the first check. */
  checkedAt: z.coerce.date().exactOptional(),
  findings: z.array(finding),
  /** The last mail to ourselves. */
  probe: z.object({ address: z.string(), sentAt: z.coerce.date() }).exactOptional(),
  /** A person wants one now. */
  askedAt: z.coerce.date().exactOptional(),
})

/** What was found about one thing that sending and hearing rest on. */
export type Finding = z.infer<typeof finding>
export type SenderCheck = z.infer<typeof checkSchema>

/** The row in Checkpoints. */
export const senderCheckRow = 'sender-check'
export const senderCheckSchema = checkSchema

export type CheckSenderDeps = {
  readonly checkpoints: Checkpoints
  /** All but the mail to ourselves. */
  readonly look: () => Promise<readonly Finding[]>
  /** Why no mail to ourselves may leave now; undefined where one may. */
  readonly whyNoMail: () => Promise<string | undefined>
  readonly newProbeAddress: () => string
  /** Undefined when it has left, else why not. */
  readonly sendProbe: (address: string) => Promise<string | undefined>
  readonly now: () => Date
}

/** A little less than a day, so that a check does not wander through it. */
const everyMs = dayInMs - 10 * minuteInMs
const notAgainWithinMs = 20 * hourInMs
const arrivesWithinMs = 2 * hourInMs
const plus = 'plus-addressing'

const plusRemedy =
  'Let the mailbox take plus-addresses (Exchange Online: Set-OrganizationConfig -DisablePlusAddressInRecipients $false), and see that trackReplies runs and reads the folder where they arrive. Until then answers are matched by subject and Message-ID.'

/**
 * Checks what sending and hearing rest on, once a day or when asked; in between it costs one read. A mail to ourselves
 * leaves at most once a day, never with the first check of a deployment, and is noted before it leaves.
 * @param isAsked by whoever calls; the row may say so, too
 * @returns the check as it was kept, when one was made
 */
export async function checkSender(deps: CheckSenderDeps, isAsked: boolean): Promise<SenderCheck | undefined> {
  const held = await deps.checkpoints.load(senderCheckRow, checkSchema)
  const before: SenderCheck = held?.value ?? { findings: [] }
  const asked = isAsked || before.askedAt !== undefined
  const isDue = before.checkedAt === undefined || after(before.checkedAt, everyMs) <= deps.now()
  if (!asked && !isDue) {
    await giveUpWaiting(deps, before, held?.etag)
    return undefined
  }
  const findings = await deps.look()
  const whyNot = await whyNoProbe(deps, before, asked)
  const probe = whyNot === undefined ? { address: deps.newProbeAddress(), sentAt: deps.now() } : before.probe
  const check: SenderCheck = {
    checkedAt: deps.now(),
    findings: [...findings, plusFinding(before, whyNot)],
    ...(probe && { probe }),
  }
  if ((await deps.checkpoints.save(senderCheckRow, check, held?.etag)) === undefined) return undefined
  const refused = whyNot === undefined && probe ? await deps.sendProbe(probe.address) : undefined
  if (refused === undefined) return check
  await noteProbe(deps.checkpoints, { address: probe?.address ?? '', bounced: refused })
  return (await deps.checkpoints.load(senderCheckRow, checkSchema))?.value ?? check
}

async function whyNoProbe(deps: CheckSenderDeps, before: SenderCheck, asked: boolean) {
  if (before.checkedAt === undefined && !asked) return 'the first check of a deployment sends nothing'
  if (before.probe && after(before.probe.sentAt, notAgainWithinMs) > deps.now()) {
    return `the last mail to ourselves left at ${before.probe.sentAt.toISOString()}`
  }
  return deps.whyNoMail()
}

/** What the last mail has shown stands until the next one leaves. */
function plusFinding(before: SenderCheck, whyNot: string | undefined): Finding {
  if (whyNot === undefined) return { what: plus, result: 'waiting', says: 'a mail to ourselves has left' }
  const last = before.findings.find(({ what }) => what === plus)
  return last && last.result !== 'not tried' ? last : { what: plus, result: 'not tried', says: whyNot }
}

async function giveUpWaiting(deps: CheckSenderDeps, check: SenderCheck, etag: string | undefined) {
  const waits = check.findings.some(({ what, result }) => what === plus && result === 'waiting')
  if (!waits || !check.probe || after(check.probe.sentAt, arrivesWithinMs) > deps.now()) return
  const says = 'a mail to ourselves has not arrived within two hours'
  await deps.checkpoints.save(senderCheckRow, withPlus(check, { result: 'failed', says }), etag)
}

const withPlus = (check: SenderCheck, { result, says }: Pick<Finding, 'result' | 'says'>): SenderCheck => ({
  ...check,
  findings: check.findings.map((one) =>
    one.what === plus
      ? { what: plus, result, says, ...(result === 'failed' && { remedy: plusRemedy }) }
      : one,
  ),
})

/** A mail to ourselves has arrived, or come back. One that is not the last one says nothing any more. */
export async function noteProbe(checkpoints: Checkpoints, { address, bounced }: ProbeNews): Promise<void> {
  for (;;) {
    const held = await checkpoints.load(senderCheckRow, checkSchema)
    if (held?.value.probe?.address !== address) return
    const seen =
      bounced === undefined
        ? ({ result: 'fine', says: 'a mail to ourselves has arrived' } as const)
        : ({ result: 'failed', says: `a mail to ourselves: ${bounced.slice(0, 500)}` } as const)
    if ((await checkpoints.save(senderCheckRow, withPlus(held.value, seen), held.etag)) !== undefined) return
  }
}

/** A person wants a check; the next look makes it. */
export async function askForCheck(checkpoints: Checkpoints, at: Date): Promise<void> {
  for (;;) {
    const held = await checkpoints.load(senderCheckRow, checkSchema)
    const next: SenderCheck = { findings: [], ...held?.value, askedAt: at }
    if ((await checkpoints.save(senderCheckRow, next, held?.etag)) !== undefined) return
  }
}
