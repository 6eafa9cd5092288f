param planName string
param name string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string
param deploymentContainer string
param insightsName string
param vaultUri string
@description('Empty: Durable Functions keeps its state in the storage account.')
param schedulerEndpoint string
param mailEndpoint string
@description('Empty: no private network.')
param subnetId string
@description('Empty: function keys only.')
param signInClientId string
param awsRoleArn string
param awsRegion string
param awsAudience string
param instanceMemoryMB int
param maximumInstances int
param warmInstances int
@description('App settings whose values are secrets of the vault: CRM_TOKEN is the secret crm-token.')
param secretSettings string[]
@description('Empty: no collector.')
param otlpEndpoint string

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

// Flex Consumption: pays per execution, scales to nothing, can join a network.
resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: { reserved: true }
}

// The Functions app, .NET 10 isolated.
resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'erasure' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
        // the group of orchestrations and activities: a timer that comes due finds a warm instance
        alwaysReady: warmInstances == 0 ? [] : [
          { name: 'durable', instanceCount: warmInstances }
        ]
      }
    }
  }
}

var storageSettings = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
}

// these two override what host.json says of the storage provider
var schedulerSettings = empty(schedulerEndpoint) ? {} : {
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
}

var collectorSettings = empty(otlpEndpoint) ? {} : {
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint
}

var appSettings = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  // the exporter's own statistics, which go to Microsoft
  APPLICATIONINSIGHTS_STATSBEAT_DISABLED: 'true'
  // the platform's host would keep five traces a second
  OTEL_TRACES_SAMPLER: 'microsoft.fixed_percentage'
  OTEL_TRACES_SAMPLER_ARG: '1.0'
  AZURE_CLIENT_ID: identityClientId
  AWS_REGION: awsRegion
  TASKHUB_NAME: 'erasure'
  ERASURE_CONFIG: 'erasure.json'
  ERASURE_AWS_ROLE_ARN: awsRoleArn
  ERASURE_AWS_AUDIENCE: awsAudience
  ERASURE_MAIL_ENDPOINT: mailEndpoint
  // Application Insights keeps URLs, and that route has an identifier in its own
  ERASURE_DELETE_USER_ROUTE: 'false'
}

var secrets = toObject(
  concat([
    'ERASURE_API_KEY'
    'ERASURE_MASTER_KEY'
  ], secretSettings),
  setting => setting,
  setting => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${toLower(replace(setting, '_', '-'))})'
)

// Where everything is, and who the app is there. Secrets stand here as references to the vault.
resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(storageSettings, schedulerSettings, collectorSettings, appSettings, secrets)
}

// Easy Auth: who presents a token of the tenant arrives with roles. Without one the app judges by key, so nobody is turned away here.
resource signIn 'Microsoft.Web/sites/config@2025-03-01' = if (!empty(signInClientId)) {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: {
      requireAuthentication: false
      unauthenticatedClientAction: 'AllowAnonymous'
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: signInClientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [
            signInClientId
            'api://${signInClientId}'
          ]
        }
      }
    }
    login: {
      tokenStore: { enabled: false }
    }
  }
}

// Publishing by user name and password is off: azd and az publish by Entra identity.
resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
