namespace Erasure.Parquet.Csv;

/// <summary>A field's place in its record.</summary>
/// <param name="Start">Of its content, behind an opening quote.</param>
/// <param name="Length">Of its content.</param>
/// <param name="IsQuoted">It stands in quotes.</param>
/// <param name="IsEscaped">Some of its characters are spelled by two: doubled quotes, or escapes.</param>
internal readonly record struct CsvField(int Start, int Length, bool IsQuoted, bool IsEscaped);
