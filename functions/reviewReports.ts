import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** The page and its API. Anonymous to the host, since a browser has no key to show: whoever asks is asked for a token. */
app.http('reviewReports', {
  methods: ['GET', 'HEAD', 'POST'],
  authLevel: 'anonymous',
  route: '{*path}',
  handler: async (request, invocation) => {
    const { runReviewReports } = await import('../shared/platform/run-review-reports')
    const { fromResponse, toRequest } = await import('../shared/platform/web-request')
    const [context, log] = await invoked(invocation)
    return fromResponse(await runReviewReports(context, await toRequest(request), log))
  },
})
