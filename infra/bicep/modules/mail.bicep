param emailServiceName string
param communicationName string
param tags object
param dataLocation string
param domain string
@description('An own domain can be used once its DNS records are verified, and not linked before.')
param domainVerified bool

var isOwnDomain = !empty(domain)

// Holds the domain that mails are sent from.
resource emailService 'Microsoft.Communication/emailServices@2025-09-01' = {
  name: emailServiceName
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

// Own domain: 30 mails a minute, once its DNS records are verified. Azure's: 5 a minute and 10 an hour, for trying out.
resource emailDomain 'Microsoft.Communication/emailServices/domains@2025-09-01' = {
  parent: emailService
  name: isOwnDomain ? domain : 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: {
    domainManagement: isOwnDomain ? 'CustomerManaged' : 'AzureManaged'
    // no tracking pixels or rewritten links in mails about erasure
    userEngagementTracking: 'Disabled'
  }
}

// What the app calls to send. Entra identities only.
resource communication 'Microsoft.Communication/communicationServices@2025-09-01' = {
  name: communicationName
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: isOwnDomain && !domainVerified ? [] : [
      emailDomain.id
    ]
  }
}

output communicationName string = communication.name
output endpoint string = 'https://${communication.properties.hostName}'
output sender string = 'DoNotReply@${emailDomain.properties.mailFromSenderDomain}'
