using System.Net;

namespace Erasure.Core.Server;

/// <summary>What a server binds, read from its URL once, so that what is judged is what is bound.</summary>
/// <param name="Address">The address; null for both loopback addresses, as <c>localhost</c> means.</param>
/// <param name="Port">The port; 0 for a free one.</param>
public sealed record ListenAddress(IPAddress? Address, int Port)
{
    /// <summary>Nobody but this machine can reach it.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>Reads <c>http://HOST:PORT</c> with an IP address or <c>localhost</c> for a host; null where it is anything else.</summary>
    public static ListenAddress? TryParse(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed)
            || parsed is not { Scheme: "http", UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" })
        {
            return null;
        }

        if (IPAddress.TryParse(parsed.DnsSafeHost, out IPAddress? address))
        {
            return new ListenAddress(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, parsed.Port);
        }

        // A free port can't be the same on two addresses.
        return parsed is { Host: "localhost", Port: not 0 } ? new ListenAddress(null, parsed.Port) : null;
    }
}
