using System.Text.Json;
using Erasure.Api.Batch;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Durable;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Erasure.Api.Queue;

/// <summary>Shows the deletion queue, and adds to it and takes from it what belongs to no erasure. Both hosts call these.</summary>
public static class QueueHandlers
{
    /// <summary><c>GET /api/deletion-queue</c>.</summary>
    public static async Task<IResult> ListAsync(HttpRequest request, IDeletionQueue queue, ApiOptions options, CancellationToken cancellationToken)
    {
        List<FieldProblem> problems = [];
        if (PageQuery.Read(request.Query, options, problems) is not { } query)
        {
            return Problem.Invalid(problems);
        }

        MatchPage page = await queue.ListAsync(query.Top, query.Continuation, cancellationToken);
        return TypedResults.Json(new QueueBody([.. page.Matches.Select(QueuedMatchBody.Of)], page.Continuation), DurableJson.Options);
    }

    /// <summary><c>POST /api/deletion-queue</c>: one match as JSON, or many as NDJSON, streamed.</summary>
    public static async Task<IResult> PostAsync(HttpRequest request, IDeletionQueue queue, ApiOptions options, ILogger<IDeletionQueue> logger, CancellationToken cancellationToken)
    {
        if (BatchEndpoint.MediaTypeOf(request) == BatchEndpoint.NdJson)
        {
            QueueIntake many = await queue.OpenAsync(cancellationToken);
            return await BatchRun.RunAsync(request, new NdJsonFormat(), options, logger, (body, line) => AddAsync(body, line, many, cancellationToken), cancellationToken);
        }

        if (!request.HasJsonContentType())
        {
            return Problem.UnsupportedMediaType($"{JsonBody.ContentType} for one match, {BatchEndpoint.NdJson} for many");
        }

        (JsonDocument? document, IResult? problem) = await JsonBody.ReadAsync(request, options.MaxBodyBytes, cancellationToken);
        using (document)
        {
            if (problem is not null)
            {
                return problem;
            }

            List<FieldProblem> problems = [];
            if (MatchReader.Read(document!.RootElement, problems) is not { } match)
            {
                return Problem.Invalid(problems);
            }

            QueueIntake one = await queue.OpenAsync(cancellationToken);
            return await one.AddAsync(match, cancellationToken) switch
            {
                MatchResult.Queued queued => TypedResults.Json(QueuedMatchBody.Of(queued.Match), DurableJson.Options, statusCode: StatusCodes.Status201Created),
                MatchResult.Invalid invalid => Problem.Invalid(invalid.Problems),
                var other => throw new InvalidOperationException($"The API has no answer for {other.GetType().Name}."),
            };
        }
    }

    /// <summary><c>DELETE /api/deletion-queue/{id}</c>.</summary>
    public static async Task<IResult> DeleteAsync(string id, IDeletionQueue queue, CancellationToken cancellationToken) =>
        await queue.RemoveAsync(id, cancellationToken) switch
        {
            MatchRemoval.Removed => TypedResults.NoContent(),
            MatchRemoval.Carried => Problem.Conflict("A running job carries this match: cancel the job first, or let it end."),
            MatchRemoval.OfErasure => Problem.Conflict("An erasure waits for this match: it goes when that is cleared, canceled or closed."),
            _ => Problem.NotFound("No match with this id is queued."),
        };

    private static async Task<BatchAnswer> AddAsync(JsonElement body, long line, QueueIntake intake, CancellationToken cancellationToken)
    {
        List<FieldProblem> problems = [];
        return MatchReader.Read(body, problems) is not { } match
            ? BatchAnswer.Of(line, Problem.Invalid(problems).ProblemDetails)
            : await intake.AddAsync(match, cancellationToken) switch
            {
                MatchResult.Queued queued => new BatchAnswer { Line = line, Status = StatusCodes.Status201Created, Id = queued.Match.Id, Deadline = queued.Match.Deadline },
                MatchResult.Invalid invalid => BatchAnswer.Of(line, Problem.Invalid(invalid.Problems).ProblemDetails),
                var other => throw new InvalidOperationException($"The API has no answer for {other.GetType().Name}."),
            };
    }
}
