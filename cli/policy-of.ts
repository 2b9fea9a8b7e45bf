import type { PolicySettings } from '../shared/cases/policy'
import { parseOwnAssets } from '../shared/observables/own-assets'
import type { Settings } from '../shared/platform/settings'

/** What is ours and what counts, as the environment says. REPORTING_MODE does not matter here: nothing is sent. */
export function policyOf(settings: Settings): PolicySettings {
  const { own } = settings.need('own')
  return { own: parseOwnAssets(own), minSeverity: 'low' }
}
