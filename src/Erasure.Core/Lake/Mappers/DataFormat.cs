using Erasure.Core.Settings;

namespace Erasure.Core.Lake.Mappers;

/// <summary>Format of a mapper's objects. Text formats may be compressed, which is seen by the bytes; a mapper's <see cref="DataMapper.Text"/> says how they are written.</summary>
[OtherName("jsonl", "json, which reads lines too")]
[OtherName("ndjson", "json, which reads lines too")]
[OtherName("json-lines", "json, which reads lines too")]
[OtherName("jsonlines", "json, which reads lines too")]
[OtherName("tsv", "csv with text.delimiter \"\\t\"")]
[OtherName("psv", "csv with text.delimiter \"|\"")]
[OtherName("pq", "parquet")]
public enum DataFormat
{
    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>JSON: lines, objects one after another, or an array of objects.</summary>
    Json,

    /// <summary>CSV; after RFC 4180, with a header, unless the mapper says otherwise.</summary>
    Csv,
}
