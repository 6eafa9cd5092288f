using Erasure.Core.Decisions;

namespace Erasure.Core.Deletion.Failures;

/// <summary>The adjudication list: objects that jobs can't erase from, for a human to retry or to accept.</summary>
public interface IObjectFailures
{
    /// <summary>The failures by id, after <paramref name="after"/>.</summary>
    IAsyncEnumerable<ObjectFailure> ListAsync(string? after, CancellationToken cancellationToken);

    /// <summary>One of them; null where there is none of that id.</summary>
    Task<ObjectFailure?> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>Has jobs try again what waits because of it: failed domains of erasures first, or else a job at once.</summary>
    Task<CommandResult> RetryAsync(string id, HumanDecision decision, CancellationToken cancellationToken);

    /// <summary>Records what a human states of the object, and has what waits because of it leave the queue by another job.</summary>
    /// <returns>
    /// <see cref="CommandResult.WrongState"/> where the last job found somebody in the object, and it is said to hold nobody; or where nobody knows which version of it that is said of.
    /// <see cref="CommandResult.OtherVersion"/> where it has failed in another version since it was looked at.
    /// </returns>
    Task<CommandResult> AcceptAsync(string id, Acceptance acceptance, CancellationToken cancellationToken);
}
