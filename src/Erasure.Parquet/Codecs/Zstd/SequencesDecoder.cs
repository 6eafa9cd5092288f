using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Reads the sequences of a block (RFC 8878, 3.1.1.3.2). Tables stay for the frame's next block.</summary>
internal sealed class SequencesDecoder
{
    /// <summary>More sequences than a block has room for: a match has three bytes at least.</summary>
    private const int TooMany = (ZstdFrameHeader.MaxBlockLength / 3) + 1;

    /// <summary>What <see cref="BackwardBits.Peek"/> gives at once.</summary>
    private const int MaxPeek = 56;

    private ZstdSequence[] buffer = [];

    /// <summary>The tables in force behind the block.</summary>
    public SequenceTables Tables { get; set; }

    /// <summary>The block leans on a table that an earlier one brought along.</summary>
    public bool RepeatsTable { get; private set; }

    /// <summary>A new frame begins.</summary>
    public void Reset() => Tables = default;

    /// <summary>Reads the section. The sequences are valid until the next call.</summary>
    public ReadOnlySpan<ZstdSequence> Read(ReadOnlySpan<byte> section)
    {
        int count = ReadHeader(ref section);
        if (count == 0)
        {
            return section.IsEmpty ? [] : throw ZstdErrors.Corrupt("bytes follow an empty list of sequences.");
        }

        if (buffer.Length < count)
        {
            buffer = new ZstdSequence[Math.Min(TooMany, Math.Max(count, 2 * buffer.Length))];
        }

        Read(new BackwardBits(section), buffer.AsSpan(0, count));
        return buffer.AsSpan(0, count);
    }

    /// <summary>Reads the number of sequences and the tables, and moves <paramref name="section"/> to the stream.</summary>
    public int ReadHeader(ref ReadOnlySpan<byte> section)
    {
        RepeatsTable = false;
        int count = ReadCount(ref section);
        if (count == 0)
        {
            return 0;
        }

        int modes = section.IsEmpty ? throw ZstdErrors.Truncated() : section[0];
        if ((modes & 3) != 0 || count >= TooMany)
        {
            throw ZstdErrors.Corrupt("a sequences header has reserved bits set, or more sequences than a block holds.");
        }

        section = section[1..];
        ReadTables(ref section, (SequenceTableMode)(modes >> 6), (SequenceTableMode)((modes >> 4) & 3), (SequenceTableMode)((modes >> 2) & 3));
        return count;
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

    private void ReadTables(ref ReadOnlySpan<byte> section, SequenceTableMode literalLengths, SequenceTableMode offsets, SequenceTableMode matchLengths)
    {
        RepeatsTable = literalLengths == SequenceTableMode.Repeat || offsets == SequenceTableMode.Repeat || matchLengths == SequenceTableMode.Repeat;
        SequenceTable literalLengthTable = SequenceField.LiteralLength.Read(ref section, literalLengths, Tables.LiteralLengths);
        SequenceTable offsetTable = SequenceField.Offset.Read(ref section, offsets, Tables.Offsets);
        SequenceTable matchLengthTable = SequenceField.MatchLength.Read(ref section, matchLengths, Tables.MatchLengths);
        Tables = new SequenceTables(literalLengthTable, offsetTable, matchLengthTable);
    }

    private void Read(BackwardBits bits, Span<ZstdSequence> sequences)
    {
        ReadOnlySpan<SequenceTable.Step> literalSteps = Tables.LiteralLengths!.Steps, offsetSteps = Tables.Offsets!.Steps, matchSteps = Tables.MatchLengths!.Steps;
        SequenceTable.Step literal = literalSteps[(int)bits.Read(Tables.LiteralLengths.AccuracyLog)];
        SequenceTable.Step offset = offsetSteps[(int)bits.Read(Tables.Offsets.AccuracyLog)];
        SequenceTable.Step match = matchSteps[(int)bits.Read(Tables.MatchLengths.AccuracyLog)];
        int last = sequences.Length - 1;
        for (int i = 0; i < last; i++)
        {
            int stateBits = literal.Bits + match.Bits + offset.Bits;
            int total = literal.ExtraBits + match.ExtraBits + offset.ExtraBits + stateBits;
            ulong word;
            if (total <= MaxPeek)
            {
                // one look for all; what is read last is lowest
                word = bits.Peek(total);
                bits.Skip(total);
                ulong extra = word >> stateBits;
                int literals = literal.Base + (int)Low(ref extra, literal.ExtraBits);
                int length = match.Base + (int)Low(ref extra, match.ExtraBits);
                sequences[i] = new ZstdSequence(literals, length, (uint)offset.Base + (uint)extra);
            }
            else
            {
                sequences[i] = ReadValues(ref bits, literal, match, offset);
                word = bits.Read(stateBits);
            }

            offset = offsetSteps[offset.Next + (int)Low(ref word, offset.Bits)];
            match = matchSteps[match.Next + (int)Low(ref word, match.Bits)];
            literal = literalSteps[literal.Next + (int)Low(ref word, literal.Bits)];
        }

        sequences[last] = ReadValues(ref bits, literal, match, offset);
        if (bits.Remaining != 0)
        {
            throw ZstdErrors.Corrupt("the sequences don't end where they should.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ZstdSequence ReadValues(ref BackwardBits bits, SequenceTable.Step literal, SequenceTable.Step match, SequenceTable.Step offset)
    {
        uint offsetValue = (uint)offset.Base + bits.Read(offset.ExtraBits);
        int length = match.Base + (int)bits.Read(match.ExtraBits);
        return new ZstdSequence(literal.Base + (int)bits.Read(literal.ExtraBits), length, offsetValue);
    }

    /// <summary>Takes the lowest bits away from <paramref name="word"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Low(ref ulong word, int bits)
    {
        uint value = (uint)(word & ((1ul << bits) - 1));
        word >>= bits;
        return value;
    }
}
