import { parseReportId, type ReportId } from '../model/report-id'
import type { SecretOf } from '../reports/mail-secrets'
import { isMessageId, parseEnvelopeId, parseMessageId, parseReplyTag } from '../reports/message-ids'
import type { Found, MatchLookups } from './match'

export type ReportLookupsDeps = {
  readonly exists: (id: ReportId) => Promise<boolean>
  /** Reports one of whose mails was given this id by a server. */
  readonly byServerId: (messageId: string) => Promise<readonly ReportId[]>
  readonly byCaseNumber: (caseNumber: string) => Promise<readonly ReportId[]>
  readonly secretOf?: SecretOf
  readonly byConversation?: (conversation: string) => Promise<readonly ReportId[]>
}

const mostNamed = 20
const idsShaped = /(?<![A-Z0-9])[A-Z][A-Z0-9]{1,9}-\d{4}-[0-9A-HJKMNP-TV-Z]{6,8}(?![A-Z0-9])/gi

const fewestRandom = 32

/**
 * Who answers an id that a server chose holds the mail, if the id is as long as Exchange's and Amazon's. A shorter one
 * may be made of a time and a count, and a bare reference is written in mails for anybody to read.
 */
const isHardToGuess = (messageId: string): boolean =>
  isMessageId(messageId) && (messageId.split('@')[0]?.match(/[a-z0-9]/gi) ?? []).length >= fewestRandom

/** The reports of our tables, by what names them in a mail. Each is asked for once a mail. */
export function reportLookups(deps: ReportLookupsDeps): MatchLookups {
  const { exists, byServerId, byCaseNumber, byConversation, secretOf } = deps
  const known = new Map<ReportId, Promise<boolean>>()
  const existing = async (ids: readonly (ReportId | undefined)[]): Promise<readonly ReportId[]> => {
    const asked = [...new Set(ids)].filter((id) => id !== undefined).slice(0, mostNamed)
    const answers = await Promise.all(
      asked.map(async (id) => {
        const answer = known.get(id) ?? exists(id)
        known.set(id, answer)
        return (await answer) ? [id] : []
      }),
    )
    return answers.flat()
  }
  const found = async (one: { reportId: ReportId; isProven: boolean } | undefined): Promise<Found> => ({
    ids: await existing([one?.reportId]),
    isProven: one?.isProven === true,
  })
  return {
    byToken: (tag) => found(parseReplyTag(tag, secretOf)),
    byMessageId: async (messageId) => {
      const ours = parseMessageId(messageId, secretOf)
      if (ours !== undefined) return found(ours)
      return { ids: await existing(await byServerId(messageId)), isProven: isHardToGuess(messageId) }
    },
    byEnvelopeId: (envelopeId) => found(parseEnvelopeId(envelopeId, secretOf)),
    namedIn: (text) => existing((text.slice(0, 400_000).match(idsShaped) ?? []).map(parseReportId)),
    byCaseNumber: async (caseNumber) => existing(await byCaseNumber(caseNumber)),
    ...(byConversation && {
      byConversation: async (conversation: string) => existing(await byConversation(conversation)),
    }),
  }
}
