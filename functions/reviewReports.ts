import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { runReviewReports } from '../shared/platform/run-review-reports'

/** `GET /api/reports`, `/api/statistics` and `/api/health`: the tables, for people. */
app.http('reviewReports', {
  methods: ['GET'],
  authLevel: 'function',
  route: '{*path}',
  handler: (request) => runReviewReports(appContext(), request.params.path ?? '', request.query),
})
