using Erasure.Core.Settings;

namespace Erasure.Core.Server;

/// <summary>What <see cref="ListenAddress"/> reads.</summary>
internal sealed class ListenAddressAttribute : SettingRuleAttribute
{
    internal override string? Check(object value, Func<string, string?> environment) =>
        ListenAddress.TryParse((string)value) is null
            ? "must be http, one IP address or localhost, and a port, without a path, such as http://127.0.0.1:7071 or http://0.0.0.0:7071; TLS is a reverse proxy's task"
            : null;
}
