param location string
param tags object
param networkId string
param subnetId string
param storageName string
param vaultName string

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

var targets = [
  { name: 'blob', id: storage.id, zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { name: 'queue', id: storage.id, zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { name: 'table', id: storage.id, zone: 'privatelink.table.${environment().suffixes.storage}' }
  { name: 'vault', id: vault.id, zone: 'privatelink.vaultcore.azure.net' }
]

// Names that resolve to the private endpoints.
resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for target in targets: {
  name: target.zone
  location: 'global'
  tags: tags
}]

// The network asks these zones first.
resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (target, i) in targets: {
  parent: zones[i]
  name: 'erasure'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: networkId }
  }
}]

// Storage's three services and the vault, inside the network.
resource endpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [for target in targets: {
  name: 'pe-erasure-${target.name}'
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: target.name
        properties: {
          privateLinkServiceId: target.id
          groupIds: [
            target.name
          ]
        }
      }
    ]
  }
}]

// Keeps the zones' records in step with the endpoints.
resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [for (target, i) in targets: {
  parent: endpoints[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: target.name
        properties: { privateDnsZoneId: zones[i].id }
      }
    ]
  }
}]
