using System.Text;
using Erasure.Core.Subjects;

namespace Erasure.Core.Tests.Subjects;

public sealed class IdentifierGuardTests
{
    private static readonly Sealed<Subject> Person = new(new Subject(new Dictionary<string, string> { ["user_id"] = "Q7", ["email"] = "Jo.Doe@example.org" }));

    [Theory]
    [InlineData("mail of jo.doe@example.org, done")]
    [InlineData("MAILTO:JO.DOE@EXAMPLE.ORG")]
    [InlineData("xjo.doe@example.orgx")]
    [InlineData("/users/Jo.Doe%40example.org")]
    [InlineData("jo.doe\u200b@example.org")]
    [InlineData("user q7")]
    [InlineData("(Q7)")]
    [InlineData("requester@example.net asked")]
    public void A_text_that_names_the_person_is_noticed(string text) =>
        Assert.True(IdentifierGuard.Names(text, Person, [new Sealed<string>("Requester@example.net")]));

    [Theory]
    [InlineData("/users/Jo.Doe%2540example.org")]
    [InlineData("\uFF2A\uFF4F.Doe@example.org")]
    [InlineData("Jo\u00AD.Doe@exam\u2060ple.org")]
    public void Look_alikes_and_twice_encoded_texts_are_noticed_too(string text) => Assert.True(IdentifierGuard.Names(text, Person));

    [Theory]
    [InlineData("jane.doe")]
    [InlineData("jane_doe@example.org")]
    [InlineData("JANE-DOE")]
    [InlineData("ticket of Doe, Jane")]
    [InlineData("+491711234567")]
    [InlineData("0049 (171) 123-4567")]
    [InlineData("gx 77")]
    [InlineData("gx\u201177")]
    [InlineData("GX\u221277")]
    [InlineData("gx77")]
    [InlineData("case-gx.77-b")]
    [InlineData("\uFF47\uFF58-77")]
    [InlineData("gx%252D77")]
    [InlineData("jos\u00e9")]
    [InlineData("JOSE\u0301")]
    [InlineData("rita-rios")]
    [InlineData("jos\u00e9\ufffe")]
    [InlineData("\ufffe jose\u0301 \udc00")]
    public void What_suggests_the_person_is_noticed(string text) => Assert.True(IdentifierGuard.Suggests(text, Known, [new Sealed<string>("rita.rios@example.net")]));

    [Theory]
    [InlineData("jane.doe@example.org")]
    [InlineData("Jane.Doe")]
    [InlineData("gx-77")]
    [InlineData("+49 171 1234567")]
    [InlineData("id=gx-77;name=x")]
    [InlineData("jos\u00e9")]
    public void What_is_encoded_is_noticed(string plain)
    {
        foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode })
        {
            byte[] bytes = encoding.GetBytes(plain);
            string base64 = Convert.ToBase64String(bytes);
            string[] forms =
            [
                base64, base64.TrimEnd('='), base64.Replace('+', '-').Replace('/', '_').TrimEnd('='), Uri.EscapeDataString(base64),
                Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
            ];
            foreach (string form in forms.SelectMany(form => new[] { form, $"ticket {form}, done", $"T-{form}", $"T1{form}", $"ref_{form}" }))
            {
                Assert.True(IdentifierGuard.Suggests(form, Known), form);
            }
        }
    }

    [Fact]
    public void What_no_tool_encoded_is_fine()
    {
        Random random = new(20261130);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] bytes = new byte[random.Next(4, 60)];
            random.NextBytes(bytes);
            string text = i % 2 == 0 ? Convert.ToBase64String(bytes) : Convert.ToHexString(bytes);
            Assert.False(IdentifierGuard.Suggests(text, Known), text);
        }
    }

    [Theory]
    [InlineData("TICKET-4711")]
    [InlineData("erased by hand in the archive of 2026-10-12, 77 rows")]
    [InlineData("jane")]
    [InlineData("example.org's tenant")]
    [InlineData("gx-87")]
    [InlineData("+49 171")]
    [InlineData("Josephine")]
    [InlineData("---")]
    [InlineData("\ud800")]
    [InlineData("\ufffe")]
    public void What_suggests_nobody_is_fine(string text) => Assert.False(IdentifierGuard.Suggests(text, Known, [new Sealed<string>("rita.rios@example.net")]));

    [Theory]
    [InlineData("jose", true)]
    [InlineData("Jose Alvarez", true)]
    [InlineData("0171 1234567", true)]
    [InlineData("call (0171) 123-4567 back", true)]
    [InlineData("1234567", true)]
    [InlineData("31.01.1980", true)]
    [InlineData("31.1.1980", true)]
    [InlineData("born 01/31/1980", true)]
    [InlineData("19800131", true)]
    [InlineData("31011980", true)]
    [InlineData("31 January 1980", true)]
    [InlineData("born Jan 31st, 1980", true)]
    [InlineData("the 31st of january 1980", true)]
    [InlineData("31-Jan-1980", true)]
    [InlineData("1980 January 31", true)]
    [InlineData("31. Januar 1980", true)]
    [InlineData("am 31.J\u00e4nner 1980", true)]
    [InlineData("case 4711, 31 January 1980", true)]
    [InlineData("case 12 31.01.1980", true)]
    [InlineData("31 February 1980", false)]
    [InlineData("31 January 1981", false)]
    [InlineData("31 Johns 1980", false)]
    [InlineData("31 January", false)]
    [InlineData("alvarez", false)]
    [InlineData("234567", false)]
    [InlineData("+49 171 7654321", false)]
    [InlineData("31.01.1981", false)]
    [InlineData("2026-10-12", false)]
    [InlineData("T-20261012-4711", false)]
    public void Other_forms_of_a_name_a_number_and_a_birthday_suggest_the_person(string text, bool isNoticed) =>
        Assert.Equal(isNoticed, IdentifierGuard.Suggests(text, Described));

    [Theory]
    [InlineData("\u00c1lvarez", true)]
    [InlineData("ticket of ALVAREZ", true)]
    [InlineData("josefina", false)]
    [InlineData("de la", false)]
    public void A_part_of_a_name_does_where_that_is_asked_for(string text, bool isNoticed) =>
        Assert.Equal((isNoticed, false), (IdentifierGuard.Suggests(text, Described, partsOfNames: true), IdentifierGuard.Suggests(text, Described)));

    private static readonly Sealed<Subject> Described = new(new Subject(new Dictionary<string, string>
    {
        ["name"] = "Jos\u00e9 de la \u00c1lvarez",
        ["first_name"] = "Jos\u00e9",
        ["phone"] = "+49 171 1234567",
        ["born"] = "1980-01-31",
    }));

    private static readonly Sealed<Subject> Known = new(new Subject(new Dictionary<string, string>
    {
        ["user_id"] = "gx-77",
        ["email"] = "jane.doe@example.org",
        ["phone"] = "+49 171 1234567",
        ["name"] = "jose\u0301",
    }));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("erased by hand")]
    [InlineData("chapter Q71 and AQ7")]
    [InlineData("100 % done, 50% of it twice")]
    [InlineData("jo doe at example.org")]
    public void Any_other_text_is_fine(string? text) =>
        Assert.False(IdentifierGuard.Names(text, Person, [new Sealed<string>("Requester@example.net")]));
}
