using Erasure.Core.Domains.Calls;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Domains;

public sealed class CallAdviceTests
{
    [Fact]
    public void Every_code_is_documented_with_what_it_means_and_what_to_do() => DocumentPart.Matches(
        "domain-contract.md",
        "codes",
        "| Code | Means | What to do |\n|---|---|---|\n" + string.Concat(CallAdvice.All.Select(advice => $"| `{advice.Code}` | {advice.Meaning} | {advice.Remedy} |\n")));

    [Theory]
    [InlineData("certificate", "certificate")]
    [InlineData("http-404", "http-404")]
    [InlineData("http-422", "http-4…")]
    [InlineData("http-307", "http-3…")]
    [InlineData("http-503", "http-…")]
    [InlineData("token-malformed", "token-…")]
    [InlineData("identifier-missing-email", "identifier-…")]
    [InlineData("deadline", null)]
    public void The_nearest_code_is_meant(string code, string? advice) => Assert.Equal(advice, CallAdvice.Of(code)?.Code);
}
