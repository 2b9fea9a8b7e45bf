import { startSmtp } from '../../sandbox/world/smtp'
import { openSmtpDoor } from '../../shared/delivery/smtp-door'
import { meaningOf } from '../../shared/delivery/smtp-meaning'
import { smtpReplies } from '../../shared/delivery/smtp-replies'
import { desk, message, ownCopy, plainSettings } from './message-fixture'

type Outcome = 'refused' | 'deferred' | 'paused'
type Sample = readonly [at: 'recipient' | 'data', code: number, text: string, outcome: Outcome]

/** At least one reply for each row, as servers have been seen to give it. */
const samples: Readonly<Record<(typeof smtpReplies)[number]['name'], readonly Sample[]>> = {
  'full mailbox, for now': [
    ['recipient', 452, '4.2.2 The email account that you tried to reach is over quota', 'deferred'],
    ['recipient', 452, '4.2.2 recipient quota exceeded', 'deferred'],
    ['recipient', 452, 'Mailbox full', 'deferred'],
  ],
  'busy mailbox': [
    ['recipient', 450, '4.2.1 The user you are trying to contact is receiving mail too quickly', 'deferred'],
    ['recipient', 432, '4.3.2 STOREDRV.Deliver; recipient thread limit exceeded', 'deferred'],
  ],
  'too many recipients in one transaction': [
    ['recipient', 452, '4.5.3 Too many recipients', 'deferred'],
    [
      'recipient',
      452,
      '4.5.3 Domain policy size per transaction exceeded, please try this recipient in a separate transaction',
      'deferred',
    ],
  ],
  greylisted: [['recipient', 450, '4.7.1 Greylisted, try again in 300 seconds', 'deferred']],
  'full mailbox, for good': [
    ['recipient', 552, '5.2.2 Mailbox full', 'refused'],
    ['recipient', 554, '5.2.2 mailbox is full; over quota', 'refused'],
  ],
  'no such recipient': [
    ['recipient', 550, '5.1.1 no such user', 'refused'],
    ['recipient', 550, '5.1.10 RESOLVER.ADR.RecipientNotFound', 'refused'],
    ['recipient', 550, '5.4.1 Recipient address rejected: Access denied. AS(201806281)', 'refused'],
  ],
  'daily limit of recipients': [
    ['data', 550, "5.1.90 Your message can't be sent because you've reached your daily limit", 'paused'],
    [
      'data',
      550,
      "5.7.232 Your message can't be sent because your trial tenant has exceeded its daily limit",
      'paused',
    ],
    ['data', 550, '5.7.233 your tenant exceeded its daily limit (TERRL)', 'paused'],
    ['data', 550, '5.7.236 Sending from a default domain is limited', 'paused'],
    ['data', 554, '5.2.2 SubmissionQuotaExceededException; Submission quota exceeded', 'paused'],
  ],
  throttled: [
    ['recipient', 432, '4.3.2 Concurrent connections limit exceeded', 'paused'],
    ['data', 451, '4.7.500 Server busy. Please try again later', 'paused'],
    ['recipient', 421, '4.7.28 unusual rate of unsolicited mail from your address', 'paused'],
    ['recipient', 421, '4.7.0 Too many connections', 'paused'],
  ],
  'sender or tenant blocked by Exchange Online': [
    ['data', 550, '5.7.501 Access denied, spam abuse detected from AS(123)', 'paused'],
    ['data', 550, '5.1.8 Access denied, bad outbound sender AS(42004)', 'paused'],
    ['data', 550, '5.7.705 Access denied, tenant has exceeded threshold', 'paused'],
    [
      'recipient',
      550,
      '5.7.708 Service unavailable. Access denied, traffic not accepted from this IP',
      'paused',
    ],
    ['recipient', 550, '5.7.606 Access denied, banned sending IP [198.51.100.133]', 'paused'],
  ],
  'address on a block list': [
    [
      'recipient',
      550,
      '5.7.1 Service unavailable, Client host [198.51.100.133] blocked using Spamhaus',
      'paused',
    ],
    ['recipient', 554, '5.7.1 Service unavailable; Client host blocked using bl.example.net', 'paused'],
  ],
  'sender not authenticated by SPF, DKIM or DMARC': [
    [
      'data',
      550,
      '5.7.509 Access denied, sending domain example.com does not pass DMARC verification',
      'paused',
    ],
    ['data', 550, '5.7.26 This mail has been blocked because the sender is unauthenticated', 'paused'],
  ],
  'may not send as this address': [
    ['data', 550, '5.7.1 Client does not have permissions to send as this sender', 'paused'],
    [
      'data',
      554,
      '5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied',
      'paused',
    ],
    ['data', 550, '5.7.60 SMTP; Client does not have permissions to send as this sender', 'paused'],
    ['data', 554, '5.2.252 SendAsDenied; not allowed to send as', 'paused'],
  ],
  'relay denied': [
    ['recipient', 554, '5.7.1 <ioc@example.com>: Relay access denied', 'paused'],
    ['recipient', 550, '5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'paused'],
    ['recipient', 550, 'relay not permitted', 'paused'],
  ],
  'not logged in': [
    ['recipient', 530, '5.7.57 Client not authenticated to send mail', 'paused'],
    ['recipient', 530, '5.7.0 Authentication Required', 'paused'],
  ],
  'commands out of order': [['data', 503, '5.5.1 Bad sequence of commands', 'deferred']],
}

const cases = Object.entries(samples).flatMap(([row, given]) =>
  given.map((sample) => [row, ...sample] as const),
)

it.each(cases)('%s: at %s %i %s: %s', async (row, at, code, text, outcome) => {
  const smtp = await startSmtp({ security: 'none' })
  const reply = { code, text }
  smtp.script =
    at === 'data' ? { data: () => reply } : { recipient: (to) => (to === ownCopy ? undefined : reply) }
  const settings = { ...plainSettings(smtp.port), silenceTimeoutInMs: 5000 }
  const answer = await openSmtpDoor(settings).deliver(message, async () => true)
  await smtp.close()
  expect(answer.outcome).toBe(outcome)
  expect(smtp.received).toEqual([])
  const first = smtpReplies.find(({ matches }) => matches.test(`${code} ${text}`))
  expect(first?.name).toBe(row)
})

it('what no row knows is told by its first digit', () => {
  expect(['550 no', '554 5.7.1 looks like spam', '451 4.3.0 later', '450 4.7.1 no'].map(meaningOf)).toEqual([
    'refused',
    'refused',
    'deferred',
    'deferred',
  ])
})

it('a reply of several lines, or of 60 KB, is read like a short one', () => {
  expect(meaningOf('550-5.7.26 This mail has been blocked\r\n550 5.7.26 see the manual')).toMatchObject({
    reason: 'does not believe our sender address',
  })
  expect(meaningOf(`554 5.7.1 ${'spam '.repeat(14_000)}`)).toBe('refused')
})

it('a fault of the sender at one recipient shuts the door, though another is taken: nobody gets a part of it', async () => {
  const smtp = await startSmtp({ security: 'none' })
  smtp.script = {
    recipient: (to) => (to === desk ? { code: 554, text: '5.7.1 Relay access denied' } : undefined),
  }
  let asked = false
  const settings = { ...plainSettings(smtp.port), silenceTimeoutInMs: 5000 }
  const answer = await openSmtpDoor(settings).deliver(message, async () => (asked = true))
  await smtp.close()
  expect([answer.outcome, asked, smtp.received]).toEqual(['paused', false, []])
})
