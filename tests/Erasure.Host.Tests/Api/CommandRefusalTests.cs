using Erasure.Api.Erasures;
using Erasure.Api.Pages;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;

namespace Erasure.Host.Tests.Api;

/// <summary>What can't be decided is told with the one reason that there is.</summary>
public sealed class CommandRefusalTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("retry", "order", DomainState.Erased, "The domain order is over already, as Erased on 30 November 2026, 09:00 UTC: there is nothing left to retry.")]
    [InlineData("resolve", "order", DomainState.Resolved, "The domain order is over already, as Resolved on 30 November 2026, 09:00 UTC: there is nothing left to resolve.")]
    [InlineData("retry", "order", DomainState.Submitted, "The domain order was asked on 30 November 2026, 09:00 UTC and isn't done yet: it can be tried again once it has failed.")]
    [InlineData("close", null, DomainState.Submitted, "No domain has failed or is withheld, so that nothing can be closed yet: wait for its end, resolve what was done by hand, or cancel.")]
    public void Of_a_domain(string command, string? domain, DomainState state, string why) => Assert.Equal(why, CommandRefusal.Explain(View(state), command, domain));

    [Theory]
    [InlineData("cancel", null)]
    [InlineData("retry", "order")]
    public void Of_an_erasure_that_has_ended(string command, string? domain)
    {
        ErasureView view = View(DomainState.Erased);
        view = view with { Erasure = view.Erasure with { State = ErasureState.Completed, EndedAt = At } };

        Assert.Equal("The erasure has ended as Completed on 30 November 2026, 09:00 UTC: nothing can be decided any more. Its report tells what was done.", CommandRefusal.Explain(view, command, domain));
    }

    [Fact]
    public void Of_an_extension()
    {
        ErasureView view = View(DomainState.Submitted);

        Assert.Contains("extended already, to ", CommandRefusal.Explain(view with { Erasure = view.Erasure with { ExtensionReason = "many systems" } }, "extend", null), StringComparison.Ordinal);
        Assert.Contains("has passed", CommandRefusal.Explain(view with { IsOverdue = true }, "extend", null), StringComparison.Ordinal);
    }

    [Fact]
    public void The_overview_has_the_next_attempt_and_says_what_a_code_means()
    {
        DomainProgress waiting = View(DomainState.Waiting).Domains[0] with { NextAttemptAt = At.AddMinutes(20), Outcome = new Outcome.Failed("http-403", Retryable: true) };

        Assert.Equal("30 November 2026, 09:20 UTC", Wording.NextAttempt(waiting));
        Assert.Equal("when somebody has it tried again", Wording.NextAttempt(waiting with { State = DomainState.Failed, NextAttemptAt = null }));
        Assert.Equal("http-403: The domain doesn't allow the call.", Wording.Result(waiting));
        Assert.Equal("of-its-own: Mend it.", Wording.Result(waiting with { Outcome = new Outcome.Failed("of-its-own", Retryable: false) { Detail = "Mend it." } }));
        Assert.Equal("of-its-own", Wording.Result(waiting with { Outcome = new Outcome.Failed("of-its-own", Retryable: false) }));
    }

    private static ErasureView View(DomainState state) => new(FakeErasures.Record(), IsOverdue: false, [new DomainProgress { Domain = "order", State = state, UpdatedAt = At }], []);
}
