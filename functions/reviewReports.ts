import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { runReviewReports } from '../shared/platform/run-review-reports'

/** `GET /api/reports`: the table, for people. */
app.http('reviewReports', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'reports',
  handler: (request) => runReviewReports(appContext(), request.query.get('limit')),
})
