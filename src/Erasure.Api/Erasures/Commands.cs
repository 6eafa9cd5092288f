using System.Text.Json;
using Erasure.Api.Access;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Decisions;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Erasures;

/// <summary>What a human can decide about an erasure. Both hosts call these.</summary>
public static class Commands
{
    /// <summary><c>POST /api/erasures/{id}/cancel</c>.</summary>
    public static Task<IResult> CancelAsync(string id, HttpRequest request, IErasureService erasures, Promptness promptness, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(
            id,
            request,
            options,
            DecisionReader.Note,
            DecisionReader.Read,
            decision => erasures.CancelAsync(id, decision, cancellationToken),
            ("cancel", null),
            erasures,
            promptness,
            cancellationToken);

    /// <summary><c>POST /api/erasures/{id}/close</c>.</summary>
    public static Task<IResult> CloseAsync(string id, HttpRequest request, IErasureService erasures, Promptness promptness, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(
            id,
            request,
            options,
            DecisionReader.Note,
            DecisionReader.Read,
            decision => erasures.CloseAsync(id, decision, cancellationToken),
            ("close", null),
            erasures,
            promptness,
            cancellationToken);

    /// <summary><c>POST /api/erasures/{id}/extend</c>.</summary>
    public static Task<IResult> ExtendAsync(string id, HttpRequest request, IErasureService erasures, Promptness promptness, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(
            id,
            request,
            options,
            DecisionReader.Reason,
            DecisionReader.ReadExtension,
            decision => erasures.ExtendAsync(id, decision, cancellationToken),
            ("extend", null),
            erasures,
            promptness,
            cancellationToken);

    /// <summary><c>POST /api/erasures/{id}/domains/{domain}/retry</c>.</summary>
    public static Task<IResult> RetryAsync(string id, string domain, HttpRequest request, IErasureService erasures, Promptness promptness, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(
            id,
            request,
            options,
            DecisionReader.Note,
            DecisionReader.Read,
            decision => erasures.RetryAsync(id, domain, decision, cancellationToken),
            ("retry", domain),
            erasures,
            promptness,
            cancellationToken);

    /// <summary><c>POST /api/erasures/{id}/domains/{domain}/resolve</c>.</summary>
    public static Task<IResult> ResolveAsync(string id, string domain, HttpRequest request, IErasureService erasures, Promptness promptness, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(
            id,
            request,
            options,
            DecisionReader.Note,
            DecisionReader.Read,
            decision => erasures.ResolveAsync(id, domain, decision, cancellationToken),
            ("resolve", domain),
            erasures,
            promptness,
            cancellationToken);

    private static async Task<IResult> DecideAsync(
        string id,
        HttpRequest request,
        ApiOptions options,
        string text,
        Func<JsonElement, ICollection<FieldProblem>, HumanDecision?> read,
        Func<HumanDecision, Task<CommandResult>> decide,
        (string Command, string? Domain) what,
        IErasureService erasures,
        Promptness promptness,
        CancellationToken cancellationToken)
    {
        (JsonDocument? document, IResult? problem) = await JsonBody.ReadAsync(request, options.MaxBodyBytes, cancellationToken);
        using (document)
        {
            if (problem is not null)
            {
                return problem;
            }

            List<FieldProblem> problems = [];
            if (read(document!.RootElement, problems) is not { } decision)
            {
                return Problem.Invalid(problems);
            }

            HumanDecision signed = Caller.Sign(decision, request);
            return await promptness.RunAsync(() => decide(signed)) switch
            {
                CommandResult.WrongState when await erasures.GetAsync(id, cancellationToken) is { } view =>
                    Problem.Conflict(CommandRefusal.Explain(view, what.Command, what.Domain), id),
                var result => Answer(result, id, text, new Links(request, options)),
            };
        }
    }

    private static IResult Answer(CommandResult result, string id, string text, Links links) => result switch
    {
        CommandResult.Accepted => TypedResults.Json(new CommandBody(id, links.Status(id)), DurableJson.Options, statusCode: StatusCodes.Status202Accepted),
        CommandResult.NotFound => Problem.NotFound("No erasure has this id, or it has no such domain."),
        CommandResult.WrongState => Problem.Conflict("The erasure is gone.", id),
        CommandResult.InvalidDecision => Problem.Invalid(text, "must not be empty"),
        CommandResult.NameNamesPerson => Problem.Invalid(DecisionForm.By, CommandRefusal.Name),
        CommandResult.NoteNamesPerson => Problem.Invalid(text, CommandRefusal.Note),
        _ => throw new InvalidOperationException($"The API has no answer for {result}."),
    };
}
