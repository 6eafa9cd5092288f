using Erasure.Parquet.Matching;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Find;

/// <summary>Bounds that are a value which is asked for. Where no row has it, they tell of somebody all the same, and go.</summary>
internal static class QuotedBounds
{
    /// <summary>Every bound of a <c>Statistics</c> struct, the deprecated ones too.</summary>
    public static IEnumerable<byte[]> Of(ThriftStruct? statistics) => new short[] { 1, 2, 5, 6 }.Select(id => statistics?.Binary(id)).OfType<byte[]>();

    /// <summary>Every bound of a <c>ColumnIndex</c> struct, of pages that are said to have no value too.</summary>
    public static IEnumerable<byte[]> OfPages(ThriftStruct? index) =>
        new short[] { 2, 3 }.SelectMany(id => index?.List(id)?.Items ?? []).Select(item => item.Reference).OfType<byte[]>();

    /// <summary>Whether one is a value asked for by itself which isn't among what was found.</summary>
    /// <param name="query">What the column is asked.</param>
    /// <param name="bounds">The bounds.</param>
    /// <param name="hits">What the chunk's rows have that stay; null for nothing.</param>
    public static bool Any(ColumnQuery query, IEnumerable<byte[]> bounds, ColumnHits? hits = null) =>
        query.HasSimple && bounds.Any(bound => query.IdOf(bound) is { } id && query.IsSimple[id] && hits?.Has(id) != true);
}
