import type { Concern } from './concern'
import { ageOf, headline } from './digest-text'

export type WebhookFormat = 'plain' | 'slack' | 'teams'

export type WebhookNews = {
  readonly id: string
  readonly at: Date
  readonly concerns: readonly Concern[]
  /** Where questions are answered, if that is known. */
  readonly page?: string
}

/** Slack takes 50 blocks and Teams 28 KB; nobody reads that much in a chat. */
const listed = 15

/**
 * What a receiver takes for a message. Whatever came from outside stands where no markup is read: in `plain_text` for
 * Slack, in a `TextRun` for Teams.
 */
export function webhookBody(format: WebhookFormat, news: WebhookNews): object {
  switch (format) {
    case 'plain':
      return plain(news)
    case 'slack':
      return slack(news)
    case 'teams':
      return teams(news)
  }
}

const titleOf = ({ concerns }: WebhookNews): string => `Abuse reports: ${headline(concerns)}`

const plain = ({ id, at, concerns, page }: WebhookNews) => ({
  id,
  at,
  title: headline(concerns),
  count: concerns.length,
  ...(page !== undefined && { page }),
  concerns: concerns.slice(0, listed).map(({ key: _key, ...concern }) => concern),
})

function linesOf({ concerns, at }: WebhookNews): { readonly heading: string; readonly text: string }[] {
  const entries = concerns.slice(0, listed).map(({ heading, subject, endpoint, since, says, remedy }) => {
    const facts = [subject, endpoint, since && `since ${ageOf(since, at)}`].filter(
      (fact) => fact !== undefined,
    )
    return { heading, text: [facts.join(', '), says, remedy ?? ''].filter((line) => line !== '').join('\n') }
  })
  const more = concerns.length - entries.length
  return more > 0 ? [...entries, { heading: `and ${more} more`, text: '' }] : entries
}

function slack(news: WebhookNews) {
  const words = (text: string) => ({ type: 'plain_text', text, emoji: false })
  const page =
    news.page === undefined ? [] : [{ type: 'mrkdwn', text: `<${slackText(news.page)}|Open the page>` }]
  return {
    text: slackText(titleOf(news)),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: words(titleOf(news)) },
      ...linesOf(news).map(({ heading, text }) => ({
        type: 'section',
        text: words(`${heading}\n${text}`.trim()),
      })),
      ...page.map((text) => ({ type: 'section', text })),
    ],
  }
}

/** The three characters that Slack reads as its own. */
const slackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('|', '%7C')

function teams(news: WebhookNews) {
  // `{{DATE(…)}}` is read even where no Markdown is.
  const run = (text: string, style: object = {}) => ({
    type: 'TextRun',
    text: text.replaceAll('{{', '{ {'),
    ...style,
  })
  const block = (...inlines: object[]) => ({ type: 'RichTextBlock', inlines })
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      block(run(titleOf(news), { size: 'Large', weight: 'Bolder' })),
      ...linesOf(news).map(({ heading, text }) =>
        block(run(heading, { weight: 'Bolder' }), ...text.split('\n').map((line) => run(`\n${line}`))),
      ),
    ],
    ...(news.page !== undefined && {
      actions: [{ type: 'Action.OpenUrl', title: 'Open the page', url: news.page }],
    }),
  }
  const contentType = 'application/vnd.microsoft.card.adaptive'
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content: card }] }
}
