using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Metadata;

/// <summary>A typed view on the thrift struct <c>RowGroup</c>.</summary>
internal sealed class RowGroup
{
    public RowGroup(int index, ThriftStruct raw)
    {
        Index = index;
        Raw = raw;
        RowCount = raw.RequiredNumber(3, "RowGroup.num_rows");
        ThriftList columns = raw.RequiredList(1, "RowGroup.columns");
        Columns = new ColumnChunk[columns.Count];
        for (int i = 0; i < Columns.Length; i++)
        {
            Columns[i] = new ColumnChunk(index, i, columns.Struct(i));
        }

        if (RowCount < 0)
        {
            throw new RefusedException(RefusalCode.Corrupt, $"Row group {index} has a negative row count.");
        }
    }

    /// <summary>Position in the file's footer.</summary>
    public int Index { get; }

    public ThriftStruct Raw { get; }

    public long RowCount { get; set; }

    public ColumnChunk[] Columns { get; }

    /// <summary>Writes the sums that follow from the chunks back into the struct.</summary>
    /// <param name="ordinal">The row group's position in the file being written.</param>
    public void Seal(int ordinal)
    {
        Raw.SetI64(2, Columns.Sum(chunk => chunk.TotalUncompressedSize));
        Raw.SetI64(3, RowCount);
        if (Raw.Has(5) && Columns.Length > 0)
        {
            Raw.SetI64(5, Columns.Min(chunk => chunk.PagesOffset));
        }

        if (Raw.Has(6))
        {
            Raw.SetI64(6, Columns.Sum(chunk => chunk.TotalCompressedSize));
        }

        if (Raw.Has(7))
        {
            Raw.Set(7, new ThriftValue(ThriftType.I16, ordinal, null));
        }
    }
}
