import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runReviewReports } from '../shared/platform/run-review-reports'
import { fromResponse, toRequest } from '../shared/platform/web-request'

/** The page and its API. Anonymous to the host, since a browser has no key to show: whoever asks is asked for a token. */
app.http('reviewReports', {
  methods: ['GET', 'POST'],
  authLevel: 'anonymous',
  route: '{*path}',
  handler: async (request, context) =>
    fromResponse(await runReviewReports(appContext(), await toRequest(request), hostLog(context))),
})
