using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Metadata;

/// <summary>Reads a chunk's column index and offset index.</summary>
internal static class PageIndexReader
{
    public static async ValueTask<ThriftStruct?> ReadAsync(ParquetFile file, FileRange? range, CancellationToken cancellationToken)
    {
        if (range is not { } where)
        {
            return null;
        }

        where.Within(file.DataEnd, "A page index");
        if (where.Length > file.Options.MaxFooterBytes)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"A page index has {where.Length} bytes; the limit is {file.Options.MaxFooterBytes}.");
        }

        byte[] bytes = new byte[where.Length];
        await file.Source.ReadAsync(where.Offset, bytes, cancellationToken);
        return new CompactReader(bytes).ReadStruct();
    }
}
