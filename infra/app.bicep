// The function app on Flex Consumption, its settings, and the login before its page.
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Makes names unique.')
param token string
@description('Name of the identity that the app acts as.')
param identityName string
@description('Name of the storage account.')
param storageAccountName string
@description('Blob container of the deployed package.')
param deploymentContainer string
@description('Name of the Application Insights component.')
param insightsName string
@description('Address of the Key Vault.')
param vaultUri string
@description('Names of settings whose values lie in the Key Vault.')
param secretsInVault array
@description('Application id that people log in to, or empty.')
param pageClientId string
@description('Graph of this cloud, or empty.')
param graphEndpoint string
@description('Version of Node.js.')
param nodeVersion string
@description('Memory of one instance.')
param instanceMemoryMB int
@description('The most instances of any one function.')
param maximumInstanceCount int
@description('Settings of the program, by name.')
param settings object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageAccountName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-abuse-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-abuse-${token}'
  location: location
  // By this tag azd finds where to deploy to.
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${account.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
      runtime: { name: 'node', version: nodeVersion }
    }
  }
}

// Deploying goes by identity, too: no password may do it.
resource scmLogin 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

resource ftpLogin 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
  dependsOn: [scmLogin]
}

var hasLogin = !empty(pageClientId)
var pageUrl = 'https://${app.properties.defaultHostName}/api/page'
var loginUrl = environment().authentication.loginEndpoint
var loginHost = endsWith(loginUrl, '/') ? take(loginUrl, length(loginUrl) - 1) : loginUrl
// Graph serves alerts in these clouds only; the second of US Government has to be named by hand.
var graphByCloud = {
  AzureCloud: 'https://graph.microsoft.com'
  AzureUSGovernment: 'https://graph.microsoft.us'
}

// Addresses in place of the account's name, since the name alone means the public cloud.
var storageSettings = {
  AzureWebJobsStorage__blobServiceUri: account.properties.primaryEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: account.properties.primaryEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: account.properties.primaryEndpoints.table
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
}

// The host's own page, which tells anybody what runs here, is off.
var hostSettings = {
  AzureWebJobsDisableHomepage: 'true'
}

var logSettings = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
}

var cloudSettings = {
  GRAPH_ENDPOINT: empty(graphEndpoint) ? (graphByCloud[?environment().name] ?? graphByCloud.AzureCloud) : graphEndpoint
  GRAPH_TENANT_ID: tenant().tenantId
}

// The identity stands in for a client secret: the app registration trusts it (a federated credential).
var loginSettings = hasLogin
  ? {
      WEBSITE_AUTH_AAD_ALLOWED_TENANTS: tenant().tenantId
      OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identity.properties.clientId
      PAGE_CLIENT_ID: pageClientId
      PUBLIC_URL: pageUrl
    }
  : {}

var secretSettings = toObject(
  secretsInVault,
  name => name,
  name => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${replace(name, '_', '-')})'
)

// Only the platform may say that its login stands in front of the app.
var ownSettings = contains(toLower(string(settings)), '"website_auth_')
  ? fail('settings must not name WEBSITE_AUTH_…: the platform sets these itself')
  : settings

resource appSettings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(
    cloudSettings,
    ownSettings,
    secretSettings,
    loginSettings,
    logSettings,
    hostSettings,
    storageSettings
  )
}

// Before the program, which verifies every token itself all the same. Without an app registration it turns away
// everybody; senders of alerts have a key and no login.
resource login 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true, runtimeVersion: '~1' }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: hasLogin ? 'RedirectToLoginPage' : 'Return401'
      redirectToProvider: hasLogin ? 'azureactivedirectory' : null
      excludedPaths: ['/api/alerts']
    }
    httpSettings: { requireHttps: true }
    identityProviders: hasLogin
      ? {
          azureActiveDirectory: {
            enabled: true
            registration: {
              clientId: pageClientId
              clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
              openIdIssuer: '${loginHost}/${tenant().tenantId}/v2.0'
            }
            validation: { allowedAudiences: [pageClientId, 'api://${pageClientId}'] }
          }
        }
      : {}
    login: {
      // It is what hands the token of whoever is logged in on to the program.
      tokenStore: { enabled: true }
      preserveUrlFragmentsForLogins: false
    }
  }
  // One change of the configuration at a time; the platform answers 409 to two.
  dependsOn: [appSettings]
}

output name string = app.name
output pageUrl string = pageUrl
