namespace Erasure.Core.Deletion.Queue;

/// <summary>The deletion queue, for whoever adds matches without an erasure, looks, or takes one back.</summary>
public interface IDeletionQueue
{
    /// <summary>Opens the queue for the matches of one request.</summary>
    Task<QueueIntake> OpenAsync(CancellationToken cancellationToken);

    /// <summary>What is queued, oldest first.</summary>
    /// <param name="top">At most this many.</param>
    /// <param name="after">The last match of the page before; null for the beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<MatchPage> ListAsync(int top, string? after, CancellationToken cancellationToken);

    /// <summary>Takes a match back, unless a job carries it or an erasure waits for it.</summary>
    Task<MatchRemoval> RemoveAsync(string id, CancellationToken cancellationToken);
}
