using System.Globalization;
using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Matching.Forms;

namespace Erasure.Parquet.Tests.Text;

/// <summary>What the rules find among letters and digits of every script, the check lets go.</summary>
public sealed class ForeignLettersTests
{
    private static IEnumerable<Rune> Letters => Enumerable.Range(0x80, 0x10FFFF - 0x80 + 1).Where(Rune.IsValid).Select(static value => new Rune(value));

    [Fact]
    public async Task Digits_of_every_script_are_digits()
    {
        string[] digits = [.. Letters.Where(static letter => Rune.GetUnicodeCategory(letter) == UnicodeCategory.DecimalDigitNumber).Select(static digit => $"47{digit}1")];
        await AssertGoneAsync(MatchRules.DigitsOnly, [.. Enumerable.Range(0, 10).Select(static digit => $"47{digit}1")], digits);
    }

    [Fact]
    public async Task Letters_of_every_script_are_equal_to_those_of_the_other_case()
    {
        (string Letter, string Folded)[] letters = [.. Letters.Select(static letter => ($"u{letter}x", Folded($"u{letter}x"))).Where(static pair => pair.Item1 != pair.Item2)];
        Assert.Contains(("u\u1e9ex", "u\u00dfx"), letters);
        await AssertGoneAsync(MatchRules.IgnoreCase, [.. letters.Select(static pair => pair.Folded).Distinct()], [.. letters.Select(static pair => pair.Letter)]);
    }

    private static string Folded(string text)
    {
        char[] letters = text.ToCharArray();
        CaseFolding.Fold(letters);
        return new string(letters);
    }

    private static async Task AssertGoneAsync(MatchRules rules, string[] asked, string[] held)
    {
        RowPredicate predicate = new([new SimpleMatch(["id"], [.. asked.Select(static value => new SecretText(value))]) { Rules = rules }], []);
        Assert.Equal("id,n\nx,0\n", (await Erase.RunAsync(new CsvRowEraser(), $"id,n\n{string.Concat(held.Select(static value => $"{value},1\n"))}x,0\n", predicate)).Text);
        Assert.Equal("{\"id\":\"x\"}\n", (await Erase.RunAsync(new JsonRowEraser(), $"{string.Concat(held.Select(static value => $"{{\"id\":\"{value}\"}}\n"))}{{\"id\":\"x\"}}\n", predicate)).Text);
    }
}
