namespace Erasure.Parquet.Tests.Quirks;

/// <summary>An entry of a column: its levels, and its value where it has one.</summary>
internal readonly record struct RowEntry(byte Repetition, byte Definition, string? Value)
{
    public override string ToString() => $"{Repetition}{Definition}{Value}";
}
