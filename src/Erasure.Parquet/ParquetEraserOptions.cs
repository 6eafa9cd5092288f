namespace Erasure.Parquet;

/// <summary>Limits and habits of the Parquet eraser.</summary>
public sealed record ParquetEraserOptions
{
    /// <summary>
    /// The most bytes a page may have, compressed or not, by its header or in fact; a larger one is refused as <see cref="RefusalCode.TooLarge"/>. Default 256 MiB: DuckDB writes a chunk of up to
    /// about 100 MB as one page.
    /// </summary>
    public int MaxPageBytes { get; init; } = 256 << 20;

    /// <summary>The most values, nulls included, a page may have: a few bytes of run-length encoding can declare billions. Default 32 Mi.</summary>
    public int MaxPageValues { get; init; } = 32 << 20;

    /// <summary>The most bytes a footer, or a column's page index, may have. Default 64 MiB.</summary>
    public int MaxFooterBytes { get; init; } = 64 << 20;

    /// <summary>Column chunks worked on at once. Default: the machine's processors, at most 8.</summary>
    public int DegreeOfParallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>Bytes of chunks that may be worked on ahead of the one being written, when there is parallelism. Default 48 MiB.</summary>
    public long MaxBytesInFlight { get; init; } = 48 << 20;

    /// <summary>
    /// Prune: let statistics, bloom filters, page indexes and dictionaries rule out row groups and pages. Default true; false reads every value
    /// of the columns asked, whatever the file says of itself, for files that may lie and for a verification that trusts nothing.
    /// </summary>
    public bool UseIndexes { get; init; } = true;

    /// <summary>
    /// The share of a column's chunks that is read in full before pruning is relied on, of those that it would leave unread, to hold every
    /// value against what the file says of it: at least one chunk a column, at most eight. Default 0.02; 0 reads none.
    /// One untruth turns pruning off for the object (<see cref="NoticeCode.PruningUntrusted"/>).
    /// </summary>
    public double AuditedShare { get; init; } = 0.02;
}
