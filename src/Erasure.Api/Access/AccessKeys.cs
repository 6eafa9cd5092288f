using Erasure.Core.Server;
using Erasure.Core.Settings;

namespace Erasure.Api.Access;

/// <summary>The keys that the configuration names.</summary>
public static class AccessKeys
{
    /// <summary>Reads them from the environment, where loading the configuration has made sure that they are.</summary>
    public static IReadOnlyList<AccessKey> Of(ServerConfiguration server, HostEnvironment environment)
    {
        List<AccessKey> keys = [.. server.Keys.Select(key => new AccessKey(environment.Find(key.Variable)!, RolesOf(key), key.Name ?? key.Variable))];
        if (environment.Find(server.ApiKeyVariable) is { Length: > 0 } one)
        {
            keys.Add(new AccessKey(one, Roles.All, server.ApiKeyVariable));
        }

        return keys;
    }

    private static Roles RolesOf(AccessKeyConfiguration key) =>
        key.Roles.Aggregate(Roles.None, (roles, name) => roles | RoleNames.Read(name));
}
