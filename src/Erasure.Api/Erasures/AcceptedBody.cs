using System.ComponentModel;
using System.Text.Json.Serialization;
using Erasure.Core.Erasures;

namespace Erasure.Api.Erasures;

/// <summary>The answer to a request that was taken in.</summary>
[Description("The erasure that was taken in, or the running one of the same subject. It was on disk before this was answered. A caller who may operate also gets the engine's management URLs (statusQueryGetUri, ...), as in Durable Functions' check-status payload.")]
internal sealed record AcceptedBody
{
    [Description("The erasure's id, which is also its durable instance's.")]
    public required string Id { get; init; }

    public required ErasureState State { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    [Description("When it must be done (Art. 12(3) GDPR).")]
    public required DateTimeOffset Deadline { get; init; }

    public required IReadOnlyList<string> Domains { get; init; }

    [Description("Where to ask how far it is; also the Location header.")]
    public required string StatusUrl { get; init; }

    public required string ReportUrl { get; init; }

    [Description("The status page for people.")]
    public required string PageUrl { get; init; }

    /// <summary>The engine's management URLs, flat beside the id as in Durable Functions' check-status payload.</summary>
    [JsonExtensionData]
    public IDictionary<string, object?>? Management { get; init; }

    public static AcceptedBody Of(ErasureRecord erasure, Links links, IReadOnlyDictionary<string, string?>? management) => new()
    {
        Id = erasure.Id,
        State = erasure.State,
        ReceivedAt = erasure.ReceivedAt,
        Deadline = erasure.Deadline,
        Domains = erasure.Domains,
        StatusUrl = links.Status(erasure.Id),
        ReportUrl = links.Report(erasure.Id),
        PageUrl = links.Page(erasure.Id),
        Management = management?.ToDictionary(link => link.Key, object? (link) => link.Value, StringComparer.Ordinal),
    };
}
