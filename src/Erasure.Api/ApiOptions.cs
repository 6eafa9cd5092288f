using Erasure.Api.Access;
using Erasure.Core.Server;
using Erasure.Core.Settings;

namespace Erasure.Api;

/// <summary>What the HTTP API needs to know beyond the erasure service.</summary>
public sealed record ApiOptions
{
    /// <summary>Keys that callers may present.</summary>
    public IReadOnlyList<AccessKey> Keys { get; init; } = [];

    /// <summary>Takes Azure App Service's word for who calls: only where <see cref="HostEnvironment.IsBehindEasyAuth"/>.</summary>
    public bool TrustsEasyAuth { get; init; }

    /// <summary>Lets everyone in, with every role: only on loopback.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Serve <c>DELETE /api/user/{id}</c>.</summary>
    public bool DeleteUserRoute { get; init; } = true;

    /// <summary>Address under which people reach the service, without a slash at the end; the request's own where it isn't given.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Largest body of a single request, and largest record of a batch, in bytes: a subject is a few hundred.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Records of one batch that are under way at a time: enough to share a group commit.</summary>
    public int BatchConcurrency { get; init; } = 64;

    /// <summary>Erasures on a page of the list, where the caller doesn't say.</summary>
    public int DefaultPageSize { get; init; } = 50;

    /// <summary>Most erasures on a page of the list.</summary>
    public int MaxPageSize { get; init; } = 200;

    /// <summary>When to ask again, as <c>Retry-After</c> says; Durable Functions' own default.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>As the configuration and the environment say.</summary>
    /// <param name="server">The configuration.</param>
    /// <param name="isLocal">Nobody but this machine can call: then no key is needed.</param>
    /// <param name="environment">The host's.</param>
    public static ApiOptions Of(ServerConfiguration server, bool isLocal, HostEnvironment environment)
    {
        IReadOnlyList<AccessKey> keys = AccessKeys.Of(server, environment);
        bool trustsEasyAuth = environment.IsBehindEasyAuth;
        return new ApiOptions
        {
            Keys = keys,
            TrustsEasyAuth = trustsEasyAuth,
            IsOpen = keys.Count == 0 && !trustsEasyAuth && isLocal,
            DeleteUserRoute = server.DeleteUserRoute,
            PublicUrl = server.PublicUrl,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(ApiOptions);
}
