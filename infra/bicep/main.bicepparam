// azd and az read the same file; what differs between environments comes from environment variables (docs/deploy.md).
using 'main.bicep'

var stages = {
  dev: loadJsonContent('stages/dev.json')
  prod: loadJsonContent('stages/prod.json')
}

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param stage = stages[readEnvironmentVariable('ERASURE_STAGE', 'dev')]
param deployerId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param deployerType = readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')
param operatorAddresses = json(readEnvironmentVariable('ERASURE_OPERATOR_ADDRESSES', '[]'))
param alertMail = readEnvironmentVariable('ERASURE_ALERT_MAIL')
param alertWebhook = readEnvironmentVariable('ERASURE_ALERT_WEBHOOK', '')
param slack = bool(readEnvironmentVariable('ERASURE_SLACK', 'false'))
param mailDomain = readEnvironmentVariable('ERASURE_MAIL_DOMAIN', '')
param mailDomainVerified = bool(readEnvironmentVariable('ERASURE_MAIL_DOMAIN_VERIFIED', 'false'))
param signInClientId = readEnvironmentVariable('ERASURE_SIGN_IN_CLIENT_ID', '')
param secretSettings = json(readEnvironmentVariable('ERASURE_SECRET_SETTINGS', '[]'))
param otlpEndpoint = readEnvironmentVariable('ERASURE_OTLP_ENDPOINT', '')
param aws = {
  roleArn: readEnvironmentVariable('ERASURE_AWS_ROLE_ARN')
  region: readEnvironmentVariable('ERASURE_AWS_REGION')
  audience: readEnvironmentVariable('ERASURE_AWS_AUDIENCE')
}
