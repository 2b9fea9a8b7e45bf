import { openTelemetry } from '../../shared/telemetry/telemetry-otlp'
import { listenHttp } from '../../sandbox/world/listen'

it('sends nothing, least of all its headers, where a collector redirects', async () => {
  const asked: (string | undefined)[] = []
  const other = await listenHttp((request, response) => {
    asked.push(request.headers['x-api-key']?.toString())
    response.end()
  })
  const collector = await listenHttp((_, response) => {
    response.writeHead(307, { location: `${other.url}/v1/traces` }).end()
  })
  const faults: unknown[] = []
  const telemetry = openTelemetry(
    { endpoint: collector.url, headers: { 'x-api-key': 'secret' } },
    { now: () => new Date('2026-11-23T12:00:00Z'), onFault: (cause) => faults.push(cause) },
  )
  await telemetry.span('work', {}, async () => undefined)
  await telemetry.flush()
  expect([asked, faults.map(String)]).toEqual([[], ['Error: the collector answers HTTP 307']])
  await Promise.all([other.close(), collector.close()])
})
