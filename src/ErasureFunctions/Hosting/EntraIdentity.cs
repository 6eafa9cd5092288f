using Azure.Core;
using Azure.Identity;
using Erasure.Core.Settings;

namespace ErasureFunctions.Hosting;

/// <summary>Who the app is: its managed identity on Azure, the developer who is signed in elsewhere.</summary>
internal sealed class EntraIdentity(TokenCredential credential)
{
    public static EntraIdentity Of(bool isDevelopment, HostEnvironment environment) => new(
        isDevelopment ? new AzureCliCredential()
        : environment.IdentityClient is { } client ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
        : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned));

    /// <summary>For a client that asks for tokens by itself.</summary>
    public TokenCredential Credential => credential;

    /// <summary>Gets tokens for a scope; they are cached until shortly before they expire.</summary>
    public Func<CancellationToken, Task<string>> TokensFor(string scope) => async cancellationToken =>
        (await credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken)).Token;
}
