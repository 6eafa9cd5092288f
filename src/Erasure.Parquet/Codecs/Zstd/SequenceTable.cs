namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>One of the three tables of a block's sequences, and how a block brings it along (RFC 8878, 3.1.1.3.2.1).</summary>
internal sealed class SequenceTable
{
    private readonly SequenceField field;
    private readonly FseTable states;
    private readonly byte[] description;
    private Step[]? steps;
    private FseEncoder? encoder;

    public SequenceTable(SequenceField field, SequenceTableMode mode, FseTable states, ReadOnlySpan<byte> description)
    {
        this.field = field;
        this.states = states;
        this.description = description.ToArray();
        Mode = mode;
    }

    /// <summary>How it is brought along; never <see cref="SequenceTableMode.Repeat"/>.</summary>
    public SequenceTableMode Mode { get; }

    /// <summary>Bits of a state.</summary>
    public int AccuracyLog => states.AccuracyLog;

    /// <summary>The highest code that it has.</summary>
    public int HighestCode => states.HighestSymbol;

    /// <summary>The decoding side: what each state stands for.</summary>
    public ReadOnlySpan<Step> Steps => steps ??= MakeSteps();

    /// <summary>The encoding side.</summary>
    public FseEncoder Encoder => encoder ??= new FseEncoder(states);

    /// <summary>The bytes that describe it in a block.</summary>
    public ReadOnlySpan<byte> Description => description;

    private Step[] MakeSteps()
    {
        ReadOnlySpan<FseTable.Entry> entries = states.Entries;
        ReadOnlySpan<int> bases = field.Bases;
        ReadOnlySpan<byte> extraBits = field.ExtraBits;
        var made = new Step[entries.Length];
        for (int i = 0; i < made.Length; i++)
        {
            FseTable.Entry entry = entries[i];
            made[i] = new Step(entry.Baseline, entry.Bits, extraBits[entry.Symbol], bases[entry.Symbol]);
        }

        return made;
    }

    /// <summary>A state: the next one is <paramref name="Next"/> plus so many bits, the value is <paramref name="Base"/> plus so many extra bits.</summary>
    internal readonly record struct Step(ushort Next, byte Bits, byte ExtraBits, int Base);
}

/// <summary>How a block brings a table along, by its number in the format.</summary>
internal enum SequenceTableMode
{
    /// <summary>The format defines it.</summary>
    Predefined,

    /// <summary>One code, always.</summary>
    Constant,

    /// <summary>By its distribution.</summary>
    Described,

    /// <summary>The one of the block with sequences before it.</summary>
    Repeat,
}
