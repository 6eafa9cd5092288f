using System.Net;

namespace Erasure.Core;

/// <summary>
/// The proxy that the environment names (<c>https_proxy</c>, <c>all_proxy</c>, <c>no_proxy</c>), for what is encrypted only: of that a proxy passes on a tunnel and reads nothing.
/// Plain HTTP, and what is on this machine, goes to no proxy.
/// </summary>
/// <param name="named">That proxy.</param>
public sealed class TunnelOnlyProxy(IWebProxy named) : IWebProxy
{
    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => named.Credentials;
        set => named.Credentials = value;
    }

    /// <summary>Has every HTTP client of this process use it that has no proxy of its own; to be called before the first one is made.</summary>
    public static void Use()
    {
        if (HttpClient.DefaultProxy is not TunnelOnlyProxy)
        {
            HttpClient.DefaultProxy = new TunnelOnlyProxy(HttpClient.DefaultProxy);
        }
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : named.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => host.Scheme == Uri.UriSchemeHttp || host.IsLoopback || named.IsBypassed(host);
}
