import { parseAlert } from '../../shared/alerts/parse-alerts'
import { candidatesOf } from '../../shared/cases/candidate'
import { extractObservables } from '../../shared/observables/extract-observables'
import { nothingOfOurs } from '../alerts/found-sides'

it('a scheme that nobody knows is not kept, however long it is: its host counts', () => {
  const Url = `${'a'.repeat(5000)}://evil.example/x`
  const body = { SystemAlertId: 's', Severity: 'High', Entities: [{ Type: 'url', Url }] }
  const observables = extractObservables(parseAlert(body, 'queue'), nothingOfOurs)
  const links = observables.filter(({ type }) => type === 'url')
  expect(links.map(({ value }) => value)).toEqual(['http://evil.example/x'])
  expect(candidatesOf(observables).map(({ endpoint }) => endpoint)).toEqual([
    { kind: 'host', host: 'evil.example' },
  ])
})
