using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Tests.Shared.Jobs;

/// <summary>An object store that lets a test act at each step.</summary>
internal class ObjectStoreSpy(IObjectStore inner) : IObjectStore
{
    public Func<string, Task> BeforeOpen { get; set; } = _ => Task.CompletedTask;

    public Func<string, Task> BeforeReplace { get; set; } = _ => Task.CompletedTask;

    public Func<string, Task> AfterReplace { get; set; } = _ => Task.CompletedTask;

    /// <summary>What becomes of a plan before it is carried out: an eraser with a fault.</summary>
    public Func<RewritePlan, RewritePlan> Change { get; set; } = plan => plan;

    /// <summary>What becomes of a listing.</summary>
    public Func<IAsyncEnumerable<ObjectInfo>, IAsyncEnumerable<ObjectInfo>> List { get; set; } = listed => listed;

    public Task LocateAsync(string folder, CancellationToken cancellationToken) => inner.LocateAsync(folder, cancellationToken);

    public Task<bool> TryRemoveEmptyFolderAsync(string folder, CancellationToken cancellationToken) => inner.TryRemoveEmptyFolderAsync(folder, cancellationToken);

    public IAsyncEnumerable<string> ListEmptyFoldersAsync(string folder, CancellationToken cancellationToken) => inner.ListEmptyFoldersAsync(folder, cancellationToken);

    public Task<string?> PlaceAsync(string folder, CancellationToken cancellationToken) => inner.PlaceAsync(folder, cancellationToken);

    public Task<string?> MarkAsync(string folder, CancellationToken cancellationToken) => inner.MarkAsync(folder, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => List(inner.ListAsync(prefix, cancellationToken));

    public async Task<IOpenObject?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        await BeforeOpen(key);
        return await inner.OpenAsync(key, cancellationToken);
    }

    public async Task<ObjectInfo?> TryReplaceAsync(IOpenObject original, RewritePlan plan, CancellationToken cancellationToken)
    {
        await BeforeReplace(original.Info.Key);
        ObjectInfo? successor = await inner.TryReplaceAsync(original, Change(plan), cancellationToken);
        await AfterReplace(original.Info.Key);
        return successor;
    }

    public async Task<bool> TryDeleteAsync(IOpenObject original, CancellationToken cancellationToken)
    {
        await BeforeReplace(original.Info.Key);
        bool deleted = await inner.TryDeleteAsync(original, cancellationToken);
        await AfterReplace(original.Info.Key);
        return deleted;
    }
}
