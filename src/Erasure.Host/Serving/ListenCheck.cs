using System.Net;
using System.Net.Sockets;
using Erasure.Core.Server;
using Erasure.Core.Settings;

namespace Erasure.Host.Serving;

/// <summary>Whether this machine lets us listen. Kestrel binds last, when the engine has begun work, and tells a port that is taken by three stack traces.</summary>
internal static class ListenCheck
{
    private const string Setting = "$.server.url";

    /// <returns>What is wrong; null where nothing is.</returns>
    public static ConfigurationProblem? Run(string url) =>
        ListenAddress.TryParse(url) is { Port: not 0 } address ? Addresses(address).Select(ip => Try(ip, address, url)).FirstOrDefault(problem => problem is not null) : null;

    private static IPAddress[] Addresses(ListenAddress address) =>
        address.Address is { } one ? [one] : Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];

    private static ConfigurationProblem? Try(IPAddress ip, ListenAddress address, string url)
    {
        try
        {
            // Bound, but not listened on: of two who look at once neither is in the other's way.
            using Socket probe = new(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(ip, address.Port));
            return null;
        }
        catch (SocketException failure)
        {
            // What isn't here, Kestrel says what it makes of it.
            return failure.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => new(Setting, $"{url}: address already in use. Stop what listens there, or set another port"),
                SocketError.AccessDenied => new(Setting, $"{url}: this user may not listen on that port. Set one from 1024 up"),
                SocketError.AddressNotAvailable when address.Address is not null => new(Setting, $"{url}: this machine has no such address. Set one of its own, or 0.0.0.0 for all"),
                _ => null,
            };
        }
    }
}
