namespace Erasure.Core.Subjects;

/// <summary>Tells whether a text names any of very many people, as <see cref="IdentifierGuard"/> does for one: by hash, so that a million values cost no more than a few.</summary>
internal sealed class IdentifierIndex
{
    private const int PrefixLength = IdentifierGuard.ShortestInsideWords;

    private readonly HashSet<string> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> prefixes = new(StringComparer.Ordinal);
    private readonly SortedSet<int> lengths = [];

    /// <summary>Adds a value; an empty one names nobody.</summary>
    public void Add(string value)
    {
        string normal = IdentifierGuard.Normalize(value);
        if (normal.Length == 0 || !values.Add(normal == value ? value : normal))
        {
            return;
        }

        lengths.Add(normal.Length);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known = prefixes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (normal.Length >= PrefixLength)
        {
            known.Add(normal.AsSpan(0, PrefixLength));
        }
    }

    /// <summary>The text holds a value, in whatever case, also percent-encoded or inside longer text; one of less than four characters only as a word of its own.</summary>
    public bool Names(string text) => IdentifierGuard.Readings(text).Any(Holds);

    private bool Holds(string text)
    {
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known = values.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> begun = prefixes.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int at = 0; at < text.Length; at++)
        {
            bool isPrefix = at + PrefixLength <= text.Length && begun.Contains(text.AsSpan(at, PrefixLength));
            foreach (int length in lengths)
            {
                if (at + length > text.Length || (length >= PrefixLength && !isPrefix))
                {
                    break;
                }

                if ((length >= PrefixLength || IsWord(text, at, at + length)) && known.Contains(text.AsSpan(at, length)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsWord(string text, int at, int end) =>
        (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
}
