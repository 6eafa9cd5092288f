using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;

namespace Erasure.Parquet.Matching.Forms;

/// <summary>What texts mean, by their keys in one form.</summary>
internal sealed class FormTable<T>(ValueForm form)
{
    private const int StackLength = 512;

    /// <summary>A text may be so many times as long as its key, by what normalization composes, and this long in any case, by what else a rule leaves out.</summary>
    private const int MostComposed = 4, AlwaysRead = 512;

    private readonly Dictionary<string, T> meanings = new(StringComparer.Ordinal);
    private int longest = AlwaysRead;

    public IReadOnlyCollection<string> Keys => meanings.Keys;

    /// <summary>What the text means so far, or what <paramref name="create"/> makes for it.</summary>
    /// <returns>False where the text equals nothing in this form.</returns>
    public bool TryGetOrAdd(string text, Func<T> create, [MaybeNullWhen(false)] out T meaning)
    {
        if (form.KeyOf(text) is not { } key)
        {
            meaning = default;
            return false;
        }

        if (!meanings.TryGetValue(key, out meaning))
        {
            meanings.Add(key, meaning = create());
            longest = Math.Max(longest, key.Length * MostComposed);
        }

        return true;
    }

    /// <summary>What the text means; bytes that aren't UTF-8 mean nothing.</summary>
    public bool TryFind(ReadOnlySpan<byte> utf8, [MaybeNullWhen(false)] out T meaning)
    {
        meaning = default;
        utf8 = form.Trims ? utf8.Trim(" \t\r\n\v\f"u8) : utf8;

        // a char is at most three bytes
        if (utf8.Length > longest * 3L)
        {
            return false;
        }

        char[]? rented = utf8.Length > StackLength ? ArrayPool<char>.Shared.Rent(utf8.Length) : null;
        Span<char> chars = rented ?? stackalloc char[StackLength];
        bool found = Utf8.ToUtf16(utf8, chars, out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done && TryFind(chars[..written], out meaning);
        Return(rented);
        return found;
    }

    /// <inheritdoc cref="TryFind(ReadOnlySpan{byte}, out T)"/>
    public bool TryFind(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out T meaning)
    {
        meaning = default;
        text = form.Trims ? text.Trim() : text;
        if (text.Length > longest)
        {
            return false;
        }

        int capacity = form.Capacity(text.Length);
        char[]? rented = capacity > StackLength ? ArrayPool<char>.Shared.Rent(capacity) : null;
        ReadOnlySpan<char> key = form.Write(text, rented ?? stackalloc char[StackLength]);
        bool found = !key.IsEmpty && meanings.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out meaning);
        Return(rented);
        return found;
    }

    /// <summary>It held what may be a person's.</summary>
    private static void Return(char[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }
    }
}
