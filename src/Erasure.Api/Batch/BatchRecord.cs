namespace Erasure.Api.Batch;

/// <summary>One record of a batch as it came: a line, or for CSV what may span several.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="LastLine">The line on which it ends.</param>
/// <param name="Bytes">Its bytes, without the line's end.</param>
/// <param name="IsTooLong">It is longer than allowed; its bytes were skipped.</param>
/// <param name="EndsWithReturn">CSV: it ends with a carriage return that no line feed follows.</param>
internal readonly record struct BatchRecord(long Line, long LastLine, ReadOnlyMemory<byte> Bytes, bool IsTooLong, bool EndsWithReturn);
