import { parseMessageId } from '../reports/message-ids'

const mostRead = 400_000
const mostIds = 10

/** Ours have a form of their own, wherever they stand and whatever stands around them. */
const ownShape = /<?([A-Z][A-Z0-9]{1,9}-\d{4}-[0-9A-Z]{6,8}\.[a-z0-9.-]{1,40}@[a-z0-9.-]{1,200}[a-z0-9])>?/gi
/** Others by the name that stands in front, in whichever header or sentence. */
const labelled =
  /\b(?:message[ -]?id|message identifier|msgid|in-reply-to|references)["']?\s{0,3}[:=]\s{0,80}<?([^\s<>"'()[\]]{1,250}@[^\s<>"'()[\]]{1,250})/gi

/**
 * Message-IDs of a mail that is quoted, as a bounce quotes the one that it is about: by its status part, its returned
 * headers or mail, an attachment, or its plain words. With angle brackets, ours first.
 */
export function quotedIdsIn(texts: readonly string[]): readonly string[] {
  const text = texts
    .join('\n')
    .slice(0, mostRead)
    .replace(/=\r?\n/g, '')
    .replace(/=3D/gi, '=')
  const ours = [...text.matchAll(ownShape)].flatMap(([, id = '']) =>
    parseMessageId(id) === undefined ? [] : [id],
  )
  const named = [...text.matchAll(labelled)].map(([, id = '']) => id.replace(/[.,;:]+$/, ''))
  return [...new Set([...ours, ...named].map((id) => `<${id}>`))].slice(0, mostIds)
}
