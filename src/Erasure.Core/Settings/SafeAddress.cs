using System.Net;

namespace Erasure.Core.Settings;

/// <summary>Where something can be sent that others mustn't read on its way.</summary>
internal static class SafeAddress
{
    /// <summary>It is https, or stays on this machine; or is no address, which another rule tells.</summary>
    public static bool IsSafe(string? url) => HostOf(url) is not { } host || url!.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || IsLoopback(host);

    /// <summary>It is this machine.</summary>
    public static bool IsLoopback(string? host) =>
        host is "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static string? HostOf(string? url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? address) ? address.DnsSafeHost : null;
}
