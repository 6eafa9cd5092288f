using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Erasure.Core.Settings;

namespace ErasureFunctions.Hosting;

/// <summary>Who the app is: its managed identity on Azure, the developer who is signed in elsewhere.</summary>
internal sealed class EntraIdentity(TokenCredential credential)
{
    // The platform gives tokens by plain HTTP, and the library's own transport takes the environment's proxy for that.
    private static readonly SocketsHttpHandler Handler = new() { AllowAutoRedirect = false, UseCookies = false };

    public static EntraIdentity Of(bool isDevelopment, HostEnvironment environment) => new(
        isDevelopment ? new AzureCliCredential()
        : new ManagedIdentityCredential(new ManagedIdentityCredentialOptions(
            environment.IdentityClient is { } client ? ManagedIdentityId.FromUserAssignedClientId(client) : ManagedIdentityId.SystemAssigned)
        {
            Transport = new HttpClientTransport(Handler),
        }));

    /// <summary>For a client that asks for tokens by itself.</summary>
    public TokenCredential Credential => credential;

    /// <summary>Gets tokens for a scope; they are cached until shortly before they expire.</summary>
    public Func<CancellationToken, Task<string>> TokensFor(string scope) => async cancellationToken =>
        (await credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken)).Token;
}
