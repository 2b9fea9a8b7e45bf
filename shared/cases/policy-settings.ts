import type { OwnAssets } from '../observables/own-assets'

/** What an operator decides about which alerts count. */
export type PolicySettings = {
  /** Alerts that say they are less severe are ignored. */
  readonly minSeverity: 'informational' | 'low' | 'medium' | 'high'
  readonly own: OwnAssets
}
