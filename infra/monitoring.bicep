// The log. Written to by identity: nobody can write to it who merely knows its connection string.
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Name of the Application Insights component.')
param insightsName string
@description('Name of the Log Analytics workspace.')
param workspaceName string
@description('How long the log is kept, in days.')
param retentionInDays int
@description('The most that is taken in a day, in gigabytes.')
param capInGigabytesPerDay int

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionInDays
    workspaceCapping: { dailyQuotaGb: capInGigabytesPerDay }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

@description('What the app says about itself, drawn. Found under Workbooks of the component.')
resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insights.id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    category: 'workbook'
    displayName: 'Abuse reports'
    serializedData: loadTextContent('workbook.json')
    sourceId: insights.id
  }
}

output insightsId string = insights.id
output workspaceId string = workspace.id
