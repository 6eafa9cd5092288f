using Erasure.Parquet.Encodings;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Verify.Mutations;

/// <summary>A successor about to be made wrong, and the original beside it.</summary>
/// <param name="Draft">The successor.</param>
/// <param name="Original">The original.</param>
/// <param name="Random">Decides where.</param>
/// <param name="Changed">Row groups that lost rows; the others were copied.</param>
internal sealed record Mutant(SuccessorDraft Draft, SuccessorDraft Original, Random Random, int[] Changed)
{
    public int[] Copied => [.. Enumerable.Range(0, Draft.Groups.Count).Except(Changed)];

    public T Pick<T>(IReadOnlyList<T> from) => from[Random.Next(from.Count)];

    public ThriftStruct Group(bool isCopied = false) => Draft.Groups[Pick(isCopied ? Copied : Changed)].Raw;

    /// <summary>Changes one of the chunks that can be changed so; false where none can.</summary>
    public bool Chunk(Func<DraftChunk, DraftChunk, bool> change, bool isCopied = false)
    {
        (int Group, int Column)[] places = [.. (isCopied ? Copied : Changed).SelectMany(group => Enumerable.Range(0, Draft.Groups[group].Chunks.Count).Select(column => (group, column)))];
        Random.Shuffle(places);
        return Array.Exists(places, place => change(Draft.Groups[place.Group].Chunks[place.Column], Original.Groups[place.Group].Chunks[place.Column]));
    }

    /// <summary>Changes a page's levels or values, and encodes it anew.</summary>
    public bool Page(Func<DraftPage, bool> change, Func<DraftPage, bool>? where = null) => Chunk((chunk, _) =>
    {
        DraftPage[] pages = [.. chunk.DataPages.Where(page => page.CanEncode && where?.Invoke(page) != false)];
        Random.Shuffle(pages);
        foreach (DraftPage page in pages)
        {
            if (change(page))
            {
                page.Encode();
                return true;
            }
        }

        return false;
    });

    /// <summary>Changes the header of a page that was written.</summary>
    public bool Header(Func<DraftPage, bool> change) => Chunk((chunk, _) => chunk.DataPages.Any(page => page.Origin is null && change(page)));

    /// <summary>Changes a list of an index or of statistics.</summary>
    public static bool Item(ThriftStruct? index, short id, int at, Func<ThriftValue, ThriftValue> change)
    {
        if (index?.List(id) is not { } list || at >= list.Count)
        {
            return false;
        }

        list.Items[at] = change(list.Items[at]);
        return true;
    }

    public static ThriftValue Plus(ThriftValue value, long more) => value with { Number = value.Number + more };

    /// <summary>Swaps neighbouring values that differ.</summary>
    public static bool Swap(DraftPage page)
    {
        int at = Enumerable.Range(0, Math.Max(0, page.Values.Count - 1)).FirstOrDefault(i => !page.Values[i].SequenceEqual(page.Values[i + 1]), -1);
        if (at < 0)
        {
            return false;
        }

        (page.Values[at], page.Values[at + 1]) = (page.Values[at + 1], page.Values[at]);
        if (page.Indices is { } indices)
        {
            (indices[at], indices[at + 1]) = (indices[at + 1], indices[at]);
        }

        return true;
    }

    /// <summary>Takes an entry out, with its value.</summary>
    public static void RemoveEntry(DraftPage page, int entry)
    {
        int value = page.Column.MaxDefinition == 0 ? entry : page.Definition.Take(entry).Count(level => level == page.Column.MaxDefinition);
        if (page.Column.MaxDefinition == 0 || page.Definition[entry] == page.Column.MaxDefinition)
        {
            page.Values.RemoveAt(value);
            page.Indices?.RemoveAt(value);
        }

        page.Definition = [.. page.Definition.Where((_, i) => i != entry)];
        page.Repetition = [.. page.Repetition.Where((_, i) => i != entry)];
    }

    public static bool IsIndexed(DraftPage page) => page.Encoding is ValueEncoding.PlainDictionary or ValueEncoding.RleDictionary;
}
