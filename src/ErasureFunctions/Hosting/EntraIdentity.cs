using Azure.Core;
using Azure.Identity;

namespace ErasureFunctions.Hosting;

/// <summary>Who the app is: its managed identity on Azure, the developer who is signed in elsewhere.</summary>
internal sealed class EntraIdentity(TokenCredential credential)
{
    public static EntraIdentity Of(bool isDevelopment, Func<string, string?> environment) => new(
        isDevelopment ? new AzureCliCredential()
        : environment("AZURE_CLIENT_ID") is { Length: > 0 } client ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
        : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned));

    /// <summary>For a client that asks for tokens by itself.</summary>
    public TokenCredential Credential => credential;

    /// <summary>Gets tokens for a scope; they are cached until shortly before they expire.</summary>
    public Func<CancellationToken, Task<string>> TokensFor(string scope) => async cancellationToken =>
        (await credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken)).Token;
}
