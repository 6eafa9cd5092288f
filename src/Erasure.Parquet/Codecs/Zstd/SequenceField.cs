namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>One of the three numbers of a sequence: its codes, and the table that the format gives it (RFC 8878, 3.1.1.3.2.1).</summary>
internal sealed class SequenceField
{
    private readonly int maxLog;
    private readonly int[] bases;
    private readonly byte[] extraBits;

    private SequenceField(int maxLog, ReadOnlySpan<int> bases, ReadOnlySpan<byte> extraBits, ReadOnlySpan<short> distribution, int accuracyLog)
    {
        this.maxLog = maxLog;
        this.bases = bases.ToArray();
        this.extraBits = extraBits.ToArray();
        Predefined = new SequenceTable(this, SequenceTableMode.Predefined, FseTable.Build(distribution, accuracyLog), []);
    }

    public static SequenceField LiteralLength { get; } =
        new(ZstdCodes.MaxLiteralLengthLog, ZstdCodes.LiteralLengthBase, ZstdCodes.LiteralLengthBits, ZstdCodes.LiteralLengthDefault, ZstdCodes.LiteralLengthDefaultLog);

    public static SequenceField Offset { get; } =
        new(ZstdCodes.MaxOffsetLog, ZstdCodes.OffsetBase, ZstdCodes.OffsetBits, ZstdCodes.OffsetDefault, ZstdCodes.OffsetDefaultLog);

    public static SequenceField MatchLength { get; } =
        new(ZstdCodes.MaxMatchLengthLog, ZstdCodes.MatchLengthBase, ZstdCodes.MatchLengthBits, ZstdCodes.MatchLengthDefault, ZstdCodes.MatchLengthDefaultLog);

    /// <summary>The lowest value of each code.</summary>
    public ReadOnlySpan<int> Bases => bases;

    /// <summary>Bits that are added to it.</summary>
    public ReadOnlySpan<byte> ExtraBits => extraBits;

    /// <summary>The table of the format itself.</summary>
    public SequenceTable Predefined { get; }

    /// <summary>Reads the table that a block names, and moves <paramref name="section"/> behind its description.</summary>
    public SequenceTable Read(ref ReadOnlySpan<byte> section, SequenceTableMode mode, SequenceTable? previous)
    {
        ReadOnlySpan<byte> from = section;
        switch (mode)
        {
            case SequenceTableMode.Predefined:
                return Predefined;
            case SequenceTableMode.Constant:
                byte symbol = section.IsEmpty ? throw ZstdErrors.Truncated() : section[0];
                section = section[1..];
                return symbol < bases.Length ? new SequenceTable(this, mode, FseTable.Constant(symbol), from[..1]) : throw ZstdErrors.Corrupt("a repeated code is out of range.");
            case SequenceTableMode.Described:
                FseTable states = FseTable.Read(ref section, maxLog, bases.Length - 1);
                return new SequenceTable(this, mode, states, from[..^section.Length]);
            default:
                return previous ?? throw ZstdErrors.Corrupt("a block reuses a table that no block before it gave.");
        }
    }
}
