using System.Buffers;
using System.Text;

namespace Erasure.Parquet.Csv;

/// <summary>The names in a header: by them the header of another file is known that was joined to this one.</summary>
internal sealed class CsvHeader
{
    private const int Bits = 64;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-. "u8);

    private readonly List<byte[]> names = [];
    private readonly List<bool> areAsked = [];

    // By a name's first byte the lengths that names have which begin so: it passes by nearly every value.
    private readonly ulong[] lengths = new ulong[256];

    private CsvHeader()
    {
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <param name="row">The header.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="asked">The columns that are asked for.</param>
    public static CsvHeader Of(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields, IReadOnlyCollection<string> asked)
    {
        CsvHeader header = new();
        foreach (CsvField field in fields)
        {
            byte[] name = NameIn(row, field).ToArray();
            header.names.Add(name);
            header.areAsked.Add(asked.Contains(Encoding.UTF8.GetString(name), StringComparer.OrdinalIgnoreCase));
            header.lengths[name.Length > 0 ? Lower(name[0]) : 0] |= name.Length > 0 ? 1UL << (name.Length % Bits) : 0;
        }

        return header;
    }

    /// <summary>Whether a record holds at least two of the names, each where another one stands; or one that is asked for, and nothing beside it that isn't a name.</summary>
    public bool IsOfOtherOrder(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields)
    {
        int elsewhere = 0;
        bool isAsked = false;
        for (int i = 0; i < fields.Count && elsewhere < 2; i++)
        {
            ReadOnlySpan<byte> value = NameIn(row, fields[i]);
            if (value.Length > 0 && (lengths[Lower(value[0])] & (1UL << (value.Length % Bits))) != 0 && IsNameElsewhere(value, i, out bool isAskedHere))
            {
                elsewhere++;
                isAsked |= isAskedHere;
            }
        }

        return elsewhere == 2 || (isAsked && AreNames(row, fields));
    }

    private bool IsNameElsewhere(ReadOnlySpan<byte> value, int at, out bool isAsked)
    {
        isAsked = false;
        bool isName = false;
        for (int i = 0; i < names.Count; i++)
        {
            if (Ascii.EqualsIgnoreCase(value, names[i]) || value.SequenceEqual(names[i]))
            {
                if (i == at)
                {
                    return false;
                }

                isName = true;
                isAsked |= areAsked[i];
            }
        }

        return isName;
    }

    private static bool AreNames(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields)
    {
        foreach (CsvField field in fields)
        {
            ReadOnlySpan<byte> value = NameIn(row, field);
            if (value.IsEmpty || !char.IsAsciiLetter((char)value[0]) || value.ContainsAnyExcept(NameBytes))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> row, CsvField field)
    {
        ReadOnlySpan<byte> value = row.Slice(field.Start, field.Length);
        return (value.StartsWith(ByteOrderMark) ? value[ByteOrderMark.Length..] : value).Trim(" \t"u8);
    }

    private static byte Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
}
