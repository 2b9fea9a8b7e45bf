import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MailSettings } from '../../shared/reports/report-mail'
import { writeDraft } from '../write-draft'
import { surveyPage } from './survey-page'
import { type EndpointTally, standingsOf, type Tally } from './tally'

export type Survey = {
  readonly tally: Tally
  /** Where the alerts come from: `Microsoft Graph, the last 30 days`. */
  readonly source: string
  readonly at: Date
}

export type Written = {
  readonly page: string
  /** The folder with the drafts; absent where there are none. */
  readonly drafts?: string
  readonly draftCount: number
  /** Endpoints that would be reported and have no draft. */
  readonly withoutDraft: number
}

/** A person looks at them one by one. */
const mostDrafts = 200

/** Writes the page and, for what would be reported, the mails. Drafts of an earlier survey in the same folder go. */
export async function writeSurvey(survey: Survey, folder: string, mail: MailSettings): Promise<Written> {
  const { reported } = standingsOf(survey.tally)
  const drafts = join(folder, 'drafts')
  await mkdir(drafts, { recursive: true })
  for (const name of await readdir(drafts)) if (name.endsWith('.eml')) await rm(join(drafts, name))
  const files = new Map<EndpointTally, string>()
  for (const one of reported.slice(0, mostDrafts))
    files.set(one, await writeDraft(one.findings, drafts, mail, survey.at))
  if (files.size === 0) await rm(drafts, { recursive: true })
  const page = join(folder, 'survey.html')
  await writeFile(page, surveyPage(survey, files, folder))
  const withoutDraft = reported.length - files.size
  return { page, draftCount: files.size, withoutDraft, ...(files.size > 0 && { drafts }) }
}
