// For the secrets that remain: a mail server's password, a webhook. With Exchange Online and no webhook it stays empty.
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Name of the vault.')
@maxLength(24)
param name string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    enablePurgeProtection: true
  }
}

output uri string = vault.properties.vaultUri
