import { caseKeyOf, caseStore } from '../../shared/cases/case'
import { confirmPair } from '../../shared/cases/confirm-pair'
import { readAlert } from '../../shared/cases/policy'
import { sightingStore } from '../../shared/cases/sighting'
import { endpointText } from '../../shared/cases/endpoint'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { watch } from '../helpers/faulty-storage'
import { freshStorage } from '../helpers/storage'
import { PAGE, VM } from './invented-alerts'
import { ownershipOf } from './ownership-stub'

const own = parseOwnAssets({ addresses: [], domains: [], mailboxes: [] })
const ownership = ownershipOf({ [VM]: { class: 'customer-hosted' }, [PAGE]: { class: 'customer-hosted' } })

it.each([
  { host: 'evil.example', whose: 'nobody’s by name', reads: 3 },
  { host: PAGE, whose: 'Microsoft’s by name', reads: 2 },
])(
  'a new pair whose host is $whose costs $reads reads to know that nobody was asked',
  async ({ host, reads }) => {
    const evidence = (type: string, members: object) => ({
      '@odata.type': `#microsoft.graph.security.${type}Evidence`,
      ...{ verdict: 'malicious', ...members },
    })
    const named = [evidence('ip', { ipAddress: VM }), evidence('url', { url: `https://${host}/` })]
    const alert = parseAlert({ id: 'a', severity: 'high', evidence: named }, 'graph')
    const { openPair } = readAlert(alert, extractObservables(alert, own), ownership)
    if (openPair === undefined) throw new Error('no pair to ask about')
    const { storage, operations } = watch(freshStorage())
    const asked = await confirmPair(
      {
        ...{ sightings: sightingStore(storage), cases: caseStore(storage) },
        caseKeyOf: (_, endpoint) => caseKeyOf('tenant', endpoint, endpointText(endpoint)),
      },
      alert,
      openPair,
    )
    expect(asked).toBeUndefined()
    expect(operations()).toBe(reads)
  },
)
