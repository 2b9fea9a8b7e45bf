import * as z from 'zod'
import type { MatchLookups } from '../shared/replies/match'

const listedReport = z.object({
  reportId: z.string().min(1).max(100),
  /** What stands behind the plus of the address that answers go to. */
  token: z.string().max(200).optional(),
  messageIds: z.array(z.string().max(1000)).default([]),
  envelopeId: z.string().max(200).optional(),
  caseNumbers: z.array(z.string().max(200)).default([]),
})

/** The reports that mails may be about, as a file lists them. */
export const reportsFile = z.array(listedReport)
export type ListedReport = z.infer<typeof listedReport>

/** What would be tables, out of the file. Ids may have any form; letters' case and angle brackets mean nothing. */
export function listedLookups(reports: readonly ListedReport[]): MatchLookups<string> {
  const find = (is: (report: ListedReport) => boolean) => async () =>
    reports.filter(is).map(({ reportId }) => reportId)
  const found = async (key: string, is: (report: ListedReport) => boolean) => {
    const ids = await find(is)()
    return { ids, isProven: ids.length > 0 && ids.every((id) => isHardToGuess(key, id)) }
  }
  return {
    byToken: (tag) => found(tag, (report) => tagsOf(report).includes(tag.toLowerCase())),
    byMessageId: (id) =>
      found(id.replace(/@.*/, ''), ({ messageIds }) => messageIds.some((one) => bare(one) === bare(id))),
    byEnvelopeId: (id) => found(id, (report) => isEnvelopeOf(report, bare(id))),
    namedIn: (text) => {
      const lower = text.toLowerCase()
      return find(
        ({ reportId, token }) => stands(reportId, lower) || (token !== undefined && stands(token, lower)),
      )()
    },
    byCaseNumber: (number) =>
      find(({ caseNumbers }) => caseNumbers.some((one) => bareNumber(one) === bareNumber(number)))(),
  }
}

/** More than the report's id, and what everybody can write around it. */
const isHardToGuess = (key: string, reportId: string): boolean =>
  key
    .toLowerCase()
    .replace(reportId.toLowerCase(), '')
    .replace(/\.(?:initial|reminder-\d|escalation|withdrawal)\b|\.\d+\b/g, '')
    .replace(/[^a-z0-9]/g, '').length >= 10

/** Numbers of the list that stand in a text, whatever their form. */
export const listedNumbersIn = (reports: readonly ListedReport[], text: string): readonly string[] =>
  reports.flatMap(({ caseNumbers }) => caseNumbers.filter((one) => stands(one, text.toLowerCase())))

const bare = (text: string): string => text.trim().replace(/^<|>$/g, '').toLowerCase()

const bareNumber = (text: string): string =>
  text
    .toUpperCase()
    .replace(/^(?:MSRC )?(?:CASE|CRM|TRK|TICKET|REF)[:#\s]*/, '')
    .replace(/\s+/g, '')

/** `reports+RDAR-2611-7F3K9QXM@…`, with or without a further token. */
function tagsOf({ reportId, token }: ListedReport): readonly string[] {
  const id = reportId.toLowerCase()
  const given = token?.toLowerCase().replace(/^.*\+|@.*$/g, '')
  return given === undefined || given === ''
    ? [id, `r${id}`]
    : [given, `r${given}`, `${id}-${given}`, `r${id}-${given}`, `${id}.${given}`, `r${id}.${given}`]
}

/** Where the file names no ENVID, one that begins with the report's id is taken for one of its attempts. */
const isEnvelopeOf = ({ reportId, envelopeId }: ListedReport, id: string): boolean =>
  envelopeId === undefined ? id.startsWith(`${reportId.toLowerCase()}.`) : bare(envelopeId) === id

const shortest = 5

/** As a word of its own. @param text in lower case */
function stands(word: string, text: string): boolean {
  const wanted = word.trim().toLowerCase()
  if (wanted.length < shortest) return false
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const around = `${text.charAt(at - 1)} ${text.charAt(at + wanted.length)}`
    if (!/[a-z0-9]/.test(around)) return true
  }
  return false
}
