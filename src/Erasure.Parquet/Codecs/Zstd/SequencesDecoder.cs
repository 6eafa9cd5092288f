using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Reads and carries out the sequences of a block (RFC 8878, 3.1.1.3.2). Tables and recent offsets stay for the frame's next block.</summary>
internal sealed class SequencesDecoder
{
    private static readonly FseTable DefaultLiteralLengths = FseTable.Build(ZstdCodes.LiteralLengthDefault, ZstdCodes.LiteralLengthDefaultLog);
    private static readonly FseTable DefaultOffsets = FseTable.Build(ZstdCodes.OffsetDefault, ZstdCodes.OffsetDefaultLog);
    private static readonly FseTable DefaultMatchLengths = FseTable.Build(ZstdCodes.MatchLengthDefault, ZstdCodes.MatchLengthDefaultLog);

    private FseTable? literalLengths;
    private FseTable? offsets;
    private FseTable? matchLengths;
    private long recent1;
    private long recent2;
    private long recent3;

    /// <summary>A new frame begins.</summary>
    public void Reset()
    {
        literalLengths = offsets = matchLengths = null;
        (recent1, recent2, recent3) = (1, 4, 8);
    }

    /// <summary>Makes the block's bytes at <paramref name="position"/>; what precedes it in <paramref name="output"/> is the history.</summary>
    /// <returns>The position behind them.</returns>
    public int Execute(ReadOnlySpan<byte> section, ReadOnlySpan<byte> literals, Span<byte> output, int position)
    {
        int count = ReadCount(ref section);
        if (count == 0)
        {
            return section.IsEmpty ? CopyLiterals(literals, output, position) : throw ZstdErrors.Corrupt("bytes follow an empty list of sequences.");
        }

        int modes = section.IsEmpty ? throw ZstdErrors.Truncated() : section[0];
        if ((modes & 3) != 0)
        {
            throw ZstdErrors.Corrupt("reserved bits of the sequences header are set.");
        }

        section = section[1..];
        literalLengths = ReadTable(ref section, modes >> 6, literalLengths, DefaultLiteralLengths, ZstdCodes.MaxLiteralLengthLog, ZstdCodes.MaxLiteralLengthCode);
        offsets = ReadTable(ref section, (modes >> 4) & 3, offsets, DefaultOffsets, ZstdCodes.MaxOffsetLog, ZstdCodes.MaxOffsetCode);
        matchLengths = ReadTable(ref section, (modes >> 2) & 3, matchLengths, DefaultMatchLengths, ZstdCodes.MaxMatchLengthLog, ZstdCodes.MaxMatchLengthCode);
        return Run(count, new BackwardBits(section), literals, output, position);
    }

    private static int ReadCount(ref ReadOnlySpan<byte> section)
    {
        int length = section.IsEmpty ? 1 : section[0] switch { < 128 => 1, < 255 => 2, _ => 3 };
        if (section.Length < length)
        {
            throw ZstdErrors.Truncated();
        }

        int count = length switch
        {
            1 => section[0],
            2 => ((section[0] - 128) << 8) + section[1],
            _ => BinaryPrimitives.ReadUInt16LittleEndian(section[1..]) + 0x7f00,
        };
        section = section[length..];
        return count;
    }

    private static FseTable ReadTable(ref ReadOnlySpan<byte> section, int mode, FseTable? previous, FseTable byDefault, int maxLog, int maxSymbol)
    {
        switch (mode)
        {
            case 0:
                return byDefault;
            case 1:
                byte symbol = section.IsEmpty ? throw ZstdErrors.Truncated() : section[0];
                section = section[1..];
                return symbol <= maxSymbol ? FseTable.Constant(symbol) : throw ZstdErrors.Corrupt("a repeated code is out of range.");
            case 2:
                return FseTable.Read(ref section, maxLog, maxSymbol);
            default:
                return previous ?? throw ZstdErrors.Corrupt("a block reuses a table that no block before it gave.");
        }
    }

    private unsafe int Run(int count, BackwardBits bits, ReadOnlySpan<byte> literals, Span<byte> output, int position)
    {
        ReadOnlySpan<FseTable.Entry> literalStates = literalLengths!.Entries;
        ReadOnlySpan<FseTable.Entry> offsetStates = offsets!.Entries;
        ReadOnlySpan<FseTable.Entry> matchStates = matchLengths!.Entries;
        FseTable.Entry literalState = literalStates[(int)bits.Read(literalLengths.AccuracyLog)];
        FseTable.Entry offsetState = offsetStates[(int)bits.Read(offsets.AccuracyLog)];
        FseTable.Entry matchState = matchStates[(int)bits.Read(matchLengths.AccuracyLog)];
        ReadOnlySpan<int> literalBases = ZstdCodes.LiteralLengthBase;
        ReadOnlySpan<byte> literalBits = ZstdCodes.LiteralLengthBits;
        ReadOnlySpan<int> matchBases = ZstdCodes.MatchLengthBase;
        ReadOnlySpan<byte> matchBits = ZstdCodes.MatchLengthBits;
        fixed (byte* target = output)
        fixed (byte* source = &MemoryMarshal.GetReference(literals))
        {
            byte* end = target + output.Length;
            byte* to = target + position;
            byte* from = source;
            byte* fromEnd = source + literals.Length;
            while (true)
            {
                long offsetValue = (1L << offsetState.Symbol) + bits.Read(offsetState.Symbol);
                nint matched = matchBases[matchState.Symbol] + (int)bits.Read(matchBits[matchState.Symbol]);
                nint run = literalBases[literalState.Symbol] + (int)bits.Read(literalBits[literalState.Symbol]);
                long offset = ResolveOffset(offsetValue, run == 0);
                if (run > fromEnd - from)
                {
                    throw ZstdErrors.Corrupt("a sequence takes more literals than there are.");
                }

                if (run + matched > end - to)
                {
                    throw ZstdErrors.Overrun();
                }

                CopyBytes.Literal(to, from, run, end, fromEnd);
                to += run;
                from += run;
                if (offset <= 0 || offset > to - target)
                {
                    throw ZstdErrors.Corrupt("a match begins before the frame or its window.");
                }

                CopyBytes.Match(to, (nint)offset, matched, end);
                to += matched;
                if (--count == 0)
                {
                    break;
                }

                literalState = literalStates[(int)(literalState.Baseline + bits.Read(literalState.Bits))];
                matchState = matchStates[(int)(matchState.Baseline + bits.Read(matchState.Bits))];
                offsetState = offsetStates[(int)(offsetState.Baseline + bits.Read(offsetState.Bits))];
                if (bits.Remaining < 0)
                {
                    throw ZstdErrors.Truncated();
                }
            }

            if (bits.Remaining != 0)
            {
                throw ZstdErrors.Corrupt("the sequences don't end where they should.");
            }

            return CopyLiterals(literals[(int)(from - source)..], output, (int)(to - target));
        }
    }

    private long ResolveOffset(long value, bool noLiterals)
    {
        if (value > 3)
        {
            (recent1, recent2, recent3) = (value - 3, recent1, recent2);
            return recent1;
        }

        switch (noLiterals ? value + 1 : value)
        {
            case 1:
                break;
            case 2:
                (recent1, recent2) = (recent2, recent1);
                break;
            case 3:
                (recent1, recent2, recent3) = (recent3, recent1, recent2);
                break;
            default:
                (recent1, recent2, recent3) = (recent1 - 1, recent1, recent2);
                break;
        }

        return recent1;
    }

    private static int CopyLiterals(ReadOnlySpan<byte> literals, Span<byte> output, int position) =>
        literals.TryCopyTo(output[position..]) ? position + literals.Length : throw ZstdErrors.Overrun();
}
