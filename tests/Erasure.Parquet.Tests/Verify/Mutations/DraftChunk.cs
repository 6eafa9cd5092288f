using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Verify.Mutations;

/// <summary>A column chunk taken apart.</summary>
internal sealed class DraftChunk
{
    /// <summary>The footer's <c>ColumnChunk</c>.</summary>
    public required ThriftStruct Raw { get; init; }

    public required List<DraftPage> Pages { get; init; }

    public ThriftStruct? ColumnIndex { get; set; }

    public ThriftStruct? OffsetIndex { get; set; }

    /// <summary>The bloom filter, header included.</summary>
    public byte[]? Bloom { get; set; }

    /// <summary>Bytes behind the pages.</summary>
    public byte[] Tail { get; set; } = [];

    /// <summary>Bytes by which the copies begin too late.</summary>
    public int Shift { get; set; }

    public ThriftStruct Meta => Raw.Struct(3)!;

    public ThriftStruct? Statistics => Meta.Struct(12);

    public IEnumerable<DraftPage> DataPages => Pages.Where(page => !page.IsDictionary);

    public DraftPage? Dictionary => Pages.Find(page => page.IsDictionary);
}
