using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Verify.Mutations;

/// <summary>Ways in which a rewriter can be wrong. Each answers false where a successor has nothing that can be wrong so.</summary>
internal static partial class RewriterMutations
{
    public static IReadOnlyList<(string Name, Func<Mutant, bool> Apply)> All { get; } =
    [
        .. Rows(), .. Pages(), .. Dictionaries(), .. Statistics(), .. ColumnIndexes(), .. OffsetIndexes(), .. Blooms(), .. Entries(), .. Copies(), .. Footers(),
    ];

    private static IEnumerable<(string, Func<Mutant, bool>)> Rows()
    {
        yield return ("a neighbour's value taken", mutant => mutant.Page(Mutant.Swap));
        yield return ("a neighbour's element taken", mutant => mutant.Page(page => Move(page, 0, 1), page => page.Column.MaxRepetition > 0));
        yield return ("an element given to the row before", mutant => mutant.Page(page => Move(page, 1, 0), page => page.Column.MaxRepetition > 0));
        yield return ("a list joined to the row before", mutant => mutant.Page(page => Join(page), page => page.Column.MaxRepetition > 0));
        yield return ("a row less in one column", mutant => mutant.Page(page => Drop(page, mutant), page => page.Column.MaxRepetition == 0));
        yield return ("an element less", mutant => mutant.Page(page => DropElement(page), page => page.Column.MaxRepetition > 0));
        yield return ("a value for a null", mutant => mutant.Page(page => Flip(page, toNull: false)));
        yield return ("a null for a value", mutant => mutant.Page(page => Flip(page, toNull: true)));
        yield return ("an empty list for an absent one", mutant => mutant.Page(page => Level(page), page => page.Column.MaxRepetition > 0));
        yield return ("a value cut short", mutant => mutant.Page(page => page.Column.IsVariable && page.Indices is null && Cut(page)));
        yield return ("an index off by one", mutant => mutant.Page(page => OffByOne(page, mutant.Random), Mutant.IsIndexed));
    }

    private static IEnumerable<(string, Func<Mutant, bool>)> Pages()
    {
        yield return ("a page dropped", mutant => mutant.Chunk((chunk, _) => chunk.DataPages.Count() > 1 && chunk.Pages.Remove(mutant.Pick([.. chunk.DataPages]))));
        yield return ("a page twice", mutant => mutant.Chunk((chunk, _) => Twice(chunk, mutant.Pick([.. chunk.DataPages]))));
        yield return ("pages swapped", mutant => mutant.Chunk((chunk, _) => Swap(chunk)));
        yield return ("a page that lost rows kept as it was", mutant => mutant.Chunk(KeepOldPage));
        yield return ("a v2 header that counts a row more", mutant => mutant.Header(page => page.IsV2 && Add(page.Specific, 3)));
        yield return ("a v2 header that counts a null more", mutant => mutant.Header(page => page.IsV2 && Add(page.Specific, 2)));
        yield return ("a header that counts a value more", mutant => mutant.Header(page => Add(page.Specific, 1)));
        yield return ("a stale checksum", mutant => mutant.Header(page => SetStaleChecksum(page)));
        yield return ("the person's value for a bound in a page's header", mutant => mutant.Header(page => BoundByPerson(page)));
        yield return ("page statistics that count another page", mutant => mutant.Header(page => CountAnother(page)));
        yield return ("bytes left behind the pages", mutant => mutant.Chunk((chunk, _) => (chunk.Tail = [1, 2, 3]).Length > 0));
        yield return ("bytes left before the footer", mutant => (mutant.Draft.Tail = [0]).Length > 0);
    }

    private static IEnumerable<(string, Func<Mutant, bool>)> Dictionaries()
    {
        yield return ("an erased entry kept", mutant => mutant.Chunk((chunk, old) => chunk.Dictionary is { Origin: null } && Replace(chunk, old.Dictionary!)));
        yield return ("an entry in use overwritten", mutant => mutant.Chunk((chunk, _) => chunk.Dictionary is { } page && page.Values.Count > 1 && OverwriteUsed(chunk, page)));
        yield return ("a dictionary of another row group", mutant => mutant.Chunk((chunk, _) => chunk.Dictionary is { } page && Rotate(page)));
    }

    private static IEnumerable<(string, Func<Mutant, bool>)> Statistics()
    {
        yield return ("an erased bound kept", mutant => mutant.Chunk((chunk, old) => chunk.Statistics is { } now && old.Statistics is { } before && (Keep(now, before, 5) | Keep(now, before, 6))));
        yield return ("statistics of another column", mutant => mutant.Chunk((chunk, _) => chunk.Statistics is { } statistics && statistics.Has(5) && Exchange(statistics)));
        yield return ("a null counted too many", mutant => mutant.Chunk((chunk, _) => Add(chunk.Statistics, 3)));
        yield return ("a null count kept", mutant => mutant.Chunk((chunk, old) => chunk.Statistics is { } now && Keep(now, old.Statistics!, 3)));
        yield return ("a distinct count kept", mutant => mutant.Chunk((chunk, old) => chunk.Statistics is { } now && old.Statistics is { } before && !now.Has(4) && Keep(now, before, 4)));
        yield return ("a histogram off by one", mutant => mutant.Chunk((chunk, _) => Mutant.Item(chunk.Meta.Struct(16), 3, 0, value => Mutant.Plus(value, 1))));
        yield return ("bytes of values kept", mutant => mutant.Chunk((chunk, old) => chunk.Meta.Struct(16) is { } now && Keep(now, old.Meta.Struct(16)!, 1)));
    }

    private static IEnumerable<(string, Func<Mutant, bool>)> ColumnIndexes()
    {
        yield return ("a page's bound kept in the index", mutant => mutant.Chunk((chunk, old) => KeepIndexBound(chunk, old)));
        yield return ("the person's value for a bound in the index", mutant => mutant.Chunk((chunk, _) => BoundByPerson(chunk)));
        yield return ("pages exchanged in the index", mutant => mutant.Chunk((chunk, _) => chunk.ColumnIndex?.List(2) is { Count: > 1 } mins && Exchange(mins, chunk.ColumnIndex.List(3)!)));
        yield return ("a null page that isn't", mutant => mutant.Chunk((chunk, _) => Mutant.Item(chunk.ColumnIndex, 1, 0, value => ThriftValue.Bool(value.Number == 0))));
        yield return ("a page's nulls off by one", mutant => mutant.Chunk((chunk, _) => Mutant.Item(chunk.ColumnIndex, 5, mutant.Random.Next(3), value => Mutant.Plus(value, 1))));
        yield return ("an index that says it ascends", mutant => mutant.Chunk((chunk, _) => ClaimOrder(chunk)));
        yield return ("an index without its last page", mutant => mutant.Chunk((chunk, _) => chunk.ColumnIndex is { } index && Shorten(index, 1) && Shorten(index, 2) && Shorten(index, 3)));
        yield return ("a page's histogram off by one", mutant => mutant.Chunk((chunk, _) => Mutant.Item(chunk.ColumnIndex, 7, 0, value => Mutant.Plus(value, 1))));
    }

    private static IEnumerable<(string, Func<Mutant, bool>)> OffsetIndexes()
    {
        yield return ("a first row off by one", mutant => mutant.Chunk((chunk, _) => chunk.OffsetIndex?.List(1) is { Count: > 1 } list && Add(list.Struct(1), 3)));
        yield return ("first rows kept", mutant => mutant.Chunk((chunk, old) => KeepFirstRow(chunk, old)));
        yield return ("a page's size off by one", mutant => Late(mutant, chunk => chunk.OffsetIndex?.List(1) is { Count: > 0 } list && Add(list.Struct(0), 2)));
        yield return ("a page's place off by one", mutant => Late(mutant, chunk => chunk.OffsetIndex?.List(1) is { Count: > 0 } list && Add(list.Struct(0), 1)));
        yield return ("an offset index without its last page", mutant => mutant.Chunk((chunk, _) => chunk.OffsetIndex is { } index && Shorten(index, 1)));
        yield return ("a copied offset index that didn't move", mutant => Late(mutant, chunk => chunk.OffsetIndex?.List(1) is { Count: > 0 } list && Add(list.Struct(list.Count - 1), 1), isCopied: true));
    }

    private static IEnumerable<(string, Func<Mutant, bool>)> Blooms()
    {
        yield return ("a stale bloom filter", mutant => mutant.Chunk((chunk, old) => chunk.Bloom is not null && old.Bloom is { } stale && !stale.SequenceEqual(chunk.Bloom) && (chunk.Bloom = stale) is not null));
        yield return ("a bloom filter without a bit", mutant => mutant.Chunk((chunk, _) => chunk.Bloom is { } bits && ClearBit(bits)));
        yield return ("a copied bloom filter without a bit", mutant => mutant.Chunk((chunk, _) => chunk.Bloom is { } bits && ClearBit(bits), isCopied: true));
    }

    private static IEnumerable<(string, Func<Mutant, bool>)> Entries()
    {
        yield return ("a number of values off by one", mutant => Late(mutant, chunk => Add(chunk.Meta, 5)));
        yield return ("an uncompressed size off by one", mutant => Late(mutant, chunk => Add(chunk.Meta, 6)));
        yield return ("a compressed size off by one", mutant => Late(mutant, chunk => Add(chunk.Meta, 7, -1)));
        yield return ("a data page offset off", mutant => Late(mutant, chunk => chunk.Dictionary is not null && Add(chunk.Meta, 9)));
        yield return ("a count of pages by encoding off by one", mutant => Late(mutant, chunk => chunk.Meta.List(13) is { Count: > 0 } list && Add(list.Struct(0), 3)));
        yield return ("another codec", mutant => Late(mutant, chunk => Add(chunk.Meta, 4)));
        yield return ("an encoding list cut short", mutant => mutant.Chunk((chunk, _) => Shorten(chunk.Meta, 2)));
        yield return ("chunks exchanged between row groups", mutant => ExchangeChunks(mutant));
        yield return ("an index left without its pages' places", mutant => mutant.Chunk((chunk, _) => chunk is { ColumnIndex: not null, OffsetIndex: not null } && (chunk.OffsetIndex = null) is null));
    }

    private static IEnumerable<(string, Func<Mutant, bool>)> Copies()
    {
        yield return ("a copied chunk shifted by a byte", mutant => mutant.Chunk((chunk, _) => (chunk.Shift = 1) > 0, isCopied: true));
        yield return ("a copied chunk of another row group", mutant => CopyOther(mutant));
        yield return ("a copied chunk with other statistics", mutant => mutant.Chunk((chunk, _) => Add(chunk.Statistics, 3), isCopied: true));
        yield return ("a copied page with another byte", mutant => mutant.Chunk((chunk, _) => OtherByte(chunk), isCopied: true));
        yield return ("a copied row group dropped", mutant => mutant.Draft.Groups.Remove(mutant.Draft.Groups[mutant.Copied[0]]));
        yield return ("row groups exchanged", mutant => ExchangeGroups(mutant));
        yield return ("a copied index of another column", mutant => mutant.Chunk((chunk, _) => Mutant.Item(chunk.ColumnIndex, 5, 0, value => Mutant.Plus(value, 1)), isCopied: true));
    }

    private static IEnumerable<(string, Func<Mutant, bool>)> Footers()
    {
        yield return ("a footer with the old number of rows", mutant => Keep(mutant.Draft.Footer, mutant.Original.Footer, 3));
        yield return ("a row group with a row more", mutant => Add(mutant.Group(), 3));
        yield return ("a row group with a size off by one", mutant => Add(mutant.Group(), 2));
        yield return ("a row group with another ordinal", mutant => Add(mutant.Group(), 7));
        yield return ("key/value metadata dropped", mutant => Remove(mutant.Draft.Footer, 5));
        yield return ("an entry of key/value metadata dropped", mutant => Shorten(mutant.Draft.Footer, 5));
        yield return ("another writer", mutant => Set(mutant.Draft.Footer, 6, "somebody else"u8.ToArray()));
        yield return ("column orders dropped", mutant => Remove(mutant.Draft.Footer, 7));
        yield return ("another version", mutant => Add(mutant.Draft.Footer, 1));
        yield return ("a column with another name", mutant => Set(mutant.Draft.Footer.List(2)!.Struct(1), 4, "other"u8.ToArray()));
        yield return ("a column that may be null", mutant => mutant.Draft.Footer.List(2) is { } schema && Remove(schema.Struct(schema.Count - 1), 6));
    }
}
