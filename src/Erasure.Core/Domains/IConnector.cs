using System.Text.Json.Nodes;
using Erasure.Core.Subjects;

namespace Erasure.Core.Domains;

/// <summary>How a domain erases. Idempotent by erasure id: submitting twice is submitting once.</summary>
public interface IConnector
{
    /// <summary>Asks the domain to erase. A synchronous domain answers with what it did, an asynchronous one with <see cref="Outcome.Pending"/>.</summary>
    /// <remarks>Failures that a decision is taken on come back as <see cref="Outcome.Failed"/>; an exception is a defect.</remarks>
    Task<Outcome> SubmitAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken);

    /// <summary>Asks how far a submitted erasure is.</summary>
    Task<Outcome> CheckAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken);

    /// <summary>What the report tells of the work done: counts and names of objects, never a value. Null where there is nothing to tell.</summary>
    Task<JsonNode?> DescribeAsync(DomainErasure erasure, CancellationToken cancellationToken) => Task.FromResult<JsonNode?>(null);

    /// <summary>What was erased so far and verified by us, whatever came of the rest: for those whom an erasure leaves with something owed. Null where nothing was, or nobody knows.</summary>
    Task<ErasedSoFar?> ErasedAsync(DomainErasure erasure, CancellationToken cancellationToken) => Task.FromResult<ErasedSoFar?>(null);

    /// <summary>The erasure has ended: drops what is still kept of it, such as a queued match. Called at least once, before the vault is emptied.</summary>
    Task ReleaseAsync(DomainErasure erasure, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>One erasure as one domain sees it.</summary>
/// <param name="ErasureId">The erasure's id; the idempotency key, with <paramref name="Attempt"/>.</param>
/// <param name="Domain">The domain's name.</param>
/// <param name="Attempt">1 for the first submission, one more each time a human asks for a retry.</param>
/// <param name="Deadline">When it must be done.</param>
public sealed record DomainErasure(string ErasureId, string Domain, int Attempt, DateTimeOffset Deadline);

/// <summary>The connector of each configured domain.</summary>
public interface IConnectors
{
    /// <summary>The connector of that domain.</summary>
    /// <exception cref="KeyNotFoundException">No such domain is configured.</exception>
    IConnector For(string domain);
}
