using System.Globalization;
using Erasure.Parquet.Matching.Forms;

namespace Erasure.Parquet.Tests.Matching;

/// <summary>What each rule makes equal, and what it doesn't.</summary>
public sealed class ValueFormTests
{
    [Theory]
    [InlineData(MatchRules.IgnoreCase, "Ann@Example.COM", "ann@example.com")]
    [InlineData(MatchRules.IgnoreCase, "ΟΔΟΣ", "οδος", "οδοσ")]
    [InlineData(MatchRules.IgnoreCase, "STRAẞE", "straße")]
    [InlineData(MatchRules.IgnoreCase, "\U00010400", "\U00010428")]
    [InlineData(MatchRules.IgnoreCase, "\u212A", "K", "k")]
    [InlineData(MatchRules.IgnoreCase, "ſ", "S", "s")]
    [InlineData(MatchRules.Trim, "ann", " ann", "ann\t\r\n", "\u00A0ann\u3000")]
    [InlineData(MatchRules.Nfc, "José", "Jose\u0301")]
    [InlineData(MatchRules.Nfc, "Å", "A\u030A", "\u212B")]
    [InlineData(MatchRules.Nfc, "각", "\u1100\u1161\u11A8")]
    [InlineData(MatchRules.Nfc, "é\uFFFEé", "e\u0301\uFFFEé")]
    [InlineData(MatchRules.Nfc | MatchRules.IgnoreCase, "\uFFFE\u01F0", "\uFFFEJ\u030C")]
    [InlineData(MatchRules.Nfc | MatchRules.IgnoreCase, "JOSÉ", "jose\u0301")]
    [InlineData(MatchRules.Nfc | MatchRules.IgnoreCase, "\u01F0", "J\u030C", "j\u030C")]
    [InlineData(MatchRules.Nfc | MatchRules.IgnoreCase | MatchRules.Trim, " ÉCOLE ", "e\u0301cole")]
    [InlineData(MatchRules.Email, "Ann@Example.COM", "Ann@example.com")]
    [InlineData(MatchRules.Email, "\"a@b\"@X.org", "\"a@b\"@x.org")]
    [InlineData(MatchRules.EmailProvider, "ann.lee@gmail.com", "AnnLee+news@GoogleMail.com", "a.n.n.l.e.e@gmail.com")]
    [InlineData(MatchRules.EmailProvider, "Ann+x@Outlook.com", "ann@outlook.com")]
    [InlineData(MatchRules.EmailProvider, "Ann@Example.COM", "Ann@example.com")]
    [InlineData(MatchRules.DigitsOnly, "+49 (30) 1234-567", "49301234567", "49.30.1234567", "tel:+49-30-1234567", "٤٩٣٠١٢٣٤٥٦٧", "４９ ３０ １２３４５６７", "49\u201130\u00A01234567")]
    [InlineData(MatchRules.Uuid, "00112233-4455-6677-8899-AABBCCDDEEFF", "00112233-4455-6677-8899-aabbccddeeff", "00112233445566778899aabbccddeeff", "{00112233-4455-6677-8899-aabbccddeeff}", "urn:uuid:00112233-4455-6677-8899-aabbccddeeff", "URN:UUID:00112233-4455-6677-8899-AABBCCDDEEFF")]
    [InlineData(MatchRules.Hexadecimal, "0xDEADbeef", "deadbeef", "DEADBEEF", "0Xdeadbeef")]
    [InlineData(MatchRules.Trim | MatchRules.Uuid, " {00112233-4455-6677-8899-aabbccddeeff} ", "00112233445566778899AABBCCDDEEFF")]
    [InlineData(ValueForm.AllRules, "0x00112233445566778899aabbccddeeff", "{00112233-4455-6677-8899-AABBCCDDEEFF}")]
    public void Spellings_of_one_value_have_one_key(MatchRules rules, params string[] spellings) =>
        Assert.Single(spellings.Select(spelling => ValueForm.Of(rules).KeyOf(spelling)).Distinct(StringComparer.Ordinal));

    [Theory]
    [InlineData(MatchRules.None, "Ann", "ann", " ann", "ANN")]
    [InlineData(MatchRules.None, "José", "Jose\u0301")]
    [InlineData(MatchRules.IgnoreCase, "I", "ı", "İ")]
    [InlineData(MatchRules.IgnoreCase, "ß", "ss")]
    [InlineData(MatchRules.IgnoreCase, "José", "Jose\u0301", "Jose")]
    [InlineData(MatchRules.Trim, "a b", "ab", "a  b")]
    [InlineData(MatchRules.Nfc, "ﬁ", "fi")]
    [InlineData(MatchRules.Email, "Ann@example.com", "ann@example.com")]
    [InlineData(MatchRules.Email, "Ann", "ann", "Ann@", "ann@")]
    [InlineData(MatchRules.Email, "X Y@Z W", "X Y@z w")]
    [InlineData(MatchRules.EmailProvider, "ann@gmail.com", "bob@gmail.com", "ann@example.com", "ann+x@example.com", "an.n@example.com")]
    [InlineData(MatchRules.EmailProvider, "an.n@outlook.com", "ann@outlook.com", "ann@hotmail.com")]
    [InlineData(MatchRules.EmailProvider, "+a@gmail.com", "+b@gmail.com", "@gmail.com", "...@gmail.com")]
    [InlineData(MatchRules.DigitsOnly, "none", "", "-", "+", "nobody")]
    [InlineData(MatchRules.DigitsOnly, "user12", "12", "u-12", "12@example.com", "1a2")]
    [InlineData(MatchRules.DigitsOnly, "0049301234", "+49301234", "0301234")]
    [InlineData(MatchRules.Uuid, "00112233-4455-6677-8899-aabbccddeef", "00112233-4455-6677-8899-aabbccddee f", "urn:uuid:", "{}", "")]
    [InlineData(MatchRules.Uuid, "00112233-4455-6677-8899-aabbccddeeff", "00112233-4455-6677-8899-aabbccddee00", "{00112233-4455-6677-8899-aabbccddeeff")]
    [InlineData(MatchRules.Hexadecimal, "0x", "0xg", "x", "")]
    [InlineData(MatchRules.Hexadecimal, "0x0012", "12", "0x00 12")]
    public void Other_values_have_other_keys(MatchRules rules, params string[] values)
    {
        string?[] keys = [.. values.Select(value => ValueForm.Of(rules).KeyOf(value)).Where(key => key is not null)];
        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void What_is_empty_or_no_unicode_equals_nothing() =>
        Assert.All(["", " \t\u3000", "\ud800", "a\udc00b"], text => Assert.Null(ValueForm.Of(ValueForm.AllRules).KeyOf(text)));

    [Fact]
    public void No_culture_changes_a_key()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string[] keys = [.. new[] { "en-US", "tr-TR", "lt-LT", "az-Latn" }.Select(culture =>
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            return ValueForm.Of(MatchRules.IgnoreCase).KeyOf("TITLE Iİıi")!;
        })];
        CultureInfo.CurrentCulture = before;
        Assert.All(keys, key => Assert.Equal("title iİıi", key));
    }

    /// <summary>Asking for one rule more never finds less, whatever the others are.</summary>
    [Fact]
    public void A_rule_more_tells_no_more_values_apart()
    {
        string[] samples =
        [
            "Ann", " ann", "ANN\u0301", "ań", "0x12AB", "12ab", "12AB", "{00112233-4455-6677-8899-AABBCCDDEEFF}", "0x00112233445566778899aabbccddeeff",
            "00112233445566778899aabbccddeeff", "00112233445566778899001122334455", "0011 2233 4455 6677 8899 0011 2233 4455", "tel:12 34", "TEL:1234", "0x1234", "+1234",
            "A.nn+X@GMAIL.com", "ann@gmail.com", "Ann@Example.com", "Ann@EXAMPLE.com", "J\u030C", "\u01F0", "j\u030C", " 1234\u3000", "Ω", "\u2126", "ω",
        ];
        for (int rules = 0; rules <= (int)ValueForm.AllRules; rules++)
        {
            for (int more = 1; more <= (int)ValueForm.AllRules; more <<= 1)
            {
                ValueForm form = ValueForm.Of((MatchRules)rules), looser = ValueForm.Of((MatchRules)(rules | more));
                foreach (IGrouping<string?, string> equal in samples.GroupBy(sample => form.KeyOf(sample), StringComparer.Ordinal).Where(group => group.Count() > 1))
                {
                    Assert.Single(equal.Select(sample => looser.KeyOf(sample)).Distinct(StringComparer.Ordinal));
                }
            }
        }
    }

    /// <summary>Of the alphabets that have two cases, as the runtime knows them.</summary>
    [Fact]
    public void Letters_fold_to_what_their_other_case_folds_to()
    {
        ValueForm form = ValueForm.Of(MatchRules.IgnoreCase);
        for (char letter = 'A'; letter < '\u2000'; letter++)
        {
            string capital = $"{letter}", small = capital.ToLowerInvariant(), key = form.KeyOf(capital)!;
            Assert.Equal(key, form.KeyOf(key));
            if (letter is < '\u1C80' or >= '\u1E00' && StringComparer.Ordinal.Equals(small.ToUpperInvariant(), capital))
            {
                Assert.Equal(key, form.KeyOf(small));
            }
        }
    }
}
