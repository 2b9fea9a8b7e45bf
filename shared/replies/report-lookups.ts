import { parseReportId, type ReportId } from '../model/report-id'
import { parseEnvelopeId, parseMessageId } from '../reports/message-ids'
import type { MatchLookups } from './match'

export type ReportLookupsDeps = {
  readonly exists: (id: ReportId) => Promise<boolean>
  /** Reports one of whose mails was given this id by a server. */
  readonly byServerId: (messageId: string) => Promise<readonly ReportId[]>
  readonly byCaseNumber: (caseNumber: string) => Promise<readonly ReportId[]>
  readonly byConversation?: (conversation: string) => Promise<readonly ReportId[]>
}

const mostNamed = 20
const idsShaped = /(?<![A-Z0-9])[A-Z][A-Z0-9]{1,9}-\d{4}-[0-9A-HJKMNP-TV-Z]{6,8}(?![A-Z0-9])/gi

/** The reports of our tables, by what names them in a mail. Each is asked for once a mail. */
export function reportLookups(deps: ReportLookupsDeps): MatchLookups {
  const { exists, byServerId, byCaseNumber, byConversation } = deps
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
  return {
    byToken: (tag) => existing([parseReportId(/^r(.+)$/i.exec(tag)?.[1] ?? '')]),
    byMessageId: async (messageId) => {
      const ours = parseMessageId(messageId)
      return existing(ours === undefined ? await byServerId(messageId) : [ours.reportId])
    },
    byEnvelopeId: (envelopeId) => existing([parseEnvelopeId(envelopeId)?.reportId]),
    namedIn: (text) => existing((text.slice(0, 400_000).match(idsShaped) ?? []).map(parseReportId)),
    byCaseNumber: async (caseNumber) => existing(await byCaseNumber(caseNumber)),
    ...(byConversation && {
      byConversation: async (conversation: string) => existing(await byConversation(conversation)),
    }),
  }
}
