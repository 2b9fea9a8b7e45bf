// Everything that one deployment needs, in a resource group of its own. `azd up` deploys it, and so does
// `az deployment sub create`. No secret passes through it: those that are needed lie in the Key Vault already.
targetScope = 'subscription'

@description('Name of this deployment; part of the names of everything in it.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Region of everything. It has to offer Flex Consumption.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Resource group to make, or to go on using.')
param resourceGroupName string = 'rg-${environmentName}'

@description('Sender of every report, as MAIL_FROM has it: a mailbox of a verified domain of yours, best a mailbox of its own.')
param mailFrom string

@description('Name of your organisation, as the abuse desk reads it.')
param reporterOrganisation string

@description('How far it goes by itself. Review holds every report for a person.')
@allowed(['dry-run', 'review', 'auto'])
param reportingMode string = 'review'

@description('Further settings by name, as docs/settings.md lists them. Secrets do not belong here.')
param settings object = {}

@description('Settings whose values lie in the Key Vault, as secrets of the same name with - in place of _: SMTP_PASSWORD is the secret SMTP-PASSWORD. Put them there before naming them here.')
param secretsInVault array = []

@description('Application id of the app registration that people log in to; scripts/consent.mjs makes one. Without it the page lets nobody in.')
param pageClientId string = ''

@description('Where alerts about the program itself go by mail. Without it they are seen in the portal only.')
param alertEmail string = ''

@description('Graph of your cloud, where the cloud does not say it: https://dod-graph.microsoft.us for US Government L5.')
param graphEndpoint string = ''

@description('Version of Node.js.')
@allowed(['22', '24'])
param nodeVersion string = '24'

@description('Memory of one instance. 2048 comes with a whole core; 512 costs a quarter, with a quarter of a core.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances of any one function. 40 is the least that the plan takes, and far more than is used.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('How many copies of the data there are, and where.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('How long the log is kept.')
@minValue(30)
@maxValue(730)
param logRetentionInDays int = 30

@description('The most that is logged in a day; what is beyond is lost. It bounds what a flood of alerts can cost.')
@minValue(1)
@maxValue(100)
param logCapInGigabytesPerDay int = 1

@description('Object id of a person or group that may write secrets into the Key Vault, and read and answer in the tables, for as long as that is needed. Empty: nobody.')
param principalId string = ''

@description('What that object id is of.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param principalType string = 'User'

@description('Tags of everything, besides the one that azd finds its resources by.')
param tags object = {}

var allTags = union(tags, { 'azd-env-name': environmentName, application: 'defender-abuse-reporter' })

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: resourceGroupName
  location: location
  tags: allTags
}

module resources 'resources.bicep' = {
  name: 'resources'
  scope: group
  params: {
    location: location
    token: toLower(uniqueString(subscription().id, environmentName, location))
    tags: allTags
    mailFrom: mailFrom
    reporterOrganisation: reporterOrganisation
    reportingMode: reportingMode
    settings: settings
    secretsInVault: secretsInVault
    pageClientId: pageClientId
    alertEmail: alertEmail
    graphEndpoint: graphEndpoint
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    storageSku: storageSku
    logRetentionInDays: logRetentionInDays
    logCapInGigabytesPerDay: logCapInGigabytesPerDay
    principalId: principalId
    principalType: principalType
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = resources.outputs.appName
output AZURE_STORAGE_ACCOUNT_NAME string = resources.outputs.storageAccountName
output AZURE_KEY_VAULT_NAME string = resources.outputs.vaultName
output AZURE_IDENTITY_NAME string = resources.outputs.identityName
output AZURE_IDENTITY_CLIENT_ID string = resources.outputs.identityClientId
output AZURE_IDENTITY_PRINCIPAL_ID string = resources.outputs.identityPrincipalId
output AZURE_PAGE_URL string = resources.outputs.pageUrl
