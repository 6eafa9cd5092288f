param name string
param location string
param tags object
param isPrivate bool
param operatorAddresses string[]
param purgeProtection bool

// Secrets that the app settings refer to. Its contents are written by the postprovision hook or by hand, never by a template.
resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // the API refuses false: absent means off, and once on it stays on
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      ipRules: [for address in operatorAddresses: { value: address }]
    }
  }
}

output name string = vault.name
output uri string = vault.properties.vaultUri
