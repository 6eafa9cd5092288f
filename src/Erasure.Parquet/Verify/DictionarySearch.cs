using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Verify;

/// <summary>Looks for values that are asked for in the dictionaries of a successor, where no row has them any more.</summary>
internal static class DictionarySearch
{
    /// <summary>Fetched where the footer doesn't say how long the dictionary is.</summary>
    private const int Probe = 64 * 1024;

    public static async ValueTask<bool> HasMatchAsync(ParquetFile file, RowGroup group, ColumnQuery query, CancellationToken cancellationToken)
    {
        ColumnChunk chunk = group.Columns[query.Column.Ordinal];
        if (!query.HasSimple || group.RowCount == 0 || !MayHaveDictionary(chunk))
        {
            return false;
        }

        long length = chunk.DataPageOffset - chunk.PagesOffset;
        using PageWalk walk = new(file, group, chunk, length > 0 ? (int)Math.Min(length, file.Options.MaxPageBytes) : Probe);
        if (!await walk.NextAsync(cancellationToken) || walk.Header.Kind != PageKind.Dictionary)
        {
            return false;
        }

        walk.Page.ReadDictionary(walk.Header, await walk.ReadBodyAsync(cancellationToken));
        ValueBlock dictionary = walk.Page.Dictionary!;
        for (int i = query.Values.FindNext(dictionary, 0, out int id); i >= 0; i = query.Values.FindNext(dictionary, i + 1, out id))
        {
            if (query.IsSimple[id])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>By the footer, as far as it says how pages are encoded.</summary>
    public static bool MayHaveDictionary(ColumnChunk chunk) =>
        chunk.DictionaryPageOffset is > 0
        || !chunk.Encodings.Any()
        || chunk.Encodings.Any(encoding => encoding is (int)ValueEncoding.PlainDictionary or (int)ValueEncoding.RleDictionary);
}
