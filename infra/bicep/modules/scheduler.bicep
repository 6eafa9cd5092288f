param name string
param taskHubName string
param location string
param tags object
param sku 'Consumption' | 'Dedicated'

// Durable Functions' state in a managed service in place of the storage account. Entra identities only.
resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // who may come is decided by role: Flex Consumption has no fixed addresses
    ipAllowlist: [
      '0.0.0.0/0'
    ]
    sku: sku == 'Dedicated' ? { name: sku, capacity: 1 } : { name: sku }
  }
}

// The hub that TASKHUB_NAME names.
resource taskHub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: taskHubName
}

output name string = scheduler.name
output endpoint string = scheduler.properties.endpoint
