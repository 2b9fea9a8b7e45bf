import { parseAlert } from '../../shared/alerts/parse-alerts'
import { endpointText } from '../../shared/cases/endpoint'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { DNS, EXCHANGE, FRONT, INVENTED, PAGE, SHOP, SINKHOLE, VM, VM2, VM3 } from './invented-alerts'
import { ownershipOf } from './ownership-stub'

const customer = { class: 'customer-hosted', serviceTags: ['AzureCloud.eastus'] } as const
const service = { class: 'microsoft-service' } as const
const ownership = ownershipOf({
  ...{
    [VM]: customer,
    [VM2]: customer,
    [VM3]: customer,
    [DNS]: customer,
    [PAGE]: customer,
    [SHOP]: customer,
  },
  ...{ [EXCHANGE]: service, [SINKHOLE]: service, [FRONT]: { ...customer, shared: true } },
  'innocent.onmicrosoft.com': { ...customer, tenant: 'innocent' },
  'abc-80.euw.devtunnels.ms': customer,
  'global.rel.tunnels.api.visualstudio.com': service,
  'ctldl.windowsupdate.com': service,
})
const policy = {
  minSeverity: 'low' as const,
  own: parseOwnAssets({ addresses: [], domains: [], mailboxes: [] }),
}

const host = (text: string): string => URL.parse(text)?.hostname ?? text
const RANK = ['ignore', 'hold', 'report']

it.each(INVENTED.map(([name, body, expected]) => ({ name, body, expected })))(
  '$name',
  ({ body, expected }) => {
    const alert = parseAlert(body, 'graph')
    const decisions = decide(alert, extractObservables(alert, policy.own), ownership, policy)
    const verdicts = new Map(Object.keys(expected).map((endpoint) => [endpoint, 'ignore']))
    for (const { endpoint, evidence, verdict } of decisions) {
      const names = [host(endpointText(endpoint)), evidence?.host, evidence?.address]
      for (const name of names) {
        if (name === undefined || !verdicts.has(name)) continue
        if (RANK.indexOf(verdict) > RANK.indexOf(verdicts.get(name) ?? '')) verdicts.set(name, verdict)
      }
    }
    for (const [endpoint, wanted] of Object.entries(expected)) {
      const said = verdicts.get(endpoint)
      expect({ endpoint, fits: wanted.split('/').includes(said ?? ''), said }).toEqual({
        endpoint,
        fits: true,
        said,
      })
    }
    // Nothing that the reading does not name is reported.
    const reported = decisions.filter(({ verdict }) => verdict === 'report')
    for (const { endpoint, evidence } of reported) {
      const names = [host(endpointText(endpoint)), evidence?.host, evidence?.address]
      expect(names.some((name) => name !== undefined && expected[name]?.includes('report'))).toBe(true)
      expect(evidence?.reasons).not.toEqual([])
    }
  },
)
