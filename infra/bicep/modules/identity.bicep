param name string
param location string
param tags object

// The one identity of the app. Its object id is the subject that AWS trusts, so it outlives the app.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output clientId string = identity.properties.clientId
output principalId string = identity.properties.principalId
