using System.Text.Json;
using Erasure.Api.Access;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Erasures;

/// <summary>What a human can decide about an erasure. Both hosts call these.</summary>
public static class Commands
{
    /// <summary><c>POST /api/erasures/{id}/cancel</c>.</summary>
    public static Task<IResult> CancelAsync(string id, HttpRequest request, IErasureService erasures, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(id, request, options, DecisionReader.Note, DecisionReader.Read, decision => erasures.CancelAsync(id, decision, cancellationToken), cancellationToken);

    /// <summary><c>POST /api/erasures/{id}/close</c>.</summary>
    public static Task<IResult> CloseAsync(string id, HttpRequest request, IErasureService erasures, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(id, request, options, DecisionReader.Note, DecisionReader.Read, decision => erasures.CloseAsync(id, decision, cancellationToken), cancellationToken);

    /// <summary><c>POST /api/erasures/{id}/extend</c>.</summary>
    public static Task<IResult> ExtendAsync(string id, HttpRequest request, IErasureService erasures, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(id, request, options, DecisionReader.Reason, DecisionReader.ReadExtension, decision => erasures.ExtendAsync(id, decision, cancellationToken), cancellationToken);

    /// <summary><c>POST /api/erasures/{id}/domains/{domain}/retry</c>.</summary>
    public static Task<IResult> RetryAsync(string id, string domain, HttpRequest request, IErasureService erasures, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(id, request, options, DecisionReader.Note, DecisionReader.Read, decision => erasures.RetryAsync(id, domain, decision, cancellationToken), cancellationToken);

    /// <summary><c>POST /api/erasures/{id}/domains/{domain}/resolve</c>.</summary>
    public static Task<IResult> ResolveAsync(string id, string domain, HttpRequest request, IErasureService erasures, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(id, request, options, DecisionReader.Note, DecisionReader.Read, decision => erasures.ResolveAsync(id, domain, decision, cancellationToken), cancellationToken);

    private static async Task<IResult> DecideAsync(
        string id,
        HttpRequest request,
        ApiOptions options,
        string text,
        Func<JsonElement, ICollection<FieldProblem>, HumanDecision?> read,
        Func<HumanDecision, Task<CommandResult>> decide,
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
            return read(document!.RootElement, problems) is { } decision
                ? Answer(await decide(Caller.Sign(decision, request)), id, text, new Links(request, options))
                : Problem.Invalid(problems);
        }
    }

    private static IResult Answer(CommandResult result, string id, string text, Links links) => result switch
    {
        CommandResult.Accepted => TypedResults.Json(new CommandBody(id, links.Status(id)), DurableJson.Options, statusCode: StatusCodes.Status202Accepted),
        CommandResult.NotFound => Problem.NotFound("No erasure has this id, or it has no such domain."),
        CommandResult.WrongState => Problem.Conflict("This can't be done in the erasure's present state: see its status.", id),
        CommandResult.InvalidDecision => Problem.Invalid(text, "must not be empty; and neither it nor by may hold an identifier of the person"),
        _ => throw new InvalidOperationException($"The API has no answer for {result}."),
    };
}
