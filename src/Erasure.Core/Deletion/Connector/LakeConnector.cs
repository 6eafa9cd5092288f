using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Subjects;

namespace Erasure.Core.Deletion.Connector;

/// <summary>The lake as an asynchronous domain: submitting adds a match to the deletion queue, checking asks what became of it.</summary>
/// <param name="mappers">Ids of the data mappers to erase from; null for all.</param>
/// <param name="matches">Erasures' matches.</param>
internal sealed class LakeConnector(IReadOnlyList<string>? mappers, ErasureMatches matches) : IConnector
{
    public Task<Outcome> SubmitAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) =>
        matches.SubmitAsync(erasure, mappers, cancellationToken);

    public Task<Outcome> CheckAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) =>
        matches.CheckAsync(erasure, cancellationToken);

    public Task<JsonNode?> DescribeAsync(DomainErasure erasure, CancellationToken cancellationToken) =>
        matches.DescribeAsync(erasure, cancellationToken);

    public Task<ErasedSoFar?> ErasedAsync(DomainErasure erasure, CancellationToken cancellationToken) =>
        matches.ErasedAsync(erasure, cancellationToken);

    public Task ReleaseAsync(DomainErasure erasure, CancellationToken cancellationToken) =>
        matches.ReleaseAsync(erasure, cancellationToken);
}
