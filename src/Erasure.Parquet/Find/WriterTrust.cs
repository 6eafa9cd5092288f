using Erasure.Parquet.Metadata;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>
/// What a file's writer is known to get wrong about values, by <c>created_by</c>. Where the versions are not known for certain, the whole
/// family counts: what isn't believed is read.
/// </summary>
internal sealed class WriterTrust(ParquetFile file)
{
    /// <summary>Writers that make a chunk's dictionary of its own values. Others are known to write one they were given, or not known.</summary>
    private static readonly string[] OwnDictionaries = ["parquet-mr", "parquet-rs", "impala", "parquet-go", "github.com/segmentio/parquet-go", "github.com/parquet-go/parquet-go", "hyparquet"];

    private readonly string createdBy = file.Metadata.CreatedBy?.Trim() ?? "";
    private readonly WriterVersion writer = file.Writer;

    /// <summary>polars#29321: multiplied by the number of pages, in all releases up to September 2026, which tell no version; its parent arrow2 alike.</summary>
    public bool NullCounts => !IsPolars;

    /// <summary>arrow-go#525: the adaptive filter of arrow-go up to 18.4 lacks values.</summary>
    public bool BloomFilters => !(Is("parquet-go") && writer.Number < new Version(18, 5, 0));

    private bool IsPolars => Is("polars") || Is("arrow2");

    /// <summary>Whether bounds of the column, of chunks and of pages, can be believed where they don't contradict themselves.</summary>
    public bool Bounds(LeafColumn column)
    {
        // PARQUET-251, PARQUET-297 and PARQUET-686; and parquet-cpp, by the version that Arrow itself believes from
        bool isOld = (Is("parquet-mr") && writer.Number < new Version(1, 10, 0))
            || (Is("parquet-cpp") && writer.Number < new Version(1, 3, 0))
            || (Is("parquet-go") && writer.Number < new Version(1, 0, 0));

        // polars#16683, arrow#46391, arrow-go#209
        bool confusesSigns = column.Order == ValueOrder.Unsigned
            && (IsPolars || Is("github.com/segmentio/parquet-go") || Is("github.com/parquet-go/parquet-go") || (Is("parquet-go") && writer.Number < new Version(18, 5, 0)));
        return !isOld && !confusesSigns;
    }

    /// <summary>
    /// Whether chunks of the column may have a dictionary with values that are none of theirs: Arrow C++ (arrow#38818), Polars (polars#24829),
    /// DuckDB and fastparquet write a whole dictionary of categories into every row group.
    /// </summary>
    public bool MayHaveForeignEntries(LeafColumn column) =>
        column.IsVariable
        && (Is("parquet-cpp-arrow") ? ArrowSchema.MayHaveDictionaries(file.Metadata)
            : Is("duckdb") ? column.Logical.Kind == LogicalKind.Enum
            : !Array.Exists(OwnDictionaries, Is));

    private bool Is(string application) =>
        createdBy.StartsWith(application, StringComparison.OrdinalIgnoreCase) && (createdBy.Length == application.Length || createdBy[application.Length] is ' ' or '(');
}
