namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>The three tables of a block's sequences; null where no block gave one yet.</summary>
internal readonly record struct SequenceTables(SequenceTable? LiteralLengths, SequenceTable? Offsets, SequenceTable? MatchLengths)
{
    /// <summary>Those that the format defines, which have every code.</summary>
    public static SequenceTables Predefined { get; } =
        new(SequenceField.LiteralLength.Predefined, SequenceField.Offset.Predefined, SequenceField.MatchLength.Predefined);
}
