// The parts of one deployment, and what each has to know of the others.
@description('Region.')
param location string
@description('Makes names unique in the world.')
param token string
@description('Tags of everything.')
param tags object
@description('See main.bicep, as for all that follow.')
param mailFrom string
@description('See main.bicep.')
param reporterOrganisation string
@description('See main.bicep.')
param reportingMode string
@description('See main.bicep.')
param settings object
@description('See main.bicep.')
param secretsInVault array
@description('See main.bicep.')
param pageClientId string
@description('See main.bicep.')
param alertEmail string
@description('See main.bicep.')
param graphEndpoint string
@description('See main.bicep.')
param nodeVersion string
@description('See main.bicep.')
param instanceMemoryMB int
@description('See main.bicep.')
param maximumInstanceCount int
@description('See main.bicep.')
param storageSku string
@description('See main.bicep.')
param logRetentionInDays int
@description('See main.bicep.')
param logCapInGigabytesPerDay int
@description('See main.bicep.')
param principalId string
@description('See main.bicep.')
param principalType string

// Known before anything is deployed, so that `what-if` can tell everything that a deployment would change.
var names = {
  identity: 'id-abuse-${token}'
  storageAccount: 'stabuse${token}'
  vault: 'kv-abuse-${token}'
  insights: 'appi-abuse-${token}'
}

// Made before the app, so that it can be given its rights before the app starts, and keeps them if the app is made anew.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: names.identity
  location: location
  tags: tags
}

module storage 'storage.bicep' = {
  name: 'storage'
  params: { location: location, tags: tags, name: names.storageAccount, sku: storageSku }
}

module vault 'vault.bicep' = {
  name: 'vault'
  params: { location: location, tags: tags, name: names.vault }
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  params: {
    location: location
    tags: tags
    insightsName: names.insights
    workspaceName: 'log-abuse-${token}'
    retentionInDays: logRetentionInDays
    capInGigabytesPerDay: logCapInGigabytesPerDay
  }
}

module audit 'audit.bicep' = {
  name: 'audit'
  params: {
    storageAccountName: names.storageAccount
    vaultName: names.vault
    workspaceId: monitoring.outputs.workspaceId
  }
  dependsOn: [storage, vault]
}

module roles 'roles.bicep' = {
  name: 'roles'
  params: {
    identityName: names.identity
    storageAccountName: names.storageAccount
    vaultName: names.vault
    insightsName: names.insights
    principalId: principalId
    principalType: principalType
  }
  dependsOn: [identity, storage, vault, monitoring]
}

module app 'app.bicep' = {
  name: 'app'
  params: {
    location: location
    tags: tags
    token: token
    identityName: names.identity
    storageAccountName: names.storageAccount
    deploymentContainer: storage.outputs.deploymentContainer
    insightsName: names.insights
    vaultUri: vault.outputs.uri
    secretsInVault: secretsInVault
    pageClientId: pageClientId
    graphEndpoint: graphEndpoint
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    settings: union(settings, {
      MAIL_FROM: mailFrom
      REPORTER_ORGANISATION: reporterOrganisation
      REPORTING_MODE: reportingMode
    })
  }
  // The first start needs storage, and the deployment of the code its container.
  dependsOn: [roles]
}

module alerts 'alert-rules.bicep' = {
  name: 'alert-rules'
  params: {
    location: location
    tags: tags
    token: token
    insightsId: monitoring.outputs.insightsId
    email: alertEmail
  }
}

output appName string = app.outputs.name
output pageUrl string = app.outputs.pageUrl
output storageAccountName string = names.storageAccount
output vaultName string = names.vault
output identityName string = names.identity
output identityClientId string = identity.properties.clientId
output identityPrincipalId string = identity.properties.principalId
