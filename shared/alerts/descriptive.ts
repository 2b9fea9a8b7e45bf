import type { UnreadablePart } from './alert'
import { NO_TIME } from './collector'

/**
 * Members that only describe, by their names without case and separators, in any dialect: without one of them an alert says
 * less against anybody and nothing else about whose side anything is on.
 */
const DESCRIPTIVE = new Set(
  'title displayname alertname alertdisplayname name description severity alertseverity reportedseverity category categories threatdisplayname threatfamilyname threat threatname actordisplayname actor mitretechniques techniques attacktechniques tactics alertweburl incidentweburl recommendedactions providername productname productcomponentname detectionsource servicesource detectorid assignedto incidentid alertpolicyid tags systemtags'.split(' '),
) // prettier-ignore

/** A part that could not be read, and of which nothing depends but words and times. */
export function isDescriptive({ path, reason }: UnreadablePart): boolean {
  if (reason === NO_TIME) return true
  const member =
    path
      .replace(/\[\d+\]$/, '')
      .split('.')
      .at(-1) ?? ''
  // Within a piece of evidence, a name may be our own, or the attacker's.
  const isOfAlert = !/\[\d+\]/.test(path)
  return isOfAlert && DESCRIPTIVE.has(member.replace(/[\s_-]/g, '').toLowerCase())
}
