using System.Numerics;
using System.Runtime.CompilerServices;
using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Writes the sequences section of a block (RFC 8878, 3.1.1.3.2).</summary>
internal static class SequencesEncoder
{
    /// <summary>The longest header: number of sequences, modes and three tables.</summary>
    private const int HeaderRoom = 512;

    private static readonly byte[] ShortLiteralCodes = CodesBelow(64, 0, ZstdCodes.LiteralLengthBase);
    private static readonly byte[] ShortMatchCodes = CodesBelow(131, 3, ZstdCodes.MatchLengthBase);

    /// <summary>Writes the section with the wanted tables, or those of the format where one lacks a code.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="wanted">The tables to use if they have every code.</param>
    /// <param name="inForce">The tables of the frame so far, which needn't be described again; changed to those that are used.</param>
    /// <param name="destination">Where to.</param>
    /// <returns>Bytes needed; more than <paramref name="destination"/> holds where it is too short.</returns>
    public static int Write(ReadOnlySpan<ZstdSequence> sequences, SequenceTables wanted, ref SequenceTables inForce, Span<byte> destination)
    {
        if (destination.Length < HeaderRoom && destination.Length < RoomFor(sequences.Length, wanted))
        {
            return int.MaxValue;
        }

        int header = WriteCount(sequences.Length, destination);
        if (sequences.IsEmpty)
        {
            return header;
        }

        using PooledArray<Codes> rented = new();
        Span<Codes> codes = rented.Reset(sequences.Length);
        SequenceTables tables = Choose(sequences, codes, wanted);
        int modes = header++;
        destination[modes] = (byte)(
            (WriteTable(tables.LiteralLengths!, inForce.LiteralLengths, destination, ref header) << 6)
            | (WriteTable(tables.Offsets!, inForce.Offsets, destination, ref header) << 4)
            | (WriteTable(tables.MatchLengths!, inForce.MatchLengths, destination, ref header) << 2));
        inForce = tables;
        return header + WriteStream(sequences, codes, tables, destination[header..]);
    }

    private static int RoomFor(int count, SequenceTables tables) =>
        count == 0 ? 1 : 4 + tables.LiteralLengths!.Description.Length + tables.Offsets!.Description.Length + tables.MatchLengths!.Description.Length;

    /// <summary>Computes the codes, and finds the tables that have them all.</summary>
    private static SequenceTables Choose(ReadOnlySpan<ZstdSequence> sequences, Span<Codes> codes, SequenceTables wanted)
    {
        ulong literalLengths = 0, offsets = 0, matchLengths = 0;
        for (int i = 0; i < sequences.Length; i++)
        {
            ZstdSequence sequence = sequences[i];
            Codes code = new((byte)LiteralLengthCode(sequence.Literals), (byte)BitOperations.Log2(sequence.OffsetValue), (byte)MatchLengthCode(sequence.Length));
            codes[i] = code;
            literalLengths |= 1ul << code.LiteralLength;
            offsets |= 1ul << code.Offset;
            matchLengths |= 1ul << code.MatchLength;
        }

        SequenceTables predefined = SequenceTables.Predefined;
        return new SequenceTables(
            Choose(literalLengths, wanted.LiteralLengths!, predefined.LiteralLengths!),
            Choose(offsets, wanted.Offsets!, predefined.Offsets!),
            Choose(matchLengths, wanted.MatchLengths!, predefined.MatchLengths!));
    }

    private static SequenceTable Choose(ulong codes, SequenceTable wanted, SequenceTable predefined) =>
        (codes & ~wanted.Encoder.Symbols) == 0 ? wanted : predefined;

    private static int WriteTable(SequenceTable table, SequenceTable? inForce, Span<byte> destination, ref int position)
    {
        if (table.Mode == SequenceTableMode.Described && ReferenceEquals(table, inForce))
        {
            return (int)SequenceTableMode.Repeat;
        }

        table.Description.CopyTo(destination[position..]);
        position += table.Description.Length;
        return (int)table.Mode;
    }

    private static int WriteStream(ReadOnlySpan<ZstdSequence> sequences, ReadOnlySpan<Codes> codes, SequenceTables tables, Span<byte> destination)
    {
        FseEncoder literalLengths = tables.LiteralLengths!.Encoder, offsets = tables.Offsets!.Encoder, matchLengths = tables.MatchLengths!.Encoder;
        ReadOnlySpan<int> literalBases = ZstdCodes.LiteralLengthBase, matchBases = ZstdCodes.MatchLengthBase;
        ReadOnlySpan<byte> literalBits = ZstdCodes.LiteralLengthBits, matchBits = ZstdCodes.MatchLengthBits;
        Codes code = codes[^1];
        int literalState = literalLengths.Begin(code.LiteralLength), offsetState = offsets.Begin(code.Offset), matchState = matchLengths.Begin(code.MatchLength);
        var writer = new BitWriter(destination);
        for (int i = sequences.Length - 1; i >= 0; i--)
        {
            code = codes[i];
            if (i < sequences.Length - 1)
            {
                offsets.Encode(ref writer, ref offsetState, code.Offset);
                matchLengths.Encode(ref writer, ref matchState, code.MatchLength);
                literalLengths.Encode(ref writer, ref literalState, code.LiteralLength);
            }

            ZstdSequence sequence = sequences[i];
            writer.Add((uint)(sequence.Literals - literalBases[code.LiteralLength]), literalBits[code.LiteralLength]);
            writer.Flush();
            writer.Add((uint)(sequence.Length - matchBases[code.MatchLength]), matchBits[code.MatchLength]);
            writer.Add(sequence.OffsetValue - (1u << code.Offset), code.Offset);
            writer.Flush();
        }

        matchLengths.End(ref writer, matchState);
        offsets.End(ref writer, offsetState);
        literalLengths.End(ref writer, literalState);
        return writer.Finish();
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LiteralLengthCode(int length) =>
        length < ShortLiteralCodes.Length ? ShortLiteralCodes[length] : BitOperations.Log2((uint)length) + 19;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int MatchLengthCode(int length) =>
        length < ShortMatchCodes.Length ? ShortMatchCodes[length] : BitOperations.Log2((uint)length - 3) + 36;

    /// <summary>The code of each length below <paramref name="end"/>, from which on codes are logarithms.</summary>
    private static byte[] CodesBelow(int end, int shortest, ReadOnlySpan<int> bases)
    {
        var codes = new byte[end];
        for (int length = shortest, code = 0; length < end; length++)
        {
            code += bases[code + 1] <= length ? 1 : 0;
            codes[length] = (byte)code;
        }

        return codes;
    }

    private readonly record struct Codes(byte LiteralLength, byte Offset, byte MatchLength);
}
