using System.Numerics;
using System.Runtime.InteropServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Writes the sequences section of a block with the format's default tables.</summary>
internal static class SequencesEncoder
{
    private static readonly FseEncoder LiteralLengths = new(ZstdCodes.LiteralLengthDefault, ZstdCodes.LiteralLengthDefaultLog);
    private static readonly FseEncoder Offsets = new(ZstdCodes.OffsetDefault, ZstdCodes.OffsetDefaultLog);
    private static readonly FseEncoder MatchLengths = new(ZstdCodes.MatchLengthDefault, ZstdCodes.MatchLengthDefaultLog);

    /// <summary>Writes the section.</summary>
    /// <returns>Bytes needed; more than <paramref name="destination"/> holds where it is too short.</returns>
    public static int Write(List<ZstdSequence> sequences, Span<byte> destination)
    {
        if (destination.Length < 4)
        {
            return int.MaxValue;
        }

        int header = WriteCount(sequences.Count, destination);
        if (sequences.Count == 0)
        {
            return header;
        }

        destination[header++] = 0;
        var writer = new BitWriter(destination[header..]);
        int literalState = 0;
        int offsetState = 0;
        int matchState = 0;
        ReadOnlySpan<ZstdSequence> all = CollectionsMarshal.AsSpan(sequences);
        for (int i = all.Length - 1; i >= 0; i--)
        {
            ZstdSequence sequence = all[i];
            int literalCode = LiteralLengthCode(sequence.Literals);
            int matchCode = MatchLengthCode(sequence.Length);

            // the first three values mean recent offsets, which this encoder never asks for
            uint offset = (uint)sequence.Offset + 3;
            int offsetCode = BitOperations.Log2(offset);
            if (i == all.Length - 1)
            {
                matchState = MatchLengths.Begin(matchCode);
                offsetState = Offsets.Begin(offsetCode);
                literalState = LiteralLengths.Begin(literalCode);
            }
            else
            {
                Offsets.Encode(ref writer, ref offsetState, offsetCode);
                MatchLengths.Encode(ref writer, ref matchState, matchCode);
                LiteralLengths.Encode(ref writer, ref literalState, literalCode);
            }

            writer.Write((uint)(sequence.Literals - ZstdCodes.LiteralLengthBase[literalCode]), ZstdCodes.LiteralLengthBits[literalCode]);
            writer.Write((uint)(sequence.Length - ZstdCodes.MatchLengthBase[matchCode]), ZstdCodes.MatchLengthBits[matchCode]);
            writer.Write(offset - (1u << offsetCode), offsetCode);
        }

        MatchLengths.End(ref writer, matchState);
        Offsets.End(ref writer, offsetState);
        LiteralLengths.End(ref writer, literalState);
        return header + writer.Finish();
    }

    private static int WriteCount(int count, Span<byte> destination)
    {
        switch (count)
        {
            case < 128:
                destination[0] = (byte)count;
                return 1;
            case < 0x7f00:
                destination[0] = (byte)((count >> 8) + 128);
                destination[1] = (byte)count;
                return 2;
            default:
                destination[0] = 255;
                destination[1] = (byte)(count - 0x7f00);
                destination[2] = (byte)((count - 0x7f00) >> 8);
                return 3;
        }
    }

    private static int LiteralLengthCode(int length) => length switch
    {
        < 16 => length,
        < 64 => CodeOf(ZstdCodes.LiteralLengthBase, length, 16),
        _ => BitOperations.Log2((uint)length) + 19,
    };

    private static int MatchLengthCode(int length) => length switch
    {
        < 35 => length - 3,
        < 131 => CodeOf(ZstdCodes.MatchLengthBase, length, 32),
        _ => BitOperations.Log2((uint)length - 3) + 36,
    };

    private static int CodeOf(ReadOnlySpan<int> bases, int length, int code)
    {
        while (code + 1 < bases.Length && bases[code + 1] <= length)
        {
            code++;
        }

        return code;
    }
}
