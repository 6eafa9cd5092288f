using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Verify;

/// <summary>Compares a chunk that was rewritten with its original: rows, dictionary, indexes and what the footer says of it.</summary>
/// <param name="files">Both files.</param>
/// <param name="oldGroup">The original's row group.</param>
/// <param name="madeGroup">The successor's.</param>
/// <param name="column">Which chunk.</param>
/// <param name="removed">The row group's rows that are gone, ascending.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class ChunkComparison(FilePair files, RowGroup oldGroup, RowGroup madeGroup, int column, int[] removed, ProblemList problems)
{
    private readonly ColumnChunk old = oldGroup.Columns[column], made = madeGroup.Columns[column];
    private readonly LeafColumn leaf = files.Before.Schema.Leaves[column];

    /// <summary>The ranges of the successor that the chunk takes.</summary>
    public async ValueTask<IReadOnlyList<FileRange>> RunAsync(CancellationToken cancellationToken)
    {
        ChunkClaims before = await ChunkClaims.ReadAsync(files.Before, old, cancellationToken);
        ChunkClaims after = await UnreadableException.GuardAsync(ChunkClaims.ReadAsync(files.After, made, cancellationToken));

        // which entries of a dictionary are still in use is in all of its pages
        bool readsAll = ChunkAudit.NeedsEveryPage(after, before) || files.Before.Writer.CarriesPrefixAcrossPages || DictionarySearch.MayHaveDictionary(old);
        ChunkAudit audit = new(leaf, after, before);
        List<PageFacts>? pages = await PassAsync(audit, readsAll, cancellationToken);
        if (pages is not null && audit.IsInDoubt)
        {
            audit = new ChunkAudit(leaf, after, before);
            pages = await PassAsync(audit, readsAll: true, cancellationToken);
        }

        if (pages is null)
        {
            return [];
        }

        await ReportAsync(audit, before, cancellationToken);
        string? fault = new ChunkEntryCheck(old, made, pages, removed.Length > 0).FindFault(audit.Removed.Entries);
        problems.Expect(fault is null, VerificationProblemCode.IndexesDiffer, $"{Place} has another {fault}.");
        return [.. Ranges(pages, after)];
    }

    private string Place => $"Row group {madeGroup.Index}, column {column}";

    private async ValueTask<List<PageFacts>?> PassAsync(ChunkAudit audit, bool readsAll, CancellationToken cancellationToken)
    {
        using PageWalk left = new(files.Before, oldGroup, old);
        using PageWalk right = UnreadableException.Guard(() => new PageWalk(files.After, madeGroup, made));
        ChunkPass pass = new(files, left, right, removed, audit, readsAll);
        if (await pass.RunAsync(oldGroup, madeGroup, cancellationToken) is { } difference)
        {
            problems.Add(VerificationProblemCode.RowsDiffer, $"{Place} differs in {difference}.");
            return null;
        }

        audit.Finish();
        problems.Expect(!pass.IsValueLeft, VerificationProblemCode.ValueLeftInDictionary, $"{Place} has a value in its dictionary that only rows had that are gone.");
        return pass.Pages;
    }

    private async ValueTask ReportAsync(ChunkAudit audit, ChunkClaims before, CancellationToken cancellationToken)
    {
        SortedSet<string> faults = new(audit.Faults, StringComparer.Ordinal);
        if (audit.Suspicions.Count > 0)
        {
            faults.UnionWith(audit.Suspicions.Except(await FindSuspicionsOfOriginalAsync(before, cancellationToken)));
        }

        foreach (string fault in faults)
        {
            problems.Add(VerificationProblemCode.IndexesDiffer, $"{Place} has a {fault} that does not fit its pages.");
        }
    }

    /// <summary>What the original's writer got wrong already.</summary>
    private async ValueTask<IReadOnlySet<string>> FindSuspicionsOfOriginalAsync(ChunkClaims before, CancellationToken cancellationToken)
    {
        ChunkAudit audit = new(leaf, before, before);
        using PageWalk walk = new(files.Before, oldGroup, old);
        for (int page = -1; await walk.NextAsync(cancellationToken);)
        {
            if (walk.Header.Kind == PageKind.Dictionary)
            {
                walk.Page.ReadDictionary(walk.Header, await walk.ReadBodyAsync(cancellationToken));
            }
            else if (walk.Header.IsData)
            {
                page++;
                await walk.ReadLevelsAsync(cancellationToken);
                walk.CountRows();
                walk.Page.ReadValues();
                PageFacts facts = PageFacts.Of(walk.Header, walk.Header.Offset);
                audit.AddDecoded(new MadePage(facts, walk.RowsBefore, false, walk.Header.Statistics, page, walk.Header.Statistics, false), walk.Page, null, null);
            }
        }

        audit.Finish();
        return audit.Suspicions;
    }

    private IEnumerable<FileRange> Ranges(List<PageFacts> pages, ChunkClaims claims)
    {
        yield return new FileRange(made.PagesOffset, pages.Sum(page => page.Range.Length));
        foreach (FileRange? range in (FileRange?[])[made.ColumnIndex, made.OffsetIndex, claims.BloomRange])
        {
            if (range is { } some)
            {
                yield return some;
            }
        }
    }
}
