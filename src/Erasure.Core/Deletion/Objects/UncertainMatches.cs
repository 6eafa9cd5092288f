using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Lake;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Objects;

/// <summary>Which of a job's matches an object may hold that couldn't be searched or rewritten: those that neither its key nor what can be read of it rules out.</summary>
internal sealed class UncertainMatches(ObjectWork work, MapperMatches matches)
{
    /// <summary>More than these aren't told one by one: a record has its limits.</summary>
    private const int MostTold = 1000;

    /// <summary>More than these aren't compared with a key.</summary>
    private const int MostCompared = 20_000;

    private const int MostSearches = 64;
    private const long MostBytes = 1L << 30;

    private readonly List<int> uncertain = [];
    private long searches = Math.Min(MostSearches, MostBytes / Math.Max(1, work.Item.Length));

    /// <summary>The matches, by their number in the manifest; null where that is all of them, or they are too many to tell.</summary>
    /// <param name="isSearched">Some of it can be read: it is searched for fewer of them at once, and asked no more of those that it doesn't hold then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<int>?> FindAsync(bool isSearched, CancellationToken cancellationToken)
    {
        if (matches.Asked > MostCompared)
        {
            return null;
        }

        List<int> possible = [.. matches.ItemsBut(await work.RuledOutAsync(cancellationToken))];
        if (isSearched && possible.Count > 1)
        {
            await SearchHalvesAsync(possible, cancellationToken);
        }
        else
        {
            uncertain.AddRange(possible);
        }

        return uncertain.Count > MostTold || uncertain.Count == matches.Items.Count ? null : uncertain;
    }

    private async Task SearchHalvesAsync(List<int> items, CancellationToken cancellationToken)
    {
        int half = items.Count / 2;
        await SearchAsync(items[..half], cancellationToken);
        await SearchAsync(items[half..], cancellationToken);
    }

    private async Task SearchAsync(List<int> items, CancellationToken cancellationToken)
    {
        if (searches-- > 0 && await IsRuledOutAsync(items, cancellationToken))
        {
            return;
        }

        if (items.Count == 1 || searches <= 0)
        {
            uncertain.AddRange(items);
            return;
        }

        await SearchHalvesAsync(items, cancellationToken);
    }

    // As in a job that carries just these: what its indexes rule out isn't read, and so it doesn't matter that it can't be.
    private async Task<bool> IsRuledOutAsync(List<int> items, CancellationToken cancellationToken)
    {
        ObjectWork part = new(work.Session, work.Item, work.Key, work.Mapper, matches.Of(items.ToHashSet()), work.Objects, work.IsLast);
        try
        {
            IRowEraser eraser = RowErasers.For(part.Mapper, part.Key);
            ObjectSearch search = await ObjectSearch.RunAsync(part, (open, rows, token) => eraser.FindAsync(open, rows, token), cancellationToken);
            return search is { Holds: false, Findings.Problems.Count: 0 };
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
