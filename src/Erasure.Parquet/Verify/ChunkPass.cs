using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Verify;

/// <summary>
/// Goes through a chunk and its successor page by page. Pages keep their order and their boundaries, and one that loses every entry
/// is gone; so each page that stays has one successor, which is its copy or has exactly the entries that stay.
/// </summary>
/// <param name="files">Both files.</param>
/// <param name="left">The walk through the original's chunk.</param>
/// <param name="right">The walk through the successor's.</param>
/// <param name="removed">The row group's rows that are gone, ascending.</param>
/// <param name="audit">Sees every page.</param>
/// <param name="readsAll">Decode copied pages too.</param>
internal sealed class ChunkPass(FilePair files, PageWalk left, PageWalk right, int[] removed, ChunkAudit audit, bool readsAll)
{
    private readonly PageSplit split = new();
    private readonly PageComparison comparison = new(left.Column);
    private readonly DictionaryAudit dictionary = new(left.Column);
    private int oldPage = -1;

    /// <summary>The successor's pages.</summary>
    public List<PageFacts> Pages { get; } = [];

    /// <summary>A value that is gone is left in the dictionary.</summary>
    public bool IsValueLeft => left.Page.Dictionary is { } old && right.Page.Dictionary is { } made && dictionary.IsLeft(old, made);

    /// <summary>What differs; null where nothing does.</summary>
    public async ValueTask<string?> RunAsync(RowGroup oldGroup, RowGroup madeGroup, CancellationToken cancellationToken)
    {
        while (await left.NextAsync(cancellationToken))
        {
            string? difference = left.Header.Kind == PageKind.Dictionary
                ? await CompareDictionaryAsync(cancellationToken)
                : left.Header.IsData ? await CompareDataAsync(cancellationToken) : null;
            if (difference is not null)
            {
                return difference;
            }
        }

        if (!left.IsComplete(oldGroup.RowCount))
        {
            throw new RefusedException(RefusalCode.Corrupt, "The chunk does not have the entries and rows that the footer says.");
        }

        return right.IsComplete(madeGroup.RowCount) ? null : "its number of entries or rows";
    }

    private async ValueTask<string?> CompareDictionaryAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await left.ReadBodyAsync(cancellationToken);
        left.Page.ReadDictionary(left.Header, body);
        PageFacts copy = PageFacts.Of(left.Header, right.NextOffset);
        if (files.IsCopy(left.Header.Range, copy.Range))
        {
            right.Pass(copy with { Entries = 0 }, 0);
            right.Page.ReadDictionary(left.Header, body);
            Pages.Add(copy);
            return null;
        }

        if (!await UnreadableException.GuardAsync(right.NextAsync(cancellationToken)) || right.Header.Kind != PageKind.Dictionary || right.Header.Encoding != left.Header.Encoding)
        {
            return "its dictionary";
        }

        await UnreadableException.GuardAsync(ReadDictionaryAsync(cancellationToken));
        Pages.Add(PageFacts.Of(right.Header, right.Header.Offset));
        return null;
    }

    private async ValueTask<string?> CompareDataAsync(CancellationToken cancellationToken)
    {
        oldPage++;
        PageFacts copy = PageFacts.Of(left.Header, right.NextOffset);

        // PARQUET-246: the same bytes mean something else behind another page
        bool leansOnPrevious = left.Header.Encoding == ValueEncoding.DeltaByteArray && files.Before.Writer.CarriesPrefixAcrossPages;
        bool isCopy = !leansOnPrevious && files.IsCopy(left.Header.Range, copy.Range);
        bool isDecoded = !isCopy || readsAll;
        if (isDecoded || left.Column.MaxRepetition > 0)
        {
            await left.ReadLevelsAsync(cancellationToken);
        }

        left.CountRows();
        return isCopy ? PassCopy(copy, isDecoded) : await CompareDecodedAsync(cancellationToken);
    }

    private string? PassCopy(PageFacts copy, bool isDecoded)
    {
        if (PageSplit.Touches(left, removed))
        {
            return $"its page at byte {copy.Range.Offset}, which still has a row that is gone";
        }

        right.Pass(copy, left.RowsBegun);
        MadePage page = Made(copy, left.Header, isCopy: true);
        if (!isDecoded)
        {
            audit.AddCopy(page);
            return null;
        }

        left.Page.ReadValues();
        if (right.Page.Dictionary is { } entries && !comparison.MeansTheSame(left.Page.Values, entries))
        {
            return $"its page at byte {copy.Range.Offset}, whose indices mean other values";
        }

        dictionary.Add(left.Page.Values, [new ValueRun(0, left.Page.PresentCount)], []);
        audit.AddDecoded(page, left.Page, null, null);
        return null;
    }

    private async ValueTask<string?> CompareDecodedAsync(CancellationToken cancellationToken)
    {
        left.Page.ReadValues();
        split.Compute(left, removed);
        dictionary.Add(left.Page.Values, split.KeptValues, split.RemovedValues);
        if (split.KeptEntryCount == 0 && !await HasEmptyPageAsync(cancellationToken))
        {
            audit.AddDropped(left.Page, split);
            return null;
        }

        if (!await UnreadableException.GuardAsync(right.NextAsync(cancellationToken)))
        {
            return "its number of pages";
        }

        if (right.Header.Kind != left.Header.Kind || right.Header.Encoding != left.Header.Encoding)
        {
            return $"its page at byte {right.Header.Offset}, which is of another kind";
        }

        await UnreadableException.GuardAsync(ReadPageAsync(cancellationToken));
        if (!comparison.AreSame(left.Page, split, right.Page))
        {
            return $"its page at byte {right.Header.Offset}";
        }

        bool isUntouched = split.RemovedEntries.IsEmpty && Fields.AreSame(left.Header.Raw, right.Header.Raw);
        if (!isUntouched && !HasTrueCounts(right))
        {
            return $"its page at byte {right.Header.Offset}, which counts wrong";
        }

        audit.AddDecoded(Made(PageFacts.Of(right.Header, right.Header.Offset), right.Header, isCopy: false), right.Page, left.Page, split);
        return null;
    }

    private MadePage Made(PageFacts facts, PageHeader header, bool isCopy)
    {
        Pages.Add(facts);
        ReadOnlySpan<byte> repetition = left.Column.MaxRepetition == 0 ? [] : isCopy ? left.Page.Repetition : right.Page.Repetition;
        return new MadePage(facts, right.RowsBefore, repetition.Length > 0 && repetition[0] != 0, header.Statistics, oldPage, left.Header.Statistics, isCopy);
    }

    /// <summary>An original page without entries may stay.</summary>
    private async ValueTask<bool> HasEmptyPageAsync(CancellationToken cancellationToken) =>
        left.Page.EntryCount == 0 && await UnreadableException.GuardAsync(right.PeekAsync(cancellationToken)) is { IsData: true, ValueCount: 0 };

    /// <summary>A v2 header counts rows and nulls too.</summary>
    private static bool HasTrueCounts(PageWalk walk) => walk.Header.Kind != PageKind.DataV2
        || (walk.Header.Raw.Struct(8)?.Int(3) == walk.RowsBegun && walk.Header.Raw.Struct(8)?.Int(2) == walk.Page.EntryCount - walk.Page.PresentCount);

    private async ValueTask<bool> ReadDictionaryAsync(CancellationToken cancellationToken)
    {
        right.Page.ReadDictionary(right.Header, await right.ReadBodyAsync(cancellationToken));
        return true;
    }

    private async ValueTask<bool> ReadPageAsync(CancellationToken cancellationToken)
    {
        await right.ReadLevelsAsync(cancellationToken);
        right.CountRows();
        right.Page.ReadValues();
        return true;
    }
}
