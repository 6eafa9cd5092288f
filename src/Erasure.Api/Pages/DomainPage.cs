using Erasure.Api.Access;
using Erasure.Api.Erasures;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Erasure.Api.Pages;

/// <summary><c>/erasures/{id}/domains/{domain}</c>: what a domain's admin sees and can do. Mails link to it.</summary>
internal sealed class DomainPage(IErasureService erasures, AccessGate gate, TimeProvider time, IObjectFailures? failures = null)
{
    private const int MaxFormBytes = 16 * 1024;

    /// <summary>Shows the page.</summary>
    public async Task<IResult> GetAsync(string id, string domain, HttpRequest request, CancellationToken cancellationToken) =>
        await ShowAsync(id, domain, request, notice: null, StatusCodes.Status200OK, cancellationToken);

    /// <summary>Shows whom it is about; who asked goes to the ledger first.</summary>
    public async Task<IResult> RevealAsync(string id, string domain, HttpRequest request, CancellationToken cancellationToken)
    {
        (IFormCollection? form, IResult? refusal) = await ReadFormAsync(id, domain, request, cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        HumanDecision decision = Caller.Sign(new HumanDecision(TypedDecision.Of(form).By, "revealed on the domain's page"), request);
        if (DecisionForm.Check(decision) is { } wrong)
        {
            return await ShowAsync(id, domain, request, Notice("Not done", $"The name {wrong.Message}.", isBad: true), StatusCodes.Status400BadRequest, cancellationToken);
        }

        Sealed<Subject>? subject;
        try
        {
            subject = await erasures.RevealSubjectAsync(id, domain, decision, cancellationToken);
        }
        catch (ArgumentException)
        {
            return await ShowAsync(id, domain, request, Notice("Not done", $"The name {CommandRefusal.Name}.", isBad: true), StatusCodes.Status400BadRequest, cancellationToken);
        }

        return await ShowAsync(
            id,
            domain,
            request,
            subject is null
                ? Notice("The identifiers are gone", "They were destroyed when the erasure ended, or this domain has no part in it.", isBad: true)
                : SubjectReveal.Show(subject),
            StatusCodes.Status200OK,
            cancellationToken);
    }

    /// <summary>Has the domain try again.</summary>
    public Task<IResult> RetryAsync(string id, string domain, HttpRequest request, CancellationToken cancellationToken) =>
        DecideAsync(id, domain, request, "retry", decision => erasures.RetryAsync(id, domain, decision, cancellationToken), cancellationToken);

    /// <summary>Records that it was done by hand.</summary>
    public Task<IResult> ResolveAsync(string id, string domain, HttpRequest request, CancellationToken cancellationToken) =>
        DecideAsync(id, domain, request, "resolve", decision => erasures.ResolveAsync(id, domain, decision, cancellationToken), cancellationToken);

    private async Task<IResult> DecideAsync(string id, string domain, HttpRequest request, string command, Func<HumanDecision, Task<CommandResult>> decide, CancellationToken cancellationToken)
    {
        (IFormCollection? form, IResult? refusal) = await ReadFormAsync(id, domain, request, cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        TypedDecision typed = TypedDecision.Of(form);
        HumanDecision decision = Caller.Sign(new HumanDecision(typed.By, typed.Note), request);
        return await decide(decision) switch
        {
            CommandResult.Accepted => SeeOther(request.HttpContext.Response, $"/erasures/{id}/domains/{domain}"),
            CommandResult.NotFound => StatusPage.Missing(),
            CommandResult.InvalidDecision => await RefuseAsync(DescribeForm(decision), StatusCodes.Status400BadRequest, typed),

            // What names the person isn't shown again: the page would say whom it is about, and nobody's look be recorded.
            CommandResult.NameNamesPerson => await RefuseAsync($"The name {CommandRefusal.Name}.", StatusCodes.Status400BadRequest, TypedDecision.None),
            CommandResult.NoteNamesPerson => await RefuseAsync($"The note {CommandRefusal.Note}. It isn't shown again here.", StatusCodes.Status400BadRequest, typed with { Note = "" }),
            _ => await RefuseAsync(await erasures.GetAsync(id, cancellationToken) is { } view ? CommandRefusal.Explain(view, command, domain) : "The erasure is gone.", StatusCodes.Status409Conflict, typed),
        };

        Task<IResult> RefuseAsync(string why, int status, TypedDecision again) => ShowAsync(id, domain, request, Notice("Not recorded", why, isBad: true), status, cancellationToken, again);
    }

    private static string DescribeForm(HumanDecision decision) =>
        DecisionForm.Check(decision) is { } wrong ? $"The {(wrong.Field == DecisionForm.By ? "name" : "note")} {wrong.Message}." : "Name or note can't be taken.";

    private static StatusCodeHttpResult SeeOther(HttpResponse response, string address)
    {
        response.Headers.Location = address;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private async Task<(IFormCollection? Form, IResult? Refusal)> ReadFormAsync(string id, string domain, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return (null, await ShowAsync(id, domain, request, Notice("Not done", "Use the form.", isBad: true), StatusCodes.Status415UnsupportedMediaType, cancellationToken));
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxFormBytes;
        }

        return (await request.ReadFormAsync(cancellationToken), null);
    }

    private async Task<IResult> ShowAsync(string id, string domain, HttpRequest request, Html? notice, int status, CancellationToken cancellationToken, TypedDecision? typed = null) =>
        await erasures.GetAsync(id, cancellationToken) is { } view && view.Domains.FirstOrDefault(progress => progress.Domain == domain) is { } progress
            ? PageLayout.Page(
                $"Erasure in {domain}",
                new DomainPageBody(
                    view,
                    progress,
                    await erasures.GetCallsAsync(id, domain, cancellationToken),
                    await FailuresAsync(progress, cancellationToken),
                    gate.CallerOf(request),
                    time.GetUtcNow()).Render(notice, typed ?? TypedDecision.None),
                status)
            : StatusPage.Missing();

    // Those that are over since are left out: the next attempt will tell.
    private async Task<IReadOnlyList<ObjectFailure>> FailuresAsync(DomainProgress progress, CancellationToken cancellationToken)
    {
        List<ObjectFailure> known = [];
        if (failures is not null && progress is { State: DomainState.Failed, Outcome: Outcome.Failed { Failures: { } ids } })
        {
            foreach (string failure in ids)
            {
                if (await failures.GetAsync(failure, cancellationToken) is { } entry)
                {
                    known.Add(entry);
                }
            }
        }

        return known;
    }

    private static Html Notice(string title, string text, bool isBad) =>
        Html.Of($"""<section class="notice {(isBad ? "bad" : "")}" role="status"><h2>{title}</h2><p>{text}</p></section>""");
}
