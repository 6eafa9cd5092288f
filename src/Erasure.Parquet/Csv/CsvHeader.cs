namespace Erasure.Parquet.Csv;

/// <summary>The names in a header, as they are written: by them the header of another file is known that was joined to this one.</summary>
internal sealed class CsvHeader
{
    private const int Bits = 64;

    private readonly List<byte[]> names = [];

    // By a name's first byte the lengths that names have which begin so: it passes by nearly every value.
    private readonly ulong[] lengths = new ulong[256];

    private CsvHeader()
    {
    }

    public static CsvHeader Of(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields)
    {
        CsvHeader header = new();
        foreach (CsvField field in fields)
        {
            byte[] name = row.Slice(field.Start, field.Length).ToArray();
            header.names.Add(name);
            header.lengths[name.FirstOrDefault()] |= name.Length > 0 ? 1UL << (name.Length % Bits) : 0;
        }

        return header;
    }

    /// <summary>Whether a record holds at least two of the names, each where another one stands.</summary>
    public bool IsOfOtherOrder(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields)
    {
        int elsewhere = 0;
        for (int i = 0; i < fields.Count && elsewhere < 2; i++)
        {
            ReadOnlySpan<byte> value = row.Slice(fields[i].Start, fields[i].Length);
            if (value.Length > 0 && (lengths[value[0]] & (1UL << (value.Length % Bits))) != 0 && IsNameElsewhere(value, i))
            {
                elsewhere++;
            }
        }

        return elsewhere == 2;
    }

    private bool IsNameElsewhere(ReadOnlySpan<byte> value, int at)
    {
        bool isName = false;
        for (int i = 0; i < names.Count; i++)
        {
            if (value.SequenceEqual(names[i]))
            {
                if (i == at)
                {
                    return false;
                }

                isName = true;
            }
        }

        return isName;
    }
}
