namespace Erasure.Parquet.Encodings;

/// <summary>Neighbouring positions.</summary>
/// <param name="Start">The first one.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ValueRun(int Start, int Count)
{
    public int End => Start + Count;
}
