using Erasure.Api.Access;
using Erasure.Api.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Api.Health;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class HealthRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("live", HttpMethods.Get, "/health/live", RouteAccess.Anyone, Live),
        new("ready", HttpMethods.Get, "/health/ready", RouteAccess.Anyone, ReadyAsync),
    ];

    // Who answers, lives.
    private static ContentHttpResult Live(HttpRequest request) => Answer(request, HealthStatus.Healthy, []);

    private static async Task<IResult> ReadyAsync(HttpRequest request, Readiness readiness, AccessGate gate, CancellationToken cancellationToken)
    {
        bool isKnown = gate.CallerOf(request) is not null;
        HealthReport? report = await readiness.ReadAsync(isKnown, cancellationToken);
        return report is null ? Answer(request, HealthStatus.Unhealthy, isKnown ? ["The checks take too long: does the disk answer?"] : []) : Answer(request, report.Status, Reasons(report, isKnown));
    }

    private static ContentHttpResult Answer(HttpRequest request, HealthStatus status, IEnumerable<string> reasons)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(string.Join('\n', [status.ToString(), .. reasons]), statusCode: status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    // Where the lake is and what it is called is nobody's business who has no key; and what a library says in an exception, nobody's at all.
    private static IEnumerable<string> Reasons(HealthReport report, bool isKnown) => report.Entries
        .Where(entry => isKnown ? entry.Value.Status != HealthStatus.Healthy : entry.Value.Status == HealthStatus.Degraded)
        .Select(entry => !isKnown ? $"{entry.Key}: {entry.Value.Data.GetValueOrDefault(LakeReady.Codes)}"
            : entry.Value.Exception is null && entry.Value.Description is { } description ? description : entry.Key);
}
