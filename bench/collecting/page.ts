import type { Outcome } from './outcome'

/** The table of docs/collecting.md. */
export function resultPage(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) =>
    [
      outcome.name,
      outcome.versions.toLocaleString('en'),
      outcome.lost,
      outcome.overtaken,
      outcome.messagesPerAlert.toFixed(2),
      outcome.lagInMinutes.toFixed(1),
      outcome.catchUpInHours > 0 ? outcome.catchUpInHours.toFixed(1) : '–',
      outcome.requests.toLocaleString('en'),
      outcome.mostPerMinute,
    ].join(' | '),
  )
  return [intro, heading, ...rows.map((row) => `| ${row} |`), ''].join('\n')
}

const heading = `| tenant | changes | lost | overtaken | messages per change | longest lag, minutes | catch-up, hours | requests | most in a minute |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |`

const intro = `# Collecting, simulated

Written by \`npm run bench -- collecting --write\`. The real \`collectAlerts\` runs every five minutes, in simulated time,
against a stand-in for Graph with the limits that Graph's documentation and its users tell of; a short form runs with the
tests (\`tests/alerts/collecting.test.ts\`). A page takes 0.7 seconds, a message 4 milliseconds. One change in 200 becomes
visible hours late, the others within 45 seconds. Tenants for which nothing is said beside their name have 5,000 changes a
day. *Lost*: never queued, although Graph showed the change for half an hour, or shows it still. *Lag*: from the moment when
Graph shows a change until it is queued; what was shown late or changed during an outage is counted by the daily re-sweep
and by the catch-up instead. *Overtaken*: a change of an outage that a newer change of the same alert replaced before the
catch-up came to it; counted only where that newer change was queued, and lost otherwise.
`
