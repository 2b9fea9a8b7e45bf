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

output insightsId string = insights.id
