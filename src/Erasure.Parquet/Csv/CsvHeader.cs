using System.Buffers;
using System.Text;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>The names of the columns: by them the header of another file is known that was joined to this one.</summary>
internal sealed class CsvHeader
{
    private const int Bits = 64;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-. "u8);

    private readonly string[] names;
    private readonly Dictionary<string, int?> questions = new(StringComparer.OrdinalIgnoreCase);
    private readonly int longest;

    // By a name's first byte the lengths that names have which begin so: it passes by nearly every value.
    private readonly ulong[] lengths = new ulong[256];

    /// <param name="names">The columns' names in order.</param>
    /// <param name="asked">The columns that are asked for.</param>
    public CsvHeader(IReadOnlyList<string> names, IReadOnlyList<ColumnQuestion> asked)
    {
        this.names = [.. names.Select(static name => name.Trim(' ', '\t'))];
        foreach (string name in this.names.Where(static name => name.Length > 0))
        {
            questions.TryAdd(name, null);
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            lengths[Lower(utf8[0])] |= 1UL << (utf8.Length % Bits);
            longest = Math.Max(longest, utf8.Length);
        }

        for (int i = 0; i < asked.Count; i++)
        {
            if (questions.ContainsKey(asked[i].Path))
            {
                questions[asked[i].Path] = i;
            }
        }
    }

    /// <summary>Looks for the header of another file.</summary>
    /// <param name="row">A record.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="moved">Takes each asked column whose name stands in another place than its own, by its position among those that are asked, and that place.</param>
    /// <returns>Whether it is one as far as anybody can tell: two names stand in another place, or one that is asked for among nothing but what looks like names.</returns>
    public bool IsOfOtherOrder(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields, List<(int Question, int Field)> moved)
    {
        int elsewhere = 0;
        for (int i = 0; i < fields.Count && elsewhere < 2; i++)
        {
            ReadOnlySpan<byte> value = ValueOf(row, fields[i]);
            if (value.Length > 0 && value.Length <= longest && (lengths[Lower(value[0])] & (1UL << (value.Length % Bits))) != 0 && IsNameElsewhere(value, i, out int? question))
            {
                elsewhere++;
                if (question is { } asked)
                {
                    moved.Add((asked, i));
                }
            }
        }

        return elsewhere == 2 || (moved.Count > 0 && LookLikeNames(row, fields));
    }

    private bool IsNameElsewhere(ReadOnlySpan<byte> value, int at, out int? question)
    {
        string text = Encoding.UTF8.GetString(value);
        return questions.TryGetValue(text, out question) && !(at < names.Length && names[at].Equals(text, StringComparison.OrdinalIgnoreCase));
    }

    private static bool LookLikeNames(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields)
    {
        foreach (CsvField field in fields)
        {
            ReadOnlySpan<byte> value = ValueOf(row, field);
            if (value.IsEmpty || !char.IsAsciiLetter((char)value[0]) || value.ContainsAnyExcept(NameBytes))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> row, CsvField field) => row.Slice(field.Start, field.Length).Trim(" \t"u8);

    private static byte Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
}
