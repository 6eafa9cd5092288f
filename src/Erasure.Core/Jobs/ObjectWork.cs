using Erasure.Core.Configuration;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>An object to work on.</summary>
internal sealed record ObjectWork(JobSession Session, JobObject Item, string Key, DataMapper Mapper, RowPredicate Predicate, IObjectStore Objects, bool IsLast)
{
    /// <summary>The store as one whose older versions go too; null where they stay or there are none.</summary>
    public IVersionedObjectStore? Past { get; } = MapperListing.PastOf(Objects, Mapper);

    /// <summary>What to look for, once the key has answered for partitions.</summary>
    public PartitionedPredicate Matches { get; } = PartitionedPredicate.Of(Predicate, Key);

    /// <summary>Readers don't take it for data.</summary>
    public bool IsPassedBy => Patterns.PassBy(Path, isObstacle: false) is not null;

    /// <summary>The mapper's patterns say that it isn't to be touched.</summary>
    public bool IsLeftOut => Patterns.LeavesOut(Path);

    /// <summary>Makes sure that it is gone, which it wasn't when it was listed.</summary>
    /// <exception cref="StoreException">It isn't, or nobody can tell.</exception>
    public Task ConfirmGoneAsync(CancellationToken cancellationToken)
    {
        // Folders that are named after the person go with the last object that we delete in them.
        bool isOurs = Item.Erased.Objects > 0 || Item.Underway is { Objects: > 0 };
        return MapperListing.ConfirmGoneAsync(Objects, Mapper, Key, Item.Place, isOurs ? folder => Session.Names(folder) || Session.TakesAll(Mapper, $"{folder}/") : null, cancellationToken);
    }

    private PathPatterns Patterns => PathPatterns.Of(Mapper);

    private string Path => Key[Mapper.Folder.TrimEnd('/').Length..];

    /// <summary>Its version as a listing names it now; null where the store has nothing of it.</summary>
    public async Task<string?> ListedVersionAsync(CancellationToken cancellationToken)
    {
        if (Past is { } past)
        {
            return (await MapperListing.FindAsync(past, Key, cancellationToken))?.Version;
        }

        // A key comes before every longer one that begins with it.
        ObjectInfo? first = await Objects.ListAsync(Key, cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return first?.Key == Key ? first.Version : null;
    }
}
