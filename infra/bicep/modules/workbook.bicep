param location string
param tags object
param workspaceId string

var charts = [
  {
    title: 'Open erasures by state, ended ones by outcome'
    query: loadTextContent('../queries/erasures-by-state.kql')
    visualization: 'piechart'
    heat: ''
  }
  {
    title: 'Days to the deadline of what is open'
    query: loadTextContent('../queries/deadline-heat.kql')
    visualization: 'table'
    heat: 'Days'
  }
  {
    title: 'How long erasures take, in days'
    query: loadTextContent('../queries/durations.kql')
    visualization: 'timechart'
    heat: ''
  }
  {
    title: 'Errors by domain and code'
    query: loadTextContent('../queries/errors.kql')
    visualization: 'barchart'
    heat: ''
  }
  {
    title: 'Cost of scanning, in USD at 5 a TB'
    query: loadTextContent('../queries/scanning-cost.kql')
    visualization: 'timechart'
    heat: ''
  }
]

var range = {
  type: 9
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        version: 'KqlParameterItem/1.0'
        name: 'range'
        label: 'Time'
        type: 4
        isRequired: true
        value: { durationMs: 2592000000 }
        typeSettings: {
          selectableValues: [
            { durationMs: 86400000 }
            { durationMs: 604800000 }
            { durationMs: 2592000000 }
            { durationMs: 7776000000 }
          ]
        }
      }
    ]
    style: 'pills'
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
  }
  name: 'range'
}

var items = map(charts, chart => {
  type: 3
  content: {
    version: 'KqlItem/1.0'
    title: chart.title
    query: chart.query
    size: 0
    timeContextFromParameter: 'range'
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
    visualization: chart.visualization
    gridSettings: {
      formatters: empty(chart.heat) ? [] : [
        {
          columnMatch: chart.heat
          // 8 is the heat map; few days are red
          formatter: 8
          formatOptions: { min: 0, max: 30, palette: 'redGreen' }
        }
      ]
    }
  }
  name: chart.title
})

// What the privacy officer and the team look at; under Workbooks of the workspace.
resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'erasure-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Erasure'
    category: 'workbook'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([
        range
      ], items)
      fallbackResourceIds: [
        workspaceId
      ]
    })
  }
}
