using System.Numerics;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>The encoding side of <see cref="FseTable"/>: symbols go in from last to first.</summary>
internal sealed class FseEncoder
{
    private readonly ushort[] states;
    private readonly int[] bitDeltas;
    private readonly int[] stateDeltas;

    public FseEncoder(ReadOnlySpan<short> distribution, int accuracyLog)
    {
        AccuracyLog = accuracyLog;
        int size = 1 << accuracyLog;
        states = new ushort[size];
        bitDeltas = new int[distribution.Length];
        stateDeltas = new int[distribution.Length];
        int total = 0;
        var next = new int[distribution.Length];
        for (int symbol = 0; symbol < distribution.Length; symbol++)
        {
            int count = Math.Abs(distribution[symbol]);
            int bits = count > 1 ? accuracyLog - BitOperations.Log2((uint)count - 1) : accuracyLog;
            bitDeltas[symbol] = (bits << 16) - (count > 1 ? count << bits : size);
            stateDeltas[symbol] = total - count;
            next[symbol] = total;
            total += count;
        }

        Span<byte> symbols = stackalloc byte[size];
        FseTable.Spread(distribution, symbols);
        for (int i = 0; i < size; i++)
        {
            states[next[symbols[i]]++] = (ushort)(size + i);
        }
    }

    public int AccuracyLog { get; }

    /// <summary>The state that stands for the last symbol.</summary>
    public int Begin(int symbol)
    {
        int bits = (bitDeltas[symbol] + (1 << 15)) >> 16;
        int value = (bits << 16) - bitDeltas[symbol];
        return states[(value >> bits) + stateDeltas[symbol]];
    }

    /// <summary>Writes the way from the symbol before to the one that <paramref name="state"/> stands for.</summary>
    public void Encode(ref BitWriter writer, ref int state, int symbol)
    {
        int bits = (state + bitDeltas[symbol]) >> 16;
        writer.Write((uint)state & ((1u << bits) - 1), bits);
        state = states[(state >> bits) + stateDeltas[symbol]];
    }

    /// <summary>Writes the state that decoding begins with.</summary>
    public void End(ref BitWriter writer, int state) => writer.Write((uint)state & ((1u << AccuracyLog) - 1), AccuracyLog);
}
