using Erasure.Core.Settings;

namespace Erasure.Core.Domains.Http;

/// <summary>Erases by calling the domain's own HTTP API; the defaults are the contract of <c>docs/domain-contract.md</c>.</summary>
public sealed record HttpConnectorConfiguration : ConnectorConfiguration
{
    /// <summary>Address of the API, without a query; the calls' paths are appended.</summary>
    [WebAddress]
    public required string Url { get; init; }

    /// <summary>The call that asks for an erasure.</summary>
    public HttpCallConfiguration Submit { get; init; } = new() { Method = "POST", Path = "/erasures", Body = true };

    /// <summary>The call that asks how far it is.</summary>
    public HttpCallConfiguration Check { get; init; } = new() { Method = "GET", Path = "/erasures/{erasure_id}" };

    /// <summary>How an answer's JSON body is read.</summary>
    public HttpAnswerConfiguration Answer { get; init; } = new();

    /// <summary>Headers sent with every call. Secrets belong in <see cref="Auth"/>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How the calls prove who we are; none where it isn't given.</summary>
    public HttpAuthConfiguration? Auth { get; init; }

    /// <summary>How failed calls are tried again.</summary>
    public HttpRetryConfiguration Retry { get; init; } = new();

    /// <summary>Longest a single attempt may take; default 30 seconds.</summary>
    [Lasts("PT0.1S", "PT10M")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest answer that is read, in bytes; default 64 KiB.</summary>
    [Between(1, 16777216)]
    public int MaxAnswerBytes { get; init; } = 64 * 1024;

    /// <summary>Allow plain HTTP to another machine; default off, since calls name a person.</summary>
    public bool AllowPlainHttp { get; init; }
}
