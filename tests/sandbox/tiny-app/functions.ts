import { Resolver } from 'node:dns/promises'
import { app } from '@azure/functions'
import type { HttpResponseInit } from '@azure/functions'

/** An app that shows what the local host does to it. Each function says what it got in one log line. */

app.timer('daily', {
  schedule: '%DAILY_SCHEDULE%',
  handler: (timer, context) => {
    context.log(JSON.stringify({ isPastDue: timer.isPastDue, now: new Date().toISOString() }))
  },
})

app.storageQueue('eat', {
  queueName: 'food',
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => {
    context.log(JSON.stringify({ message, type: typeof message, meta: context.triggerMetadata }))
    if (message === 'slow') await new Promise((resolve) => setTimeout(resolve, 3500))
    if (message === 'bad') throw new Error('cannot eat this')
  },
})

/** What a handler that forgets to return gives; the types forbid it, the runtime allows it. */
const nothing = JSON.parse('null') as HttpResponseInit

app.http('locked', {
  methods: ['GET', 'HEAD'],
  authLevel: 'function',
  route: 'locked',
  handler: () => ({ status: 200 }),
})

app.http('greet', {
  methods: ['GET', 'POST'],
  authLevel: 'anonymous',
  route: 'greet/{name?}',
  handler: async (request): Promise<HttpResponseInit> => {
    if (request.query.has('nothing')) return nothing
    if (request.query.has('fail')) throw new Error('as asked')
    const body = request.method === 'POST' ? await request.text() : ''
    return { status: 201, headers: { 'x-test': 'yes' }, jsonBody: { name: request.params.name, body } }
  },
})

app.http('reach', {
  authLevel: 'anonymous',
  route: 'reach',
  handler: async (request) => {
    const said = await fetch(request.query.get('url') ?? '').then(
      (response) => `status ${response.status}`,
      (error: unknown) => String(error instanceof Error ? error.cause : error),
    )
    return { body: said }
  },
})

app.http('resolve', {
  authLevel: 'anonymous',
  route: 'resolve',
  handler: async (request) => {
    const resolver = new Resolver({ timeout: 200, tries: 1 })
    resolver.setServers([request.query.get('server') ?? ''])
    const servers = resolver.getServers()
    return { jsonBody: { servers, before: new Resolver().getServers() } }
  },
})

app.hook.preInvocation((hook) => hook.invocationContext.log('before'))
