import { parseHostJson } from '../../../sandbox/host/host-json'
import { matchRoute } from '../../../sandbox/host/http-listener'
import { queueTrigger } from '../../../sandbox/host/queue-message'
import { triggerOf } from '../../../sandbox/host/triggers'

describe('host.json', () => {
  it('what it does not say is as in the real host', () => {
    expect(parseHostJson({ version: '2.0' })).toEqual({
      functionTimeoutInMs: 30 * 60_000,
      routePrefix: 'api',
      queues: {
        batchSize: 16,
        newBatchThreshold: 8,
        maxDequeueCount: 5,
        visibilityTimeoutInMs: 0,
        messageEncoding: 'base64',
      },
    })
  })

  it.each([
    { span: '00:10:00', ms: 600_000 },
    { span: '1.02:03:04', ms: 93_784_000 },
  ])('time span $span', ({ span, ms }) => {
    expect(parseHostJson({ version: '2.0', functionTimeout: span }).functionTimeoutInMs).toBe(ms)
  })

  it.each([{ version: '1.0' }, { version: '2.0', functionTimeout: 'soon' }])('refuses %j', (json) => {
    expect(() => parseHostJson(json)).toThrow()
  })
})

describe('routes', () => {
  const route = (template: string, methods = ['GET']) => ({
    functionName: template,
    authLevel: 'anonymous' as const,
    methods,
    route: template,
    invoke: () => Promise.reject(new Error('not called')),
  })
  it.each([
    { template: 'api/reports', path: '/api/reports', params: {} },
    { template: 'api/reports/{id}', path: '/api/reports/DAR%2D1', params: { id: 'DAR-1' } },
    { template: 'api/reports/{id?}', path: '/api/reports', params: {} },
    { template: 'api/{*path}', path: '/api/a/b', params: { path: 'a/b' } },
    { template: 'api/n/{n:int}', path: '/api/n/5', params: { n: '5' } },
    { template: 'api/reports/{id}', path: '/api/reports', params: undefined },
    { template: 'api/reports', path: '/api/reportsX', params: undefined },
  ])('$template takes $path as $params', ({ template, path, params }) => {
    expect(matchRoute([route(template)], 'GET', path)?.params).toEqual(params)
  })

  it('the method counts', () => {
    expect(matchRoute([route('api/reports')], 'POST', '/api/reports')).toBeUndefined()
  })
})

describe('queue message', () => {
  const message = (messageText: string) => ({
    messageId: 'm',
    popReceipt: 'p',
    dequeueCount: 2,
    insertedOn: new Date(0),
    expiresOn: new Date(0),
    nextVisibleOn: new Date(0),
    messageText,
  })
  it.each([
    { encoding: 'none' as const, text: 'aGVsbG8=', data: 'aGVsbG8=' },
    { encoding: 'base64' as const, text: 'aGVsbG8=', data: 'hello' },
    { encoding: 'base64' as const, text: 'not base64!', data: undefined },
  ])('$encoding: $text is handed on as $data', ({ encoding, text, data }) => {
    expect(queueTrigger(message(text), encoding)?.data.string).toBe(data)
  })
})

describe('triggers', () => {
  const registered = (binding: object) => ({
    metadata: { name: 'f', bindings: { t: { direction: 'in' as const, type: '', ...binding } } },
    callback: () => undefined,
  })
  it('settings in percent signs are looked up', () => {
    expect(triggerOf(registered({ type: 'queueTrigger', queueName: '%Q%' }), { Q: 'food' })).toEqual({
      kind: 'queue',
      queueName: 'food',
      connection: 'AzureWebJobsStorage',
    })
  })
  it.each([
    { binding: { type: 'queueTrigger', queueName: '%Q%' }, says: /setting Q is not set/ },
    { binding: { type: 'blobTrigger', path: 'x' }, says: /cannot run its trigger/ },
  ])('refuses $binding', ({ binding, says }) => {
    expect(() => triggerOf(registered(binding), {})).toThrow(says)
  })
})
