param location string
param tags object
param workspaceId string
param actionGroupId string
param deadlineDays int

// An alert that is a state is told when it begins and when it is over; one that is an event is told at most once an hour: by being looked
// for once an hour or more seldom, or by muting. `key` tells the alerts of a rule apart; it never names a person.
var rules = [
  {
    name: 'failed-erasure'
    title: 'A domain failed to erase'
    severity: 1
    query: loadTextContent('../queries/failed-erasure.kql')
    key: [
      'Domain'
      'Code'
    ]
    every: 'PT1H'
    within: 'PT2H'
    isState: false
  }
  {
    name: 'deadline-near'
    title: 'An unfinished erasure is due soon'
    severity: 1
    query: 'let days = ${deadlineDays};\n${loadTextContent('../queries/deadline-near.kql')}'
    key: []
    every: 'P1D'
    within: 'P1D'
    isState: false
  }
  {
    name: 'stuck-domain'
    title: 'A domain makes no progress'
    severity: 2
    query: loadTextContent('../queries/stuck-domain.kql')
    key: [
      'Domain'
    ]
    every: 'PT1H'
    within: 'P2D'
    isState: true
  }
  {
    name: 'dead-outbox'
    title: 'Mails were given up'
    severity: 2
    query: loadTextContent('../queries/dead-outbox.kql')
    key: [
      'Kind'
    ]
    every: 'PT1H'
    within: 'PT2H'
    isState: false
  }
  {
    name: 'error-rate'
    title: 'Many calls or runs fail'
    severity: 2
    query: loadTextContent('../queries/error-rate.kql')
    key: []
    every: 'PT15M'
    within: 'PT15M'
    isState: false
  }
  {
    name: 'no-heartbeat'
    title: 'The app says nothing'
    severity: 1
    query: loadTextContent('../queries/no-heartbeat.kql')
    key: []
    every: 'PT15M'
    within: 'PT30M'
    isState: false
  }
  {
    name: 'workflows-missing'
    title: 'Open erasures have no workflow'
    severity: 1
    query: loadTextContent('../queries/workflows-missing.kql')
    key: []
    every: 'PT1H'
    within: 'PT1H'
    isState: true
  }
  {
    name: 'job-in-part'
    title: 'A deletion job ended in part'
    severity: 2
    query: loadTextContent('../queries/job-in-part.kql')
    key: [
      'State'
    ]
    every: 'PT1H'
    within: 'PT2H'
    isState: false
  }
]

// One rule an alert; docs/runbook.md says what each means and what to do.
resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: 'erasure-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Erasure: ${rule.title}'
    description: 'What to do: docs/runbook.md#${rule.name}'
    severity: rule.severity
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: rule.every
    windowSize: rule.within
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: map(rule.key, column => {
            name: column
            operator: 'Include'
            values: [
              '*'
            ]
          })
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: rule.isState
    muteActionsDuration: rule.every == 'PT15M' ? 'PT1H' : null
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}]
