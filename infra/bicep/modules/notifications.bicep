param actionGroupName string
param slackWorkflowName string
param location string
param tags object
param alertMail string
@secure()
param alertWebhook string
param slack bool
param vaultName string

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

// Turns an alert into a Slack message: an action group's own webhook sends the common alert schema, which Slack refuses.
resource slackWorkflow 'Microsoft.Logic/workflows@2019-05-01' = if (slack) {
  name: slackWorkflowName
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    state: 'Enabled'
    definition: loadJsonContent('../slack-workflow.json')
    parameters: {
      secretUri: { value: '${vault.properties.vaultUri}secrets/slack-webhook' }
    }
  }
}

// Reads the one secret that holds the webhook's address, and no other.
resource slackAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (slack) {
  scope: slackSecret
  name: guid(vault.id, slackWorkflowName, keyVaultSecretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: slackWorkflow.?identity.principalId ?? ''
    principalType: 'ServicePrincipal'
  }
}

resource slackSecret 'Microsoft.KeyVault/vaults/secrets@2026-02-01' existing = {
  parent: vault
  name: 'slack-webhook'
}

// Who is told: mail always, webhook and Slack where they are set. Azure limits each to 100 mails an hour.
resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'erasure'
    enabled: true
    emailReceivers: [
      {
        name: 'mail'
        emailAddress: alertMail
        useCommonAlertSchema: true
      }
    ]
    webhookReceivers: empty(alertWebhook) ? [] : [
      {
        name: 'webhook'
        serviceUri: alertWebhook
        useCommonAlertSchema: true
      }
    ]
    logicAppReceivers: slack ? [
      {
        name: 'slack'
        resourceId: slackWorkflow.id
        callbackUrl: listCallbackUrl('${slackWorkflow.id}/triggers/alert', '2019-05-01').value
        useCommonAlertSchema: true
      }
    ] : []
  }
}

output actionGroupId string = actionGroup.id
