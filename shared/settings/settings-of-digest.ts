import { choice, httpsUrl, listOf, mailbox, valueOf } from './setting-values'
import { optional, type RawSettings, type SettingFault, settingGroup, withDefault } from './setting-group'

const signingSecret = valueOf(
  'is neither whsec_ with Base64 of 24 bytes or more, nor 24 characters or more',
  (text) => {
    const isBase64 = text.startsWith('whsec_')
    const key = isBase64 ? Buffer.from(text.slice('whsec_'.length), 'base64') : Buffer.from(text)
    return key.length >= 24 ? key : undefined
  },
)

/** Before work begins in Europe; in America it is there in the morning. */
const digestHourUtc = 6

export const digestSettings = settingGroup({
  title: 'Telling people',
  neededBy: ['tellPeople'],
  fields: {
    DIGEST: withDefault(choice('off', 'daily', 'weekly'), 'off', {
      what: 'How often a mail says, from 6 in the morning UTC on, what waits for a person; where nothing does, none leaves. It goes to our own people, so it leaves in `dry-run` and under REDIRECT_ALL_TO, too.',
      values: '`off`, `daily` or `weekly` (Mondays)',
      who: 'a team that does not watch the page',
    }),
    DIGEST_TO: optional(listOf('mail address', mailbox), {
      what: 'Who gets it. Needed where DIGEST is not `off`.',
      values: 'a list of mail addresses',
      who: 'the same, and whenever people change',
    }),
    WEBHOOK_URL: optional(httpsUrl, {
      what: 'Gets a message within minutes for whatever newly waits for a person.',
      values: 'an https address, or http on 127.0.0.1 for a trial; best as a Key Vault reference',
      secret: true,
      who: 'a team with a chat channel or a ticket system',
    }),
    WEBHOOK_FORMAT: optional(choice('plain', 'slack', 'teams'), {
      what: 'What its receiver understands: JSON of our own, a message for Slack, or an Adaptive Card for Workflows in Teams. Without it, the host of WEBHOOK_URL decides.',
      values: '`plain`, `slack` or `teams`',
      who: 'the same, where a proxy of its own hides whose address it is',
    }),
    WEBHOOK_SECRET: optional(signingSecret, {
      what: 'Signs what goes there, as Standard Webhooks has it. Without it nothing is signed.',
      values: '`whsec_` and Base64, or a text of 24 characters or more; best as a Key Vault reference',
      secret: true,
      who: 'the same, where its receiver verifies signatures',
    }),
    PUBLIC_URL: optional(httpsUrl, {
      what: 'Where our people find the review page; such messages then link to it.',
      values: 'an https address',
      who: 'a team that uses the page',
    }),
  },
  check: (raw) => [...nobodyToTell(raw), ...notOurPeople(raw)],
  config: (values) => {
    const { WEBHOOK_URL: url, WEBHOOK_SECRET: key, PUBLIC_URL: page } = values
    return {
      every: values.DIGEST,
      to: values.DIGEST_TO ?? [],
      hourUtc: digestHourUtc,
      ...(page !== undefined && { page }),
      ...(url !== undefined && {
        webhook: { url, format: values.WEBHOOK_FORMAT ?? formatFor(url), ...(key !== undefined && { key }) },
      }),
    }
  },
})

function formatFor(url: string): 'plain' | 'slack' | 'teams' {
  const host = new URL(url).hostname
  if (host === 'hooks.slack.com') return 'slack'
  return /(?:^|\.)(?:logic\.azure\.com|api\.powerplatform\.com|webhook\.office\.com)$/.test(host)
    ? 'teams'
    : 'plain'
}

function nobodyToTell(raw: RawSettings): SettingFault[] {
  const isOff = (raw['DIGEST'] ?? 'off') === 'off'
  if (isOff || raw['DIGEST_TO'] !== undefined) return []
  return [{ setting: 'DIGEST_TO', fault: 'is not set, but DIGEST is on', remedy: 'Name who is to get it.' }]
}

/** What waits for us is no business of the abuse desk, and the mailbox that the program reads is no person. */
function notOurPeople(raw: RawSettings): SettingFault[] {
  const text = [
    'REPORT_TO',
    'REPORT_CC',
    'REPORT_FALLBACK_TO',
    'REPORT_ROUTES',
    'MAIL_FROM',
    'MAIL_REPLY_TO',
    'MAIL_OWN_COPY_TO',
  ]
    .map((name) => raw[name] ?? '')
    .join(' ')
  const taken = new Set(text.toLowerCase().split(/[\s,;<>=]+/))
  const wrong = (raw['DIGEST_TO'] ?? '')
    .split(/[\s,;]+/)
    .filter((one) => one !== '' && taken.has(one.toLowerCase()))
  const fault = 'names an address that reports go to or come from'
  return wrong.length > 0
    ? [{ setting: 'DIGEST_TO', fault, remedy: 'Name addresses of people of ours.' }]
    : []
}
