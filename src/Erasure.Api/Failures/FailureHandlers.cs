using System.Text.Json;
using Erasure.Api.Access;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Durable;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Erasure.Api.Failures;

/// <summary>Shows the adjudication list, and takes decisions on it. Both hosts call these.</summary>
public static class FailureHandlers
{
    private const string NoSuchFailure = "No failure has this id: the object may have been erased from since.";

    /// <summary><c>GET /api/failures</c>.</summary>
    public static async Task<IResult> ListAsync(HttpRequest request, IObjectFailures failures, ApiOptions options, CancellationToken cancellationToken)
    {
        List<FieldProblem> problems = [];
        if (PageQuery.Read(request.Query, options, problems) is not { } query)
        {
            return Problem.Invalid(problems);
        }

        List<ObjectFailure> page = await failures.ListAsync(query.Continuation, cancellationToken).Take(query.Top + 1).ToListAsync(cancellationToken);
        bool isLast = page.Count <= query.Top;
        List<FailureBody> bodies = [.. page.Take(query.Top).Select(FailureBody.Of)];
        return Json(new FailureListBody(bodies, isLast ? null : bodies[^1].Id));
    }

    /// <summary><c>GET /api/failures/{id}</c>.</summary>
    public static async Task<IResult> GetAsync(string id, IObjectFailures failures, CancellationToken cancellationToken) =>
        await failures.GetAsync(id, cancellationToken) is { } failure ? Json(FailureBody.Of(failure)) : Problem.NotFound(NoSuchFailure);

    /// <summary><c>POST /api/failures/{id}/retry</c>.</summary>
    public static Task<IResult> RetryAsync(string id, HttpRequest request, IObjectFailures failures, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(
            id,
            request,
            failures,
            options,
            async (body, problems) => DecisionReader.Read(body, problems) is { } decision ? await failures.RetryAsync(id, Caller.Sign(decision, request), cancellationToken) : null,
            cancellationToken);

    /// <summary><c>POST /api/failures/{id}/accept</c>.</summary>
    public static Task<IResult> AcceptAsync(string id, HttpRequest request, IObjectFailures failures, ApiOptions options, CancellationToken cancellationToken) =>
        DecideAsync(
            id,
            request,
            failures,
            options,
            async (body, problems) => AcceptanceReader.Read(body, problems) switch
            {
                { } stated => await failures.AcceptAsync(id, stated with { Decision = Caller.Sign(stated.Decision, request) }, cancellationToken),

                // What to state is a question only about an object that is in the list.
                _ when problems.All(problem => problem.Field == AcceptanceReader.Means) && await failures.GetAsync(id, cancellationToken) is null => CommandResult.NotFound,
                _ => null,
            },
            cancellationToken);

    private static async Task<IResult> DecideAsync(
        string id,
        HttpRequest request,
        IObjectFailures failures,
        ApiOptions options,
        Func<JsonElement, ICollection<FieldProblem>, Task<CommandResult?>> decide,
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
            return await decide(document!.RootElement, problems) switch
            {
                null => Problem.Invalid(problems),
                CommandResult.Accepted when await failures.GetAsync(id, cancellationToken) is { } failure => Json(FailureBody.Of(failure), StatusCodes.Status202Accepted),
                CommandResult.WrongState when await failures.GetAsync(id, cancellationToken) is { IsWholeMapper: true } => Problem.Conflict("Nothing of this mapper was searched, so that nobody knows what is in it. Mend what is wrong, then retry."),
                CommandResult.InvalidDecision => Problem.Invalid(DecisionForm.Note, "must not be empty or misleading"),
                CommandResult.NameNamesPerson => Problem.Invalid(DecisionForm.By, "holds an identifier of a person who waits for this object: give your own name, or a team's"),
                CommandResult.NoteNamesPerson => Problem.Invalid(DecisionForm.Note, "holds an identifier of a person who waits for this object, or what lets one be guessed: say it without"),
                CommandResult.OtherVersion => Problem.Conflict("The object has failed in another version since that one was looked at. Look at it as it is now, and state that version."),
                CommandResult.WrongState => Problem.Invalid("means", "can't be 'holds-nobody': the last job found somebody in this object, or its version isn't known. Retry first, or state 'dealt-with'"),
                _ => Problem.NotFound(NoSuchFailure),
            };
        }
    }

    private static JsonHttpResult<T> Json<T>(T body, int status = StatusCodes.Status200OK) => TypedResults.Json(body, DurableJson.Options, statusCode: status);
}
