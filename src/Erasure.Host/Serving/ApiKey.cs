using System.Net;
using Erasure.Core.Configuration;
using Erasure.Host.CommandLine;

namespace Erasure.Host.Serving;

/// <summary>The rule for the API key: whoever is reachable from other machines has a long one.</summary>
internal static class ApiKey
{
    private const int MinLength = 24;

    /// <returns>The key; null where none is set, which only loopback may do without.</returns>
    /// <exception cref="RefusalException">A key is needed, or is too short to be one.</exception>
    public static string? Of(ServerConfiguration server, Func<string, string?> environment)
    {
        string? key = environment(server.ApiKeyVariable);
        if (!string.IsNullOrEmpty(key))
        {
            return key.Length >= MinLength
                ? key
                : throw new RefusalException($"The API key in {server.ApiKeyVariable} is too short: use at least {MinLength} characters, such as those of `openssl rand -hex 32`.");
        }

        return IsLoopback(new Uri(server.Url).Host)
            ? null
            : throw new RefusalException($"{server.Url} can be reached from other machines: set {server.ApiKeyVariable}, for example to what `openssl rand -hex 32` prints.");
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
