using Erasure.Api.Access;
using Erasure.Core.Advice;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Erasures;

namespace Erasure.Api.Pages;

/// <summary>What the domain's page says.</summary>
internal sealed class DomainPageBody(ErasureView view, DomainProgress progress, IReadOnlyList<DomainCall> calls, IReadOnlyList<ObjectFailure> failures, Caller? caller, DateTimeOffset now)
{
    private bool MayAct => IsOpen && caller is not null && caller.Roles.HasFlag(Roles.Operator);

    private bool IsOpen => view.Erasure.EndedAt is null;

    private bool IsWaiting => IsOpen && progress is { State: DomainState.Waiting, NextAttemptAt: not null };

    private bool CanRetry => IsWaiting || (IsOpen && progress.State is (DomainState.Failed or DomainState.Withheld));

    private bool CanResolve => CanRetry || (IsOpen && progress.State is (DomainState.Waiting or DomainState.Submitted));

    private string Address => $"/erasures/{view.Erasure.Id}/domains/{progress.Domain}";

    public Html Render(Html? notice, TypedDecision typed) => Html.Of($"""
        <header><p><a href="/erasures/{view.Erasure.Id}">Erasure</a> in the domain</p><h1>{progress.Domain} {Wording.Badge(progress.State)}</h1></header>
        {notice}
        <section><h2>What this is</h2>
        <p>A person asked that their personal data be erased (Art. 17 GDPR). Your domain holds some of it, or may. {Advice()}</p>
        <dl>
        <dt>Deadline</dt><dd>{Wording.Deadline(view.Erasure, now)}</dd>
        <dt>Attempts</dt><dd>{progress.Attempt}</dd>
        {(Wording.Result(progress) is { Length: > 0 } outcome ? Html.Of($"<dt>Last answer</dt><dd>{outcome}</dd>") : null)}
        {(IsOpen && progress.Outcome is Outcome.Failed { Code: var code } && OutcomeAdvice.Of(code) is { } advice ? Html.Of($"<dt>What to do</dt><dd>{advice.Remedy}</dd>") : null)}
        {(IsOpen && progress.NextAttemptAt is { } next ? Html.Of($"<dt>{(IsWaiting ? "Next attempt" : "Asked again")}</dt><dd>{Wording.Day(next)}</dd>") : null)}
        </dl></section>
        {FailuresSection()}
        {(MayAct ? Reveal() : null)}
        {(MayAct && CanResolve ? Decide(typed) : null)}
        <section><h2>Calls</h2>
        {CallPage.Table(view.Erasure.Id, calls)}</section>
        <section><h2>What happened here</h2>
        <ol>{StatusPage.Timeline(view.Timeline.Where(entry => entry.Domain == progress.Domain))}</ol></section>
        """);

    private string Advice() => progress.State switch
    {
        DomainState.Failed => "It could not be erased automatically. Mend the cause and retry, or erase the data by hand and say so below; until then it stays owed.",
        DomainState.Withheld => "It is kept back for now. Once it may go, retry, or erase it by hand and say so below.",
        DomainState.Waiting when IsWaiting => "It could not be asked. That is tried again by itself; once the cause is mended, you can have it tried at once.",
        DomainState.Waiting or DomainState.Submitted when IsOpen => "It is under way: there is nothing to do, unless the deadline comes near.",
        _ => "There is nothing left to do.",
    };

    private Html? FailuresSection() => progress is not { State: DomainState.Failed, Outcome: Outcome.Failed { Failures: { Count: > 0 } ids } } ? null : Html.Of($"""
        <section><h2>What failed</h2>
        <ul>{Html.Join(ids.Select(id => Entry(id, failures.FirstOrDefault(failure => failure.Id == id))))}</ul></section>
        """);

    private static Html Entry(string id, ObjectFailure? failure) => failure is null
        ? Html.Of($"""<li id="failure-{id}"><a href="/api/failures/{id}"><code>{id}</code></a>: over by now, or no longer kept.</li>""")
        : Html.Of($"""
            <li id="failure-{id}"><p><a href="/api/failures/{id}"><code>{failure.Object}</code></a> of mapper {failure.Mapper}: <code>{failure.Code}</code></p>
            <p>{failure.Advise().Meaning} {failure.Detail}</p>
            <p>{failure.Advise().Remedy}</p></li>
            """);

    private Html Reveal() => Html.Of($"""
        <section><h2>Whom is it about?</h2>
        <p class="hint">Mails never say. The ledger records who looked, and when.</p>
        <form method="post" action="{Address}/reveal">
        {Name("reveal")}
        <button class="second">Show the identifiers</button>
        </form></section>
        """);

    private Html Decide(TypedDecision typed) => Html.Of($"""
        <section><h2>{(CanRetry ? "Decide" : "Was it done by hand?")}</h2>
        <form method="post" action="{Address}/{(CanRetry ? "retry" : "resolve")}">
        {Name("decide", typed.By)}
        <label for="note">What was mended, or what was done by hand
        <textarea id="note" name="note" required maxlength="2000" aria-describedby="note-hint">{typed.Note}</textarea></label>
        <p class="hint" id="note-hint">The note is kept as evidence: don't name the person in it.</p>
        {(CanRetry ? Html.Of($"<button>Try again</button>") : null)}
        <button class="second" formaction="{Address}/resolve">It was done by hand</button>
        </form></section>
        """);

    private Html Name(string form, string typed = "") => Html.Of($"""
        <label for="{form}-by">Your name
        <input id="{form}-by" name="by" value="{(typed.Length > 0 ? typed : caller?.Name)}" required maxlength="200" autocomplete="name"></label>
        """);
}
