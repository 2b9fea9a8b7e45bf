import { classify } from '../../../shared/replies/classify'
import { compilePatterns, defaultPatterns } from '../../../shared/replies/patterns'
import { readMail } from '../../../shared/replies/read-mail'
import { receiveAtDesk } from '../../../sandbox/world/desk'
import type { DeskStep } from '../../../sandbox/world/desk'
import { createPlan } from '../../../sandbox/world/plan'
import { readSentMail } from '../../../sandbox/world/sent-mail'

const MAIL = [
  'From: reports@contoso.example',
  'To: ioc@microsoft.com',
  'Reply-To: reports+RDAR-2611-7F3K9QXM@contoso.example',
  'Subject: [DAR-2611-7F3K9QXM] Abuse report',
  'Message-ID: <DAR-2611-7F3K9QXM.initial@contoso.example>',
  '',
  'Please look at 20.119.0[.]42.',
  '',
].join('\r\n')
const noon = new Date('2026-11-23T12:00:00Z')

const sentMail = (raw = MAIL) =>
  readSentMail({
    from: 'reports@contoso.example',
    to: ['ioc@microsoft.com', 'abuse@microsoft.com', 'reports+sent@contoso.example'],
    raw: Buffer.from(raw),
    envelopeId: 'DAR-2611-7F3K9QXM.initial.1',
    receivedAt: noon,
  })

async function answersTo(step: DeskStep, raw?: string) {
  const plan = createPlan()
  const delivered: Buffer[] = []
  const mail = await sentMail(raw)
  receiveAtDesk(
    {
      plan,
      now: () => noon,
      stepsFor: () => [step],
      deliver: (answer) => delivered.push(answer),
      say: () => undefined,
    },
    mail,
  )
  const when = plan.next()
  await plan.run(new Date(noon.getTime() + 999 * 3_600_000))
  return { when, mails: await Promise.all(delivered.map((raw) => readMail(raw))) }
}

it('reads report id, purpose and reply address out of a mail', async () => {
  expect(await sentMail()).toMatchObject({
    reportId: 'DAR-2611-7F3K9QXM',
    purpose: 'initial',
    replyTo: 'reports+RDAR-2611-7F3K9QXM@contoso.example',
  })
})

it.each<{ step: DeskStep; kind: string; trusted: boolean }>([
  {
    step: { kind: 'acknowledges', afterInHours: 5, caseNumber: 'SIR12345678' },
    kind: 'acknowledgement',
    trusted: true,
  },
  { step: { kind: 'resolves', afterInHours: 50 }, kind: 'takedown', trusted: true },
  { step: { kind: 'sees no violation', afterInHours: 50 }, kind: 'no-action', trusted: true },
  { step: { kind: 'asks back', afterInHours: 9 }, kind: 'information-request', trusted: true },
  { step: { kind: 'is spoofed', afterInHours: 1 }, kind: 'takedown', trusted: false },
])('the desk $step.kind: in the thread, at its time, as $kind', async ({ step, kind, trusted }) => {
  const { when, mails } = await answersTo(step)
  expect(when).toEqual(new Date(noon.getTime() + step.afterInHours * 3_600_000))
  expect(mails).toHaveLength(1)
  const [mail] = mails
  expect(mail).toMatchObject({
    from: 'cert@microsoft.com',
    to: ['reports+rdar-2611-7f3k9qxm@contoso.example'],
    inReplyTo: '<DAR-2611-7F3K9QXM.initial@contoso.example>',
  })
  expect(mail!.authentication?.dmarc?.result).toBe(trusted ? 'pass' : 'fail')
  expect(JSON.stringify(classify(mail!, compilePatterns(defaultPatterns)))).toContain(kind)
})

it('a bounce is a delivery status notification from nobody, about this attempt and every outside recipient', async () => {
  const { mails } = await answersTo({ kind: 'bounces', afterInHours: 0.1 })
  expect(mails).toMatchObject([
    {
      returnPath: '',
      to: ['reports@contoso.example'],
      dsn: {
        envelopeId: 'DAR-2611-7F3K9QXM.initial.1',
        originalMessageId: '<DAR-2611-7F3K9QXM.initial@contoso.example>',
        recipients: [
          { recipient: 'ioc@microsoft.com', action: 'failed', status: '5.1.10' },
          { recipient: 'abuse@microsoft.com', action: 'failed', status: '5.1.10' },
        ],
      },
    },
  ])
})

it('follow-ups change nothing', async () => {
  const { when } = await answersTo(
    { kind: 'resolves', afterInHours: 1 },
    MAIL.replace('.initial@', '.reminder-1@'),
  )
  expect(when).toBeUndefined()
})
