using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Places;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Objects;

/// <summary>An object to work on.</summary>
internal sealed record ObjectWork(JobSession Session, JobObject Item, string Key, DataMapper Mapper, RowPredicate Predicate, IObjectStore Objects, bool IsLast)
{
    /// <summary>The store as one whose older versions go too; null where they stay or there are none.</summary>
    public IVersionedObjectStore? Past { get; } = MapperListing.PastOf(Objects, Mapper);

    /// <summary>What to look for by the key alone, while its rows haven't been asked which of its partitions they answer themselves.</summary>
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

    /// <summary>Makes sure that what is to be erased from lies where it was listed: a copy that takes its folder's place for a while would be erased from in its stead. A lake that is elsewhere as a whole is another matter.</summary>
    /// <exception cref="NotListedException">It doesn't.</exception>
    public async Task RequireInPlaceAsync(IOpenObject open, CancellationToken cancellationToken)
    {
        if (open.Info.File is { } file && file != Item.File && Item.Place is { } place
            && await Objects.PlaceAsync(SeenObject.FolderOf(Key), cancellationToken) is { } now && !SeenObject.LiesIn(place, now) && SeenObject.HaveOneRoot(place, now))
        {
            throw MapperListing.FolderGone();
        }
    }

    /// <summary>Folders that it lies in, and that are what they were when it was listed, in which no data is any more; the innermost first.</summary>
    public async Task<IReadOnlyList<string>> EmptiedFoldersAsync(CancellationToken cancellationToken)
    {
        string top = Mapper.Folder.TrimEnd('/');
        string folder = SeenObject.FolderOf(Key);
        List<string> emptied = [];
        if (folder.Length <= top.Length || await HoldsDataAsync(folder, top, below: null, cancellationToken) || !await IsInPlaceAsync(folder, cancellationToken))
        {
            return emptied;
        }

        do
        {
            emptied.Add(folder);
            folder = SeenObject.FolderOf(folder);
        }
        while (folder.Length > top.Length && !await HoldsDataAsync(folder, top, below: emptied[^1], cancellationToken));

        return emptied;
    }

    private Task<bool> HoldsDataAsync(string folder, string top, string? below, CancellationToken cancellationToken) =>
        Objects.HoldsAsync(folder, info => info.Length > 0 && Patterns.PassBy(info.Key[top.Length..], isObstacle: false) is not { Reason: PassedBy.Hidden }, below, cancellationToken);

    // A folder's place tells those above it too.
    private async Task<bool> IsInPlaceAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await Objects.PlaceAsync(folder, cancellationToken) is not { } now || Item.Place is not { } place || SeenObject.LiesIn(place, now);
        }
        catch (NotListedException)
        {
            return false;
        }
    }

    private PathPatterns Patterns => PathPatterns.Of(Mapper);

    private string Path => Key[Mapper.Folder.TrimEnd('/').Length..];

    /// <summary>What to look for in a version of it: its key answers for the partitions that its rows have no column of.</summary>
    /// <exception cref="RefusedException">The key says that rows are the person's, the rows say something of that too, or nobody can tell whether they do, and can't be read.</exception>
    /// <exception cref="StepFailedException">The key contradicts itself, or rows that it says are the person's don't say so themselves.</exception>
    public async Task<PartitionedPredicate> AskedOfAsync(IOpenObject? open, CancellationToken cancellationToken)
    {
        PartitionedPredicate asked = Matches;
        if (Matches.RestsOnKey && !IsPassedBy && open is { Length: > 0, Info.Hindrance: not Hindrance.Archived })
        {
            OwnColumns own = await OwnColumns.OfAsync(Mapper, Key, open, Matches.Asked, cancellationToken);
            asked = own.Certain.Count > 0 ? await AgreedAsync(PartitionedPredicate.Of(Predicate, Key, own.Certain), open, cancellationToken) : Matches;
            if (asked.TakesAll && own.Doubt is { } doubt && !PartitionedPredicate.Of(Predicate, Key, own.Possible).TakesAll)
            {
                throw new RefusedException(doubt.Code, doubt.Detail, doubt);
            }
        }

        return asked.IsAmbiguous ? throw Ambiguous("Its key names a column twice, with different values, or by a value with a percent sign that can be read in two ways: nobody can tell whose it is.") : asked;
    }

    // Rows that say nothing, or somebody else, are the person's for readers that go by the key, and for others they aren't.
    private async Task<PartitionedPredicate> AgreedAsync(PartitionedPredicate byRows, IOpenObject open, CancellationToken cancellationToken)
    {
        if (byRows.TakesAll || byRows.IsAmbiguous || ReferenceEquals(byRows.Rows, Matches.Rows) && !Matches.TakesAll && !Matches.IsAmbiguous)
        {
            return byRows;
        }

        IRowEraser eraser = RowErasers.For(Mapper, Key);
        Findings found = await eraser.FindAsync(open, byRows.Rows, cancellationToken);
        long either = found.Rows;
        if (!Matches.TakesAll && !Matches.IsAmbiguous)
        {
            RowPredicate both = new([.. byRows.Rows.Simple, .. Matches.Rows.Simple], [.. byRows.Rows.Composite, .. Matches.Rows.Composite]);
            either = (await eraser.FindAsync(open, both, cancellationToken)).RowsMatched;
        }

        return either > found.RowsMatched ? throw Ambiguous("Its key says of rows whose they are, and they say something else, or nothing: nobody can tell.")
            : Matches.TakesAll ? Matches
            : byRows;
    }

    private static StepFailedException Ambiguous(string detail) => new(FailureAdvice.PartitionAmbiguous, detail) { MayPass = false, HoldsMatches = true };

    /// <summary>What its key alone rules out, however little of it can be read.</summary>
    public async Task<PartitionedPredicate> RuledOutAsync(CancellationToken cancellationToken)
    {
        if (Matches.Asked.Count == 0)
        {
            return Matches;
        }

        try
        {
            if (Past is { } past && await MapperListing.FindAsync(past, Key, cancellationToken) is { Older.Count: > 0 })
            {
                // An older version may have the columns itself.
                return PartitionedPredicate.Of(Predicate, Key, Matches.Asked);
            }

            await using IOpenObject? open = await Objects.OpenAsync(Key, cancellationToken);
            IReadOnlyList<string> own = open switch
            {
                null or { Info.Hindrance: Hindrance.Archived } => Matches.Asked,
                { Length: 0 } => [],
                _ => (await OwnColumns.OfAsync(Mapper, Key, open, Matches.Asked, cancellationToken)).Possible,
            };
            return PartitionedPredicate.Of(Predicate, Key, own);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return PartitionedPredicate.Of(Predicate, Key, Matches.Asked);
        }
    }

    /// <summary>Its version as a listing names it now; null where the store has nothing of it.</summary>
    public async Task<LakeObject?> ListedAsync(CancellationToken cancellationToken)
    {
        if (Past is { } past)
        {
            return await MapperListing.FindAsync(past, Key, cancellationToken);
        }

        ObjectInfo? found = await Objects.FindAsync(Key, cancellationToken);
        return found?.Key == Key ? LakeObject.Of(found) : null;
    }
}
