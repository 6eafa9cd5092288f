using System.Text;

namespace Erasure.Parquet.Text;

/// <summary>What others read in the place of a value that is stored in another character set than they take it for, for finders that compare values as they read them.</summary>
public static class MisreadForms
{
    /// <summary>The forms of a value, as it is asked for or by its rules: none where it is of ASCII alone, which is the same in every set.</summary>
    /// <param name="value">The value.</param>
    /// <param name="rules">How it is compared: where case and composition don't count it may be stored in any.</param>
    /// <param name="charset">What the objects are said to be in.</param>
    public static IReadOnlyList<string> Of(string value, MatchRules rules, string charset)
    {
        if (Ascii.IsValid(value))
        {
            return [];
        }

        HashSet<string> stored = [value];
        if (rules.HasFlag(MatchRules.IgnoreCase))
        {
            stored.UnionWith([value.ToUpperInvariant(), value.ToLowerInvariant()]);
        }

        if (rules.HasFlag(MatchRules.Nfc))
        {
            stored.UnionWith([.. stored.SelectMany(static text => new[] { NormalForms.Of(text, NormalizationForm.FormC), NormalForms.Of(text, NormalizationForm.FormD) })]);
        }

        return [.. stored.SelectMany(text => Of([text], charset), (_, forms) => forms[0]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The forms of values that were read together: in each of them all were taken for the same.</summary>
    /// <param name="values">The values.</param>
    /// <param name="charset">What the objects are said to be in.</param>
    public static IReadOnlyList<string[]> Of(IReadOnlyList<string> values, string charset)
    {
        if (values.All(static value => Ascii.IsValid(value)))
        {
            return [];
        }

        Func<byte[], string?> read = Charsets.FindSingleByte(charset) is { } said ? said.TextOf : Encoding.UTF8.GetString;
        IEnumerable<Func<string, string?>> ways =
        [
            .. Misreadings.Sets.Select(set => (Func<string, string?>)(value => set.TextOf(Encoding.UTF8.GetBytes(value)))),
            value => read(Encoding.UTF8.GetBytes(value)),
            .. Misreadings.Sets.Select(set => (Func<string, string?>)(value => set.BytesOf(value) is { } bytes ? read(bytes) : null)),
        ];
        return [.. ways.Select(way => values.Select(value => way(value) ?? value).ToArray()).Where(forms => !forms.SequenceEqual(values)).DistinctBy(static forms => string.Join('\0', forms))];
    }
}
