namespace Erasure.Core.Configuration;

/// <summary>Format of a mapper's objects. Text formats may be gzipped, which is seen by the bytes.</summary>
public enum DataFormat
{
    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>JSON lines.</summary>
    Json,

    /// <summary>CSV after RFC 4180, with a header.</summary>
    Csv,
}
