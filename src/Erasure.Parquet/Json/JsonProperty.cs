namespace Erasure.Parquet.Json;

/// <summary>Where a property of an object stands.</summary>
/// <param name="NameStart">Behind the opening quote.</param>
/// <param name="NameLength">As it is written, escapes and all.</param>
/// <param name="Start">Of the value.</param>
/// <param name="Length">Of the value.</param>
internal readonly record struct JsonProperty(int NameStart, int NameLength, int Start, int Length);
