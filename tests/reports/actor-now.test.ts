import PostalMime from 'postal-mime'
import type { CurrentActor } from '../../shared/alerts/current-actor'
import { compose } from '../../shared/reports/compose'
import { evidence, report, settings } from './report-fixture'

type Row = {
  readonly actor: string | undefined
  readonly now: CurrentActor | undefined
  readonly says: string | undefined
  readonly tags: readonly string[]
}

const rows: readonly Row[] = [
  { actor: undefined, now: { kind: 'as-named' }, says: undefined, tags: [] },
  { actor: 'Storm-0900', now: undefined, says: 'Storm-0900.', tags: ['actor:storm-0900'] },
  { actor: 'Storm-0900', now: { kind: 'as-named' }, says: 'Storm-0900.', tags: ['actor:storm-0900'] },
  {
    actor: 'Storm-0900',
    now: { kind: 'in-development' },
    says: 'Storm-0900 (unnamed: a group in development).',
    tags: ['actor:storm-0900'],
  },
  {
    actor: 'Storm-0900',
    now: { kind: 'renamed', name: 'Opal Sleet' },
    says: 'Storm-0900 (since named Opal Sleet).',
    tags: ['actor:storm-0900', 'actor:opal_sleet'],
  },
  {
    actor: 'FANCY BEAR',
    now: { kind: 'renamed', name: 'Forest Blizzard' },
    says: "FANCY BEAR (in Microsoft's naming Forest Blizzard).",
    tags: ['actor:fancy_bear', 'actor:forest_blizzard'],
  },
  {
    actor: 'Storm-0900',
    now: { kind: 'renamed', name: 'x\r\nBcc: a@example.com' },
    says: 'Storm-0900.',
    tags: ['actor:storm-0900'],
  },
]

it.each(rows)('an alert of $actor, $now: $says', async ({ actor, now, says, tags }) => {
  const { actor: _, ...unnamed } = evidence
  const mail = {
    ...report,
    evidence: { ...unnamed, ...(actor !== undefined && { actor }) },
    ...(now && { actorNow: now }),
  }
  const { text, raw } = await compose(mail, settings)
  const sentence = /The alert names the threat actor .*?\.(?=\s)/.exec(text.replace(/\s+/g, ' '))?.[0]
  expect(sentence).toBe(says && `The alert names the threat actor ${says}`)
  const { attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
  const xarf = JSON.parse(textOf(attachments[0]?.content)) as { tags?: string[] }
  expect((xarf.tags ?? []).filter((tag) => tag.startsWith('actor:'))).toEqual(tags)
})

const textOf = (content: unknown): string => (typeof content === 'string' ? content : '')
