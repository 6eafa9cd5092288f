using System.Reflection;
using Erasure.Core.Advice;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;

namespace Erasure.Core.Tests.Advice;

/// <summary>Whoever reads a mail or a page is told in words what a code means, and what to do.</summary>
public sealed class OutcomeAdviceTests
{
    public static TheoryData<string> Codes { get; } =
    [
        .. Enumerable.Range(300, 300).Where(status => status is < 420 or 422 or 429 or 451 or >= 500).Select(status => $"http-{status}"),
        .. ConstantsOf(typeof(DomainFailures)),
        .. ConstantsOf(typeof(JobCodes)),
        "match-missing", "network", "timeout", "certificate", "answer-not-json", "answer-too-long", "unknown-status", "token-http-400", "token-malformed", "identifier-missing-email", "domain-failed", "domain-legal",
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_is_told_in_words(string code)
    {
        OutcomeAdvice advice = Assert.IsType<OutcomeAdvice>(OutcomeAdvice.Of(code));

        Assert.EndsWith(".", advice.Meaning, StringComparison.Ordinal);
        Assert.EndsWith(".", advice.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_domain_isnt_configured_for_is_no_reason_of_its_own() =>
        Assert.Contains("configuration", OutcomeAdvice.Of("domain-not-configured")!.Meaning, StringComparison.Ordinal);

    private static IEnumerable<string> ConstantsOf(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
}
