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
        Assert.True(IdentifierGuard.Names(text, Person, new Sealed<string>("Requester@example.net")));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("erased by hand")]
    [InlineData("chapter Q71 and AQ7")]
    [InlineData("100 % done, 50% of it twice")]
    [InlineData("jo doe at example.org")]
    public void Any_other_text_is_fine(string? text) =>
        Assert.False(IdentifierGuard.Names(text, Person, new Sealed<string>("Requester@example.net")));
}
