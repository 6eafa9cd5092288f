using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Matching;

/// <summary>Keeps what a predicate was compiled to for as long as the predicate lives: a job asks a million values of thousands of files of one schema.</summary>
internal sealed class PredicateCache
{
    private readonly ConditionalWeakTable<RowPredicate, ConcurrentDictionary<string, CompiledPredicate>> compiled = [];

    public CompiledPredicate Get(RowPredicate predicate, ParquetFile file) =>
        compiled.GetOrCreateValue(predicate).GetOrAdd(Fingerprint(file.Metadata), static (_, pair) => CompiledPredicate.Compile(pair.predicate, pair.file.Schema), (predicate, file));

    /// <summary>Files whose schemas and column orders are the same to the byte have the same columns.</summary>
    private static string Fingerprint(FileMetadata metadata)
    {
        ThriftStruct schema = new();
        schema.Append(1, ThriftValue.Of(metadata.Schema));
        if (metadata.ColumnOrders is { } orders)
        {
            schema.Append(2, ThriftValue.Of(orders));
        }

        return Convert.ToHexString(SHA256.HashData(CompactWriter.ToArray(schema)));
    }
}
