using System.Text.Json.Nodes;
using Erasure.Core.Domains;
using Erasure.Core.Jobs;
using Erasure.Core.Subjects;

namespace Erasure.Core.Lake;

/// <summary>The lake as an asynchronous domain: submitting starts a deletion job, checking asks how far it is.</summary>
/// <param name="mappers">Ids of the data mappers to erase from; null for all.</param>
/// <param name="jobs">The jobs.</param>
public sealed class LakeConnector(IReadOnlyList<string>? mappers, DeletionJobs jobs) : IConnector
{
    /// <inheritdoc/>
    public Task<Outcome> SubmitAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) =>
        jobs.StartAsync(erasure, mappers, cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome> CheckAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) =>
        jobs.CheckAsync(erasure, cancellationToken);

    /// <inheritdoc/>
    public Task<JsonNode?> DescribeAsync(DomainErasure erasure, CancellationToken cancellationToken) =>
        jobs.DescribeAsync(erasure, cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseAsync(DomainErasure erasure, CancellationToken cancellationToken) =>
        jobs.ReleaseAsync(erasure, cancellationToken);
}
