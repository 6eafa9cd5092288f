using System.Globalization;
using System.Text;

namespace Erasure.Core.Subjects;

/// <summary>The words of a text: its runs of letters and digits.</summary>
internal sealed class IdentifierWords
{
    /// <summary>Fewer letters and digits count only where words begin and end with them.</summary>
    public const int ShortestInside = 6;

    /// <summary>A shorter part of a name is in too many texts.</summary>
    private const int ShortestPart = 3;

    /// <summary>A shorter part of a name, alone, is in too many texts.</summary>
    private const int ShortestName = 4;

    private readonly List<string> words = [];
    private readonly string bare;

    /// <summary>Takes a normalized text apart.</summary>
    public IdentifierWords(string text)
    {
        StringBuilder word = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                word.Append(rune.ToString());
            }
            else
            {
                Take(word);
            }
        }

        Take(word);
        bare = string.Concat(words);
    }

    /// <summary>They are, or hold, what a normalized value is made of; of an address also what stands before the @.</summary>
    public bool Suggest(string value) =>
        Suggest(new IdentifierWords(value), isWhole: true)
        || (value.LastIndexOf('@') is var at and > 0 && Suggest(new IdentifierWords(value[..at]), isWhole: false));

    /// <summary>One of them is a part of a normalized name.</summary>
    public bool HasPart(string name) => new IdentifierWords(name).words.Exists(part => part.Length >= ShortestName && part.Any(char.IsLetter) && words.Contains(part));

    private bool Suggest(IdentifierWords value, bool isWhole)
    {
        if (value.bare.Length >= ShortestInside)
        {
            return bare.Contains(value.bare, StringComparison.Ordinal)
                || (value.words.Count > 1 && value.words.TrueForAll(word => word.Length >= ShortestPart && words.Contains(word)));
        }

        return isWhole && value.bare.Length > 0 && HasRun(value.bare);
    }

    // Some neighbouring words together are the value: "gx 77" is GX77.
    private bool HasRun(string value)
    {
        for (int first = 0; first < words.Count; first++)
        {
            int matched = 0;
            for (int next = first; next < words.Count && matched < value.Length && value.AsSpan(matched).StartsWith(words[next], StringComparison.Ordinal); next++)
            {
                matched += words[next].Length;
            }

            if (matched == value.Length)
            {
                return true;
            }
        }

        return false;
    }

    private void Take(StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
