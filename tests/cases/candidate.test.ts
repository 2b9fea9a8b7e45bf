import { parseAlert } from '../../shared/alerts/parse-alerts'
import { candidatesOf } from '../../shared/cases/candidate'
import { extractObservables } from '../../shared/observables/extract-observables'
import { nothingOfOurs } from '../alerts/found-sides'

it('a link whose scheme alone is longer than what is kept of a link stops nothing: its host stands', () => {
  const Url = `${'a'.repeat(5000)}://evil.example/x`
  const body = { SystemAlertId: 's', Severity: 'High', Entities: [{ Type: 'url', Url }] }
  const observables = extractObservables(parseAlert(body, 'queue'), nothingOfOurs)
  const links = observables.filter(({ type }) => type === 'url')
  expect(links.map(({ value }) => URL.canParse(value))).toEqual([false])
  expect(candidatesOf(observables).map(({ endpoint }) => endpoint)).toEqual([
    { kind: 'host', host: 'evil.example' },
  ])
})
