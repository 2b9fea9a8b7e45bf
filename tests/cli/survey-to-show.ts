import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readOne } from '../../cli/alerts-of-file'
import { judge } from '../../cli/judge'
import { surveyPage } from '../../cli/survey/survey-page'
import { addToTally, newTally, standingsOf } from '../../cli/survey/tally'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { ownershipOf } from '../cases/ownership-stub'

/** The page of a survey of our own fixtures, as the README shows it. */
export async function surveyToShow(): Promise<string> {
  const folder = join(process.cwd(), 'tests/fixtures/alerts')
  const known = JSON.parse(readFileSync(join(folder, 'judged-ownership.json'), 'utf8')) as never
  const ownership = ownershipOf(known)
  const own = parseOwnAssets({ addresses: [], domains: ['corp.example'], mailboxes: [] })
  const tally = newTally()
  for (const line of readFileSync(join(folder, 'judged.jsonl'), 'utf8').trim().split('\n')) {
    const read = readOne((JSON.parse(line) as { body: unknown }).body)
    if ('alert' in read) addToTally(tally, await judge(read, ownership, { own, minSeverity: 'low' }))
  }
  const at = new Date('2026-11-30T09:00:00Z')
  const drafts = new Map(standingsOf(tally).reported.map((one) => [one, 'drafts/mail.eml'] as const))
  return surveyPage({ tally, source: 'Microsoft Graph, the last 30 days', at }, drafts, '')
}
