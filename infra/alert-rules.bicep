// What the program cannot say itself, or says to nobody who looks: rules over the events of its log. docs/runbook.md
// tells what to do about each event.
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Makes names unique.')
param token string
@description('Resource id of the Application Insights component.')
param insightsId string
@description('Who is told by mail, or empty.')
param email string

var events = 'traces | where message startswith \'{"event"\' | extend line = parse_json(message) | extend event = tostring(line.event)'

// The last of the measurements that are taken every five minutes: a state that lasts is in each.
var measured = '${events} | where event == "machine measured" | summarize arg_max(timestamp, line)'

// Each fires when its query gives more rows than none; what is to be missing is counted in the query.
var rules = [
  {
    name: 'no-poll'
    title: 'No alerts were read from Graph for 30 minutes'
    severity: 1
    every: 'PT15M'
    over: 'PT30M'
    // Also when nothing at all was logged. What Graph put off or refused is no poll.
    query: '${events} | summarize polls = countif(event == "alerts collected" and tostring(line.outcome) in ("done", "more")) | where polls == 0'
  }
  {
    name: 'poison-message'
    title: 'A message could not be read, or failed five times'
    severity: 3
    every: 'PT15M'
    over: 'PT15M'
    query: '${events} | where event in ("poison message judged", "alert quarantined")'
  }
  {
    name: 'paused-door'
    title: 'Reports cannot leave: a door has been paused for 30 minutes'
    severity: 1
    every: 'PT15M'
    over: 'PT30M'
    // It tries its login every 15 minutes, so what lasts for 30 does not pass by itself.
    query: '${measured} | where tolong(line.doorPausedInSeconds) >= 1800'
  }
  {
    name: 'waiting-questions'
    title: 'A question has waited for a person for a day'
    severity: 3
    every: 'PT1H'
    over: 'PT1H'
    query: '${measured} | where tolong(line.questionAgeInSeconds) >= 86400'
  }
  {
    name: 'unread-mailbox'
    title: 'The reply mailbox has not been read for an hour'
    severity: 2
    every: 'PT15M'
    over: 'PT1H'
    query: '${events} | summarize good = countif(event == "mailbox read"), refused = countif(event == "mailbox not read") | where good == 0 and refused > 0'
  }
  {
    name: 'stale-snapshot'
    title: 'The data on what is Microsoft\'s is older than a day'
    severity: 3
    every: 'PT1H'
    over: 'P2D'
    // Not in its first day, nor when nothing runs at all, which is the first rule\'s. A feed that is refused goes stale.
    query: '${events} | summarize begun = min(timestamp), whole = countif(event == "ownership refreshed" and array_length(line.refused) == 0 and timestamp > ago(1d)) | where whole == 0 and begun < ago(1d)'
  }
  {
    name: 'failing-functions'
    title: 'A function fails, and has not succeeded for 30 minutes'
    severity: 2
    every: 'PT15M'
    // Two runs of a daily timer. Answers of HTTP to what somebody asked wrongly are no failures.
    over: 'P2D'
    query: 'requests | where resultCode !startswith "4" | summarize arg_max(timestamp, success), good = maxif(timestamp, success == true), begun = min(timestamp) by name | where success == false and coalesce(good, begun) < ago(30m)'
  }
]

resource mailTo 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-abuse-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'abuse-rep'
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alertRules 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = [
  for rule in rules: {
    name: 'abuse-${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: 'defender-abuse-reporter, ${rule.name}: what to do stands in docs/runbook.md.'
      severity: rule.severity
      enabled: true
      autoMitigate: true
      evaluationFrequency: rule.every
      windowSize: rule.over
      scopes: [insightsId]
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(email) ? [] : [mailTo.id] }
    }
  }
]
