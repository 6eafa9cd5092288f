using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Erasure.Parquet.Text;

/// <summary>What is asked of one column: which values, and the matches that each stands in.</summary>
/// <param name="path">As the first match writes it.</param>
/// <param name="ordinal">Position of that match in the predicate.</param>
internal sealed class ColumnQuestion(string path, long ordinal)
{
    private const int StackLength = 256;

    private readonly Dictionary<string, List<int>> byText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> byNumber = new(StringComparer.Ordinal);
    private int maxLength;

    public string Path => path;

    public long Ordinal => ordinal;

    public void Add(SecretText value, int target)
    {
        string text = value.Reveal();
        Add(byText, text, target);
        maxLength = Math.Max(maxLength, text.Length);
        Span<byte> utf8 = stackalloc byte[JsonNumber.MaxLength];
        Span<char> canonical = stackalloc char[JsonNumber.MaxLength];
        if (text.Length <= utf8.Length && Encoding.UTF8.TryGetBytes(text, utf8, out int length) && JsonNumber.TryNormalize(utf8[..length], canonical, out int written))
        {
            Add(byNumber, new string(canonical[..written]), target);
        }
    }

    /// <summary>The matches that a text stands in, compared exactly; null for none.</summary>
    /// <param name="utf8">Bytes that are not valid UTF-8 equal no value.</param>
    public List<int>? FindText(ReadOnlySpan<byte> utf8)
    {
        // a char is at most three bytes
        if (utf8.Length > maxLength * 3L)
        {
            return null;
        }

        char[]? rented = utf8.Length > StackLength ? ArrayPool<char>.Shared.Rent(utf8.Length) : null;
        Span<char> chars = rented ?? stackalloc char[StackLength];
        OperationStatus status = Utf8.ToUtf16(utf8, chars, out _, out int written, replaceInvalidSequences: false);
        List<int>? found = status == OperationStatus.Done ? FindText(chars[..written]) : null;
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }

        return found;
    }

    /// <inheritdoc cref="FindText(ReadOnlySpan{byte})"/>
    public List<int>? FindText(ReadOnlySpan<char> text) =>
        byText.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out List<int>? targets) ? targets : null;

    /// <summary>The matches that a number stands in, compared by value; null for none.</summary>
    /// <param name="token">A JSON number.</param>
    public List<int>? FindNumber(ReadOnlySpan<byte> token)
    {
        Span<char> canonical = stackalloc char[JsonNumber.MaxLength];
        return byNumber.Count > 0
            && JsonNumber.TryNormalize(token, canonical, out int written)
            && byNumber.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(canonical[..written], out List<int>? targets)
            ? targets
            : null;
    }

    private static void Add(Dictionary<string, List<int>> targets, string key, int target)
    {
        if (!targets.TryGetValue(key, out List<int>? list))
        {
            targets.Add(key, list = new List<int>(1));
        }

        if (!list.Contains(target))
        {
            list.Add(target);
        }
    }
}
