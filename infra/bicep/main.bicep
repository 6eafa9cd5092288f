// Everything that Erasure needs on Azure, in one resource group of its own. docs/deploy.md explains each resource.
targetScope = 'subscription'

@description('Name of the environment; part of the name of every resource.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Azure region. It must offer Flex Consumption, and the Durable Task Scheduler where the stage asks for it.')
param location string

@description('What differs between dev and prod: stages/dev.json, stages/prod.json.')
param stage Stage

@description('Object id of who deploys; gets the right to write secrets into the vault. Empty: nobody does.')
param deployerId string = ''

@description('Kind of principal that deploys.')
param deployerType 'User' | 'ServicePrincipal' = 'User'

@description('IPv4 addresses or ranges from which the vault may be reached beside the private network. Used with private networking only.')
param operatorAddresses string[] = []

@description('Mailbox that alerts go to.')
param alertMail string

@description('Webhook that alerts go to in the common alert schema. Empty: none.')
@secure()
param alertWebhook string = ''

@description('Post alerts to Slack; the address of its incoming webhook is the secret slack-webhook in the vault.')
param slack bool = false

@description('Domain that mails are sent from, such as mail.example.org. Empty: one that Azure makes up, with low limits.')
param mailDomain string = ''

@description('The own domain\'s DNS records are verified: send from it.')
param mailDomainVerified bool = false

@description('Where Communication Services keeps its data.')
param mailDataLocation string = 'Europe'

@description('Client id of the app registration that people and programs sign in to. Empty: function keys only.')
param signInClientId string = ''

@description('Further app settings that are secrets of the vault, such as domains\' tokens and keys with roles: CRM_TOKEN is the secret crm-token.')
param secretSettings string[] = []

@description('OTLP collector that traces, metrics and logs go to beside Application Insights. Empty: none.')
param otlpEndpoint string = ''

@description('How the app becomes somebody on AWS.')
param aws AwsFederation

@description('Days before a deadline from which an unfinished erasure raises an alert.')
@minValue(1)
@maxValue(30)
param deadlineAlertDays int = 5

@description('What a stage decides.')
type Stage = {
  @description('Where Durable Functions keeps its state.')
  durableBackend: 'AzureStorage' | 'DurableTaskScheduler'
  @description('SKU of the Durable Task Scheduler.')
  schedulerSku: 'Consumption' | 'Dedicated'
  @description('Memory of an instance in MB.')
  instanceMemoryMB: 512 | 2048 | 4096
  @description('Most instances at once.')
  @minValue(40)
  @maxValue(1000)
  maximumInstances: int
  @description('Instances kept warm for orchestrations, so that a timer or event never waits for a cold start.')
  warmInstances: int
  @description('Copies of the storage account: Standard_LRS or Standard_ZRS.')
  storageSku: 'Standard_LRS' | 'Standard_ZRS'
  @description('Days that logs and metrics are kept.')
  logRetentionDays: int
  @description('GB of telemetry a day at which ingestion stops until the next day; -1: no limit.')
  logDailyCapGb: int
  @description('Put the storage account and the vault behind private endpoints.')
  privateNetwork: bool
  @description('Keep a deleted vault from being purged before its 90 days are over.')
  purgeProtection: bool
}

@description('What the app needs to know for AssumeRoleWithWebIdentity.')
type AwsFederation = {
  @description('ARN of the role: output RoleArn of infra/aws/erasure.yaml.')
  roleArn: string
  @description('Region of the table, the bucket and Athena.')
  region: string
  @description('Application id URI of the app registration that the token is for.')
  audience: string
}

var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName, application: 'erasure' }
var names = {
  identity: 'id-erasure-${token}'
  workspace: 'log-erasure-${token}'
  insights: 'appi-erasure-${token}'
  storage: 'sterasure${token}'
  vault: 'kv-${token}'
  scheduler: 'dts-erasure-${token}'
  emailService: 'email-erasure-${token}'
  communication: 'acs-erasure-${token}'
  plan: 'plan-erasure-${token}'
  app: 'func-erasure-${token}'
  network: 'vnet-erasure-${token}'
  actionGroup: 'ag-erasure-${token}'
  slackWorkflow: 'logic-erasure-slack-${token}'
}
var useScheduler = stage.durableBackend == 'DurableTaskScheduler'

// One group for all of it: tearing down is deleting the group.
resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-erasure-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: names.identity
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    workspaceName: names.workspace
    insightsName: names.insights
    location: location
    tags: tags
    retentionDays: stage.logRetentionDays
    dailyCapGb: stage.logDailyCapGb
  }
}

module network 'modules/network.bicep' = if (stage.privateNetwork) {
  name: 'network'
  scope: group
  params: {
    name: names.network
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: names.storage
    location: location
    tags: tags
    sku: stage.storageSku
    isPrivate: stage.privateNetwork
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: names.vault
    location: location
    tags: tags
    isPrivate: stage.privateNetwork
    operatorAddresses: operatorAddresses
    purgeProtection: stage.purgeProtection
  }
}

module endpoints 'modules/endpoints.bicep' = if (stage.privateNetwork) {
  name: 'endpoints'
  scope: group
  params: {
    location: location
    tags: tags
    networkId: network.?outputs.id ?? ''
    subnetId: network.?outputs.endpointSubnetId ?? ''
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
  }
}

module scheduler 'modules/scheduler.bicep' = if (useScheduler) {
  name: 'scheduler'
  scope: group
  params: {
    name: names.scheduler
    taskHubName: 'erasure'
    location: location
    tags: tags
    sku: stage.schedulerSku
  }
}

module mail 'modules/mail.bicep' = {
  name: 'mail'
  scope: group
  params: {
    emailServiceName: names.emailService
    communicationName: names.communication
    tags: tags
    dataLocation: mailDataLocation
    domain: mailDomain
    domainVerified: mailDomainVerified
  }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  scope: group
  params: {
    principalId: identity.outputs.principalId
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
    insightsName: monitoring.outputs.insightsName
    communicationName: mail.outputs.communicationName
    schedulerName: scheduler.?outputs.name ?? ''
    deployerId: deployerId
    deployerType: deployerType
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    planName: names.plan
    name: names.app
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    insightsName: monitoring.outputs.insightsName
    vaultUri: vault.outputs.uri
    schedulerEndpoint: scheduler.?outputs.endpoint ?? ''
    mailEndpoint: mail.outputs.endpoint
    subnetId: network.?outputs.appSubnetId ?? ''
    signInClientId: signInClientId
    awsRoleArn: aws.roleArn
    awsRegion: aws.region
    awsAudience: aws.audience
    instanceMemoryMB: stage.instanceMemoryMB
    maximumInstances: stage.maximumInstances
    warmInstances: stage.warmInstances
    secretSettings: secretSettings
    otlpEndpoint: otlpEndpoint
  }
  // the app pulls its package and its secrets at start, with these rights
  dependsOn: [
    roles
  ]
}

module diagnostics 'modules/diagnostics.bicep' = {
  name: 'diagnostics'
  scope: group
  params: {
    workspaceId: monitoring.outputs.workspaceId
    appName: app.outputs.name
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
    communicationName: mail.outputs.communicationName
  }
}

module notifications 'modules/notifications.bicep' = {
  name: 'notifications'
  scope: group
  params: {
    actionGroupName: names.actionGroup
    slackWorkflowName: names.slackWorkflow
    location: location
    tags: tags
    alertMail: alertMail
    alertWebhook: alertWebhook
    slack: slack
    vaultName: vault.outputs.name
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    actionGroupId: notifications.outputs.actionGroupId
    deadlineDays: deadlineAlertDays
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output ERASURE_APP_NAME string = app.outputs.name
output ERASURE_APP_URL string = app.outputs.url
output ERASURE_VAULT_NAME string = vault.outputs.name
output ERASURE_MAIL_SENDER string = mail.outputs.sender
output ERASURE_IDENTITY_OBJECT_ID string = identity.outputs.principalId
