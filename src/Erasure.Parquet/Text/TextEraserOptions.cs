namespace Erasure.Parquet.Text;

/// <summary>What the erasers of text formats need to know, and where they stop.</summary>
public sealed record TextEraserOptions
{
    /// <summary>The object's name or key, or just its suffix (<c>events.json.gz</c>). It decides the codec where the bytes themselves don't say.</summary>
    public string Name { get; init; } = "";

    /// <summary>How the object is written, where its bytes don't say it.</summary>
    public TextFormat Format { get; init; } = new();

    /// <summary>Longest record, in bytes; a longer one is refused as <see cref="RefusalCode.TooLarge"/>. It bounds the memory of one reading.</summary>
    public int MaxRecordLength { get; init; } = 64 << 20;

    /// <summary>Where memory for records of more than <see cref="RecordMemory.FreeLength"/> comes from. By default all of the process share one.</summary>
    public RecordMemory Memory { get; init; } = RecordMemory.OfProcess;

    /// <summary>How many times its own length a compressed object may grow to (beyond 64 MiB, which any may); more is refused as a decompression bomb. gzip can't exceed 1,032.</summary>
    public int MaxExpansion { get; init; } = 1_100;
}
