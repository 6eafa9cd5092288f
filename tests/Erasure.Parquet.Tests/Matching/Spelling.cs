using System.Text;

namespace Erasure.Parquet.Tests.Matching;

/// <summary>Makes other spellings of a value, each that one rule says is the same.</summary>
internal static class Spelling
{
    /// <summary>A value that the rule is about.</summary>
    public static string Value(MatchRules rule, Random random) => rule switch
    {
        MatchRules.Email => $"Person.{random.Next(1000)}@mail{random.Next(100)}.example.com",
        MatchRules.EmailProvider => $"person{random.Next(1000)}@gmail.com",
        MatchRules.DigitsOnly => $"49{random.NextInt64(1_000_000, 9_999_999_999)}",
        MatchRules.Uuid => NewGuid(random).ToString(),
        MatchRules.Hexadecimal => $"0x{Convert.ToHexStringLower(Bytes(random, 20))}",
        _ => $"José Łukasz {random.Next(1000)} Šimić",
    };

    /// <summary>The same value, spelled in another way.</summary>
    public static string Other(MatchRules rule, string value, Random random) => rule switch
    {
        MatchRules.IgnoreCase => new string([.. value.Select(letter => random.Next(2) == 0 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter))]),
        MatchRules.Trim => $"{Spaces(random)}{value}{Spaces(random)} ",
        MatchRules.Nfc => value.Normalize(NormalizationForm.FormD),
        MatchRules.Email => $"{value[..value.IndexOf('@', StringComparison.Ordinal)]}{value[value.IndexOf('@', StringComparison.Ordinal)..].ToUpperInvariant()}",
        MatchRules.EmailProvider => $"{string.Join('.', value[..value.IndexOf('@', StringComparison.Ordinal)].ToCharArray())}+shop{random.Next(100)}@GoogleMail.com",
        MatchRules.DigitsOnly => $"+{value[..2]} ({value[2..4]}) {string.Join('-', value[4..].Chunk(3).Select(three => new string(three)))}",
        MatchRules.Uuid => NewSpelling(Guid.Parse(value), random),
        MatchRules.Hexadecimal => random.Next(2) == 0 ? value[2..] : $"0X{value[2..].ToUpperInvariant()}",
        _ => value,
    };

    private static string NewSpelling(Guid id, Random random) => random.Next(4) switch
    {
        0 => id.ToString("N"),
        1 => id.ToString("B").ToUpperInvariant(),
        2 => $"urn:uuid:{id}",
        _ => id.ToString("D").ToUpperInvariant(),
    };

    private static string Spaces(Random random) => new([.. Enumerable.Range(0, random.Next(4)).Select(_ => " \t\u00A0\u3000"[random.Next(4)])]);

    private static Guid NewGuid(Random random) => new(Bytes(random, 16));

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
