using System.Numerics;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>A decoding table of finite state entropy (RFC 8878, 4.1).</summary>
internal sealed class FseTable
{
    private readonly Entry[] entries;

    private FseTable(int accuracyLog)
    {
        AccuracyLog = accuracyLog;
        entries = new Entry[1 << accuracyLog];
    }

    /// <summary>Bits of a state.</summary>
    public int AccuracyLog { get; }

    /// <summary>The highest symbol that it gives.</summary>
    public int HighestSymbol { get; private init; }

    /// <summary>One entry for each state.</summary>
    public ReadOnlySpan<Entry> Entries => entries;

    /// <summary>A table that always gives the same symbol and reads nothing.</summary>
    public static FseTable Constant(byte symbol)
    {
        var table = new FseTable(0) { HighestSymbol = symbol };
        table.entries[0] = new Entry(symbol, 0, 0);
        return table;
    }

    /// <summary>Builds the table of a distribution; -1 stands for "less than one".</summary>
    public static FseTable Build(ReadOnlySpan<short> distribution, int accuracyLog)
    {
        var table = new FseTable(accuracyLog) { HighestSymbol = distribution.LastIndexOfAnyExcept((short)0) };
        Entry[] made = table.entries;
        Span<byte> symbols = stackalloc byte[made.Length];
        Spread(distribution, symbols);
        Span<ushort> next = stackalloc ushort[distribution.Length];
        for (int symbol = 0; symbol < distribution.Length; symbol++)
        {
            next[symbol] = (ushort)Math.Abs(distribution[symbol]);
        }

        for (int state = 0; state < made.Length; state++)
        {
            int step = next[symbols[state]]++;
            int bits = accuracyLog - BitOperations.Log2((uint)step);
            made[state] = new Entry(symbols[state], (byte)bits, (ushort)((step << bits) - made.Length));
        }

        return table;
    }

    /// <summary>Gives each state its symbol, the way both coders must agree on.</summary>
    public static void Spread(ReadOnlySpan<short> distribution, Span<byte> symbols)
    {
        int high = symbols.Length;
        for (int symbol = 0; symbol < distribution.Length; symbol++)
        {
            if (distribution[symbol] == -1)
            {
                symbols[--high] = (byte)symbol;
            }
        }

        int step = (symbols.Length >> 1) + (symbols.Length >> 3) + 3;
        int position = 0;
        for (int symbol = 0; symbol < distribution.Length; symbol++)
        {
            for (int i = 0; i < distribution[symbol]; i++)
            {
                symbols[position] = (byte)symbol;
                do
                {
                    position = (position + step) & (symbols.Length - 1);
                }
                while (position >= high);
            }
        }
    }

    /// <summary>Reads a table's description (RFC 8878, 4.1.1).</summary>
    /// <param name="source">Where the description begins; moved behind it.</param>
    public static FseTable Read(ref ReadOnlySpan<byte> source, int maxAccuracyLog, int maxSymbol)
    {
        var bits = new ForwardBits(source);
        int accuracyLog = bits.Read(4) + 5;
        if (accuracyLog > maxAccuracyLog)
        {
            throw ZstdErrors.Corrupt("an entropy table is larger than allowed.");
        }

        Span<short> distribution = stackalloc short[maxSymbol + 1];
        distribution.Clear();
        int symbol = 0;
        int remaining = 1 << accuracyLog;
        while (remaining > 0 && symbol <= maxSymbol)
        {
            int probability = ReadProbability(ref bits, remaining);
            remaining -= Math.Abs(probability);
            distribution[symbol++] = (short)probability;
            if (probability == 0)
            {
                int repeat;
                do
                {
                    repeat = bits.Read(2);
                    symbol += repeat;
                }
                while (repeat == 3 && symbol <= maxSymbol);
            }
        }

        if (remaining != 0 || symbol > maxSymbol + 1)
        {
            throw ZstdErrors.Corrupt("an entropy table doesn't add up.");
        }

        source = source[bits.BytesRead..];
        return Build(distribution[..symbol], accuracyLog);
    }

    private static int ReadProbability(ref ForwardBits bits, int remaining)
    {
        int count = BitOperations.Log2((uint)remaining + 1) + 1;
        int threshold = (1 << count) - 1 - (remaining + 1);
        int lowMask = (1 << (count - 1)) - 1;
        int value = bits.Peek(count);
        if ((value & lowMask) < threshold)
        {
            bits.Skip(count - 1);
            return (value & lowMask) - 1;
        }

        bits.Skip(count);
        return (value > lowMask ? value - threshold : value) - 1;
    }

    /// <summary>What a state stands for, and where it leads: the next state is the baseline plus so many bits.</summary>
    internal readonly record struct Entry(byte Symbol, byte Bits, ushort Baseline);
}
