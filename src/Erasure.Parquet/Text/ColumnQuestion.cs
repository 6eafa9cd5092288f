using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Matching.Forms;

namespace Erasure.Parquet.Text;

/// <summary>What is asked of one column: which values, and the matches that each stands in.</summary>
/// <param name="path">As the first match writes it.</param>
/// <param name="ordinal">Position of that match in the predicate.</param>
internal sealed class ColumnQuestion(string path, long ordinal)
{
    private const int StackLength = 256;

    private readonly Dictionary<string, List<int>> byText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> byNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> bySpelling = new(StringComparer.Ordinal);
    private readonly SortedDictionary<MatchRules, FormTable<List<int>>> byForm = [];
    private int maxLength;

    public string Path => path;

    public long Ordinal => ordinal;

    /// <summary>Some value has letters beyond ASCII, so that it is another one in another character set.</summary>
    public bool IsBeyondAscii { get; private set; }

    public void Add(SecretText value, MatchRules rules, int target)
    {
        string text = value.Reveal();
        IsBeyondAscii |= !Ascii.IsValid(text);
        AddNumber(text, target);
        if (rules == MatchRules.None)
        {
            Add(byText, text, target);
            maxLength = Math.Max(maxLength, text.Length);
            return;
        }

        if (!byForm.TryGetValue(rules, out FormTable<List<int>>? table))
        {
            byForm.Add(rules, table = new FormTable<List<int>>(ValueForm.Of(rules)));
        }

        if (table.TryGetOrAdd(text, static () => new List<int>(1), out List<int>? targets))
        {
            Add(targets, target);
        }

        // a number is compared by its value, so rules bear on what is asked alone
        if (ValueForm.Of(rules & (MatchRules.Trim | MatchRules.DigitsOnly)).KeyOf(text) is { } number)
        {
            AddNumber(number, target);
        }
    }

    /// <summary>The matches that a text stands in; null for none.</summary>
    /// <param name="utf8">Bytes that are not valid UTF-8 equal no value.</param>
    public List<int>? FindText(ReadOnlySpan<byte> utf8)
    {
        List<int>? found = FindExactly(utf8);
        foreach (FormTable<List<int>> table in byForm.Values)
        {
            found = table.TryFind(utf8, out List<int>? more) ? Both(found, more) : found;
        }

        return found;
    }

    /// <inheritdoc cref="FindText(ReadOnlySpan{byte})"/>
    public List<int>? FindText(ReadOnlySpan<char> text)
    {
        List<int>? found = FindExactly(text);
        foreach (FormTable<List<int>> table in byForm.Values)
        {
            found = table.TryFind(text, out List<int>? more) ? Both(found, more) : found;
        }

        return found;
    }

    /// <summary>The matches that a number stands in; null for none. What is asked in plain digits is compared by value, and what is asked otherwise (<c>1e3</c>) as it is written.</summary>
    /// <param name="token">A JSON number.</param>
    public List<int>? FindNumber(ReadOnlySpan<byte> token)
    {
        Span<char> chars = stackalloc char[JsonNumber.MaxLength];
        List<int>? found = byNumber.Count > 0 && JsonNumber.TryNormalize(token, chars, out int written) ? Find(byNumber, chars[..written]) : null;
        return bySpelling.Count > 0 && token.Length <= chars.Length && Find(bySpelling, chars[..Encoding.UTF8.GetChars(token, chars)]) is { } spelled ? Both(found, spelled) : found;
    }

    private List<int>? FindExactly(ReadOnlySpan<byte> utf8)
    {
        // a char is at most three bytes
        if (utf8.Length > maxLength * 3L)
        {
            return null;
        }

        char[]? rented = utf8.Length > StackLength ? ArrayPool<char>.Shared.Rent(utf8.Length) : null;
        Span<char> chars = rented ?? stackalloc char[StackLength];
        OperationStatus status = Utf8.ToUtf16(utf8, chars, out _, out int written, replaceInvalidSequences: false);
        List<int>? found = status == OperationStatus.Done ? FindExactly(chars[..written]) : null;
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }

        return found;
    }

    private List<int>? FindExactly(ReadOnlySpan<char> text) => Find(byText, text);

    private static List<int>? Find(Dictionary<string, List<int>> targets, ReadOnlySpan<char> key) =>
        targets.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out List<int>? found) ? found : null;

    private void AddNumber(string text, int target)
    {
        Span<byte> utf8 = stackalloc byte[JsonNumber.MaxLength];
        Span<char> canonical = stackalloc char[JsonNumber.MaxLength];
        if (text.Length <= utf8.Length && Encoding.UTF8.TryGetBytes(text, utf8, out int length) && JsonNumber.TryNormalize(utf8[..length], canonical, out int written))
        {
            bool isPlain = PlainNumber.IsPlain(text);
            Add(isPlain ? byNumber : bySpelling, isPlain ? new string(canonical[..written]) : text, target);
        }
    }

    private static void Add(Dictionary<string, List<int>> targets, string key, int target)
    {
        if (!targets.TryGetValue(key, out List<int>? list))
        {
            targets.Add(key, list = new List<int>(1));
        }

        Add(list, target);
    }

    private static void Add(List<int> targets, int target)
    {
        // Of who comes after so many it is only known that there are others.
        int added = target < PreparedQuestions.Simple && targets.Count >= AskedRows.MostAskers ? PreparedQuestions.Simple : target;
        if (!targets.Contains(added))
        {
            targets.Add(added);
        }
    }

    /// <summary>The matches of two forms of one column; a match that stands in both is answered once, as often as it is asked.</summary>
    private static List<int> Both(List<int>? some, List<int> more) => some is null ? more : [.. some.Union(more)];
}
