import { type SmtpReplyRow, exchange, google, rfc3463, rfc5321, rfc7372 } from './smtp-reply-row'

/** Where Microsoft, or whoever runs the mail server, keeps our sender from sending. */
const unblock = 'Ask the operator of the mail server to unblock the sender: it refuses every mail of ours.'
const slower = 'Lower the send limits, or wait: the sender has used up what it may send.'
const sendAs = 'Check MAIL_FROM, and that the login may send as this address.'
const logIn =
  'Check SMTP host, port, user and password: the server does not relay for a client it does not know.'
const authenticate = 'Publish SPF, DKIM and DMARC records for the domain of MAIL_FROM that cover this server.'

/**
 * What a reply to MAIL, RCPT or DATA means where its first digit alone would mislead; the first row that matches counts.
 * Rows about a recipient come first: a mailbox that is full or busy says `quota` and `limit` too.
 */
export const smtpReplies = [
  // One recipient, for now.
  {
    name: 'full mailbox, for now',
    matches:
      /^4\d\d.*(?:\b4\.2\.2\b|(?:mailbox|recipient|user|account|over) ?.{0,30}(?:quota|full|over quota))/i,
    means: 'deferred',
    source: rfc3463,
  },
  {
    name: 'busy mailbox',
    matches:
      /^4\d\d.*(?:\b4\.2\.1\b|recipient thread limit|receiving (?:mail|messages) too|at a rate that prevents)/i,
    means: 'deferred',
    source: exchange,
  },
  {
    name: 'too many recipients in one transaction',
    matches: /^4\d\d.*(?:\b4\.5\.3\b|too many recipients|try this recipient)/i,
    means: 'deferred',
    source: rfc5321,
  },
  { name: 'greylisted', matches: /^4\d\d.*gr[ea]y-?list/i, means: 'deferred', source: rfc5321 },
  // One recipient, for good.
  {
    name: 'full mailbox, for good',
    matches: /^5\d\d.*(?:\b5\.2\.2\b(?!.*submission)|mailbox (?:is )?full|over quota)/i,
    means: 'refused',
    source: rfc3463,
  },
  {
    name: 'no such recipient',
    matches: /^5\d\d.*\b5\.(?:1\.(?:0|1|2|3|6|10)|2\.1|4\.1)\b/,
    means: 'refused',
    source: exchange,
  },
  // The sender has sent too much.
  {
    name: 'daily limit of recipients',
    matches: /\b5\.(?:1\.90|7\.23[236])\b|\bTERRL\b|daily limit|submission quota|SubmissionQuotaExceeded/i,
    means: { reason: 'limits us', remedy: slower },
    source: exchange,
  },
  {
    name: 'throttled',
    matches:
      /\b4\.(?:3\.2|7\.28|7\.5\d\d)\b|\b5\.(?:7\.50[58]|4\.5)\b|throttl|rate[ -]?limit|unusual rate|too many (?:messages|connections|sessions)|concurrent (?:connections|sessions)|(?:submission|sending|message|relay|sender) (?:quota|limit|rate)/i,
    means: { reason: 'limits us', remedy: slower },
    source: google,
  },
  // The sender is blocked, whatever it sends.
  {
    name: 'sender or tenant blocked by Exchange Online',
    matches: /\b5\.1\.8\b|\b5\.7\.(?:50[1-4]|51[01]|60[6-9]|6[1-4]\d|70[0-8]|750)\b|bad outbound sender/i,
    means: { reason: 'blocks our sender', remedy: unblock },
    source: exchange,
  },
  {
    name: 'address on a block list',
    matches:
      /spamhaus|barracuda|spamcop|sorbs|\b(?:dns|r)bl\b|block(?:ed)? ?list|client host .{0,60}(?:blocked|rejected)/i,
    means: { reason: 'blocks our sender', remedy: unblock },
    source: exchange,
  },
  {
    name: 'sender not authenticated by SPF, DKIM or DMARC',
    matches: /\b5\.7\.(?:2[0-7]|509)\b|unauthenticated email|DMARC policy|SPF .{0,30}fail/i,
    means: { reason: 'does not believe our sender address', remedy: authenticate },
    source: rfc7372,
  },
  // The login is missing, or may not do this.
  {
    name: 'may not send as this address',
    matches:
      /SendAsDenied|\b5\.7\.60\b|\b5\.2\.252\b|permissions? to send as|not allowed to send as|sender address rejected: not owned/i,
    means: { reason: 'refuses our sender address', remedy: sendAs },
    source: exchange,
  },
  {
    name: 'relay denied',
    matches:
      /\b5\.7\.(?:54|64)\b|relay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|prohibited|not allowed)|unable to relay|not permitted to relay/i,
    means: { reason: 'does not relay for us', remedy: logIn },
    source: exchange,
  },
  {
    name: 'not logged in',
    matches: /^53\d\b|\b5\.7\.(?:3|30|57|139)\b|not authenticated|authentication (?:is )?required/i,
    means: { reason: 'wants a login', remedy: logIn },
    source: exchange,
  },
  // Neither the sender nor a recipient.
  { name: 'commands out of order', matches: /^503\b/, means: 'deferred', source: rfc5321 },
] as const satisfies readonly SmtpReplyRow[]
