using System.Text.Json;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Durable;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Erasure.Api.Jobs;

/// <summary>Starts, shows and cancels deletion jobs. Both hosts call these.</summary>
public static class JobHandlers
{
    private const string NoSuchJob = "No deletion job has this id; reports are kept as long as configured.";

    /// <summary><c>POST /api/deletion-jobs</c>.</summary>
    public static async Task<IResult> PostAsync(HttpRequest request, IDeletionJobs jobs, ApiOptions options, CancellationToken cancellationToken)
    {
        (JsonDocument? document, IResult? problem) = await JsonBody.ReadAsync(request, options.MaxBodyBytes, cancellationToken);
        using (document)
        {
            if (problem is not null)
            {
                return problem;
            }

            List<FieldProblem> problems = [];
            if (JobStartBody.Read(document!.RootElement, problems) is not { } wish)
            {
                return Problem.Invalid(problems);
            }

            JobStart start = wish.Tried is { } match ? await jobs.TryOutAsync(match, cancellationToken) : await jobs.StartAsync(wish.Mappers, wish.DryRun, cancellationToken);
            return start switch
            {
                JobStart.Started started => Json(JobBody.Of((await jobs.GetAsync(started.JobId, cancellationToken))!), StatusCodes.Status202Accepted),
                JobStart.Running running => Problem.Conflict($"Job {running.JobId} runs; the next one takes what it doesn't carry."),
                JobStart.InvalidMatch invalid => Problem.Invalid(invalid.Problems.Select(JobStartBody.InMatch)),
                JobStart.NoLake => Problem.NotFound("No lake is configured."),
                JobStart.UnknownMappers unknown => Problem.Invalid(unknown.Places.Select(i => new FieldProblem($"mappers[{i}]", "is not the id of a data mapper; GET /api/data-mappers lists them", "unknown-mapper"))),
                var other => throw new InvalidOperationException($"The API has no answer for {other.GetType().Name}."),
            };
        }
    }

    /// <summary><c>GET /api/deletion-jobs</c>.</summary>
    public static Task<IResult> ListAsync(HttpRequest request, IDeletionJobs jobs, ApiOptions options, CancellationToken cancellationToken) =>
        PageAsync(request, options, async query =>
        {
            JobPage<DeletionJob> page = await jobs.ListAsync(query.Top, query.Continuation, cancellationToken);
            return Json(new JobListBody([.. page.Items.Select(JobBody.Of)], page.Continuation));
        });

    /// <summary><c>GET /api/deletion-jobs/{id}</c>.</summary>
    public static async Task<IResult> GetAsync(string id, IDeletionJobs jobs, CancellationToken cancellationToken) =>
        await jobs.GetAsync(id, cancellationToken) is { } job
            ? Json(JobBody.Of(job) with
            {
                Progress = await jobs.ProgressAsync(job, cancellationToken) is { } progress ? JobProgressBody.Of(progress) : null,
                Troubles = await jobs.TroublesAsync(id, cancellationToken) is { Count: > 0 } troubles ? troubles : null,
            })
            : Problem.NotFound(NoSuchJob);

    /// <summary><c>GET /api/deletion-jobs/{id}/events</c>.</summary>
    public static Task<IResult> EventsAsync(string id, HttpRequest request, IDeletionJobs jobs, ApiOptions options, CancellationToken cancellationToken) =>
        PageAsync(request, options, async query =>
        {
            if (await jobs.GetAsync(id, cancellationToken) is null)
            {
                return Problem.NotFound(NoSuchJob);
            }

            JobPage<JobEvent> page = await jobs.EventsAsync(id, query.Top, query.Continuation, cancellationToken);
            return Json(new JobEventsBody(page.Items, page.Continuation));
        });

    /// <summary><c>GET /api/deletion-jobs/{id}/objects</c>.</summary>
    public static Task<IResult> ObjectsAsync(string id, HttpRequest request, IDeletionJobs jobs, ApiOptions options, CancellationToken cancellationToken) =>
        PageAsync(request, options, async query =>
        {
            if (await jobs.GetAsync(id, cancellationToken) is null)
            {
                return Problem.NotFound(NoSuchJob);
            }

            JobPage<JobObject> page = await jobs.ObjectsAsync(id, query.Top, query.Continuation, cancellationToken);
            return Json(new JobObjectsBody([.. page.Items.Select(JobObjectBody.Of)], page.Continuation));
        });

    /// <summary><c>GET /api/deletion-jobs/{id}/report</c>: JSON, or CSV where the caller asks for it.</summary>
    public static async Task<IResult> ReportAsync(string id, HttpRequest request, IDeletionJobs jobs, CancellationToken cancellationToken)
    {
        string? format = request.Query["format"] is [{ } given] ? given : null;
        if (format is not (null or "json" or "csv") || request.Query.Keys.Any(name => name != "format"))
        {
            return Problem.Invalid("format", "must be json or csv, and is the only parameter");
        }

        if (await jobs.GetReportAsync(id, cancellationToken) is not { } report)
        {
            return Problem.NotFound(NoSuchJob);
        }

        if (format == "csv" || (format is null && request.GetTypedHeaders().Accept is [{ MediaType.Value: "text/csv" }, ..]))
        {
            await JobCsv.WriteAsync(request.HttpContext.Response, report, jobs.ObjectsAsync(id, cancellationToken), jobs.MatchesAsync(id, cancellationToken), cancellationToken);
            return TypedResults.Empty;
        }

        return Json(JobReportBody.Of(report, jobs.ObjectsAsync(id, cancellationToken), jobs.MatchesAsync(id, cancellationToken)));
    }

    /// <summary><c>POST /api/deletion-jobs/{id}/cancel</c>.</summary>
    public static async Task<IResult> CancelAsync(string id, IDeletionJobs jobs, CancellationToken cancellationToken) =>
        await jobs.CancelAsync(id, cancellationToken) switch
        {
            true => Json(JobBody.Of((await jobs.GetAsync(id, cancellationToken))!), StatusCodes.Status202Accepted),
            false => Problem.Conflict("This job is over, or cleaning up: there is nothing to cancel."),
            null => Problem.NotFound(NoSuchJob),
        };

    private static async Task<IResult> PageAsync(HttpRequest request, ApiOptions options, Func<PageQuery, Task<IResult>> answer)
    {
        List<FieldProblem> problems = [];
        return PageQuery.Read(request.Query, options, problems) is { } query ? await answer(query) : Problem.Invalid(problems);
    }

    private static JsonHttpResult<T> Json<T>(T body, int status = StatusCodes.Status200OK) => TypedResults.Json(body, DurableJson.Options, statusCode: status);
}
