using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Erasure.Api.Erasures;

/// <summary>Shows erasures. Both hosts call these.</summary>
public static class Queries
{
    private const string NoSuchErasure = "No erasure has this id.";

    /// <summary><c>GET /api/erasures/{id}</c>.</summary>
    public static async Task<IResult> GetAsync(string id, HttpRequest request, IErasureService erasures, ApiOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        await erasures.GetAsync(id, cancellationToken) is { } view
            ? Json(StatusBody.Of(view, new Links(request, options), time.GetUtcNow()))
            : Problem.NotFound(NoSuchErasure);

    /// <summary><c>GET /api/erasures/{id}/report</c>.</summary>
    public static async Task<IResult> GetReportAsync(string id, HttpRequest request, IErasureService erasures, ApiOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        await erasures.GetReportAsync(id, cancellationToken) is { } report
            ? Json(ReportBody.Of(report, new Links(request, options), time.GetUtcNow()))
            : Problem.NotFound(NoSuchErasure);

    /// <summary><c>GET /api/erasures/{id}/domains/{domain}/calls</c>.</summary>
    public static async Task<IResult> GetCallsAsync(string id, string domain, IErasureService erasures, CancellationToken cancellationToken) =>
        await erasures.GetAsync(id, cancellationToken) is { } view && view.Erasure.Domains.Contains(domain)
            ? Json(new CallsBody(await erasures.GetCallsAsync(id, domain, cancellationToken)))
            : Problem.NotFound("No erasure has this id, or it has no such domain.");

    /// <summary><c>GET /api/erasures</c>.</summary>
    public static async Task<IResult> ListAsync(HttpRequest request, IErasureService erasures, ApiOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        List<FieldProblem> problems = [];
        if (ListQuery.Read(request.Query, options, problems) is not { } query)
        {
            return Problem.Invalid(problems);
        }

        ErasurePage page;
        try
        {
            page = await erasures.ListAsync(query.Filter, query.Top, query.Continuation, cancellationToken);
        }
        catch (FormatException)
        {
            return Problem.Invalid("continuation", "must be what the page before gave");
        }

        Links links = new(request, options);
        DateTimeOffset now = time.GetUtcNow();
        return Json(new ListBody(
            [.. page.Erasures.Select(erasure => ErasureSummary.Of(erasure, links, now))],
            page.Continuation,
            page.Continuation is { } continuation ? links.List(NextQuery(request.Query, continuation)) : null));
    }

    private static string NextQuery(IQueryCollection query, string continuation) =>
        QueryString.Create(query.Where(pair => pair.Key != "continuation"))
            .Add("continuation", continuation)
            .ToUriComponent()
            .TrimStart('?');

    private static JsonHttpResult<T> Json<T>(T body) => TypedResults.Json(body, DurableJson.Options);
}
