using System.Numerics;
using System.Runtime.CompilerServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>The encoding side of <see cref="FseTable"/>: symbols, below 64, go in from last to first.</summary>
internal sealed class FseEncoder
{
    private const int SymbolLimit = 64;

    private readonly ushort[] states;
    private readonly Step[] steps = new Step[SymbolLimit];

    public FseEncoder(FseTable table)
    {
        ReadOnlySpan<FseTable.Entry> entries = table.Entries;
        AccuracyLog = table.AccuracyLog;
        states = new ushort[entries.Length];
        Span<int> counts = stackalloc int[SymbolLimit];
        counts.Clear();
        foreach (FseTable.Entry entry in entries)
        {
            counts[entry.Symbol]++;
        }

        Span<int> next = stackalloc int[SymbolLimit];
        int total = 0;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            int count = counts[symbol];
            int bits = count > 1 ? AccuracyLog - BitOperations.Log2((uint)count - 1) : AccuracyLog;
            steps[symbol] = new Step((bits << 16) - (count > 1 ? count << bits : entries.Length), total - count);
            next[symbol] = total;
            total += count;
            Symbols |= count > 0 ? 1ul << symbol : 0;
        }

        for (int i = 0; i < entries.Length; i++)
        {
            states[next[entries[i].Symbol]++] = (ushort)(entries.Length + i);
        }
    }

    public int AccuracyLog { get; }

    /// <summary>The symbols that it can write, a bit for each.</summary>
    public ulong Symbols { get; }

    /// <summary>The state that stands for the last symbol.</summary>
    public int Begin(int symbol)
    {
        Step step = steps[symbol];
        int bits = (step.BitDelta + (1 << 15)) >> 16;
        int value = (bits << 16) - step.BitDelta;
        return states[(value >> bits) + step.StateDelta];
    }

    /// <summary>Writes the way from the symbol before to the one that <paramref name="state"/> stands for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Encode(ref BitWriter writer, ref int state, int symbol)
    {
        Step step = steps[symbol];
        int bits = (state + step.BitDelta) >> 16;
        writer.Add((uint)state & ((1u << bits) - 1), bits);
        state = states[(state >> bits) + step.StateDelta];
    }

    /// <summary>Writes the state that decoding begins with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(ref BitWriter writer, int state) => writer.Add((uint)state & ((1u << AccuracyLog) - 1), AccuracyLog);

    private readonly record struct Step(int BitDelta, int StateDelta);
}
