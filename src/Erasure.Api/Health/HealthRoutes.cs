using Erasure.Api.Access;
using Erasure.Api.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Api.Health;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class HealthRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("live", HttpMethods.Get, "/health/live", RouteAccess.Anyone, LiveAsync),
        new("ready", HttpMethods.Get, "/health/ready", RouteAccess.Anyone, ReadyAsync),
    ];

    private static Task<IResult> LiveAsync(HttpRequest request, HealthCheckService checks, AccessGate gate, CancellationToken cancellationToken) =>
        CheckAsync(request, checks, gate, _ => false, cancellationToken);

    private static Task<IResult> ReadyAsync(HttpRequest request, HealthCheckService checks, AccessGate gate, CancellationToken cancellationToken) =>
        CheckAsync(request, checks, gate, check => check.Tags.Contains(ErasureApi.ReadyTag), cancellationToken);

    private static async Task<IResult> CheckAsync(HttpRequest request, HealthCheckService checks, AccessGate gate, Func<HealthCheckRegistration, bool> which, CancellationToken cancellationToken)
    {
        HealthReport report = await checks.CheckHealthAsync(which, cancellationToken);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        int status = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return TypedResults.Text(string.Join('\n', [report.Status.ToString(), .. Reasons(report, isKnown: gate.CallerOf(request) is not null)]), statusCode: status);
    }

    // Where the lake is and what it is called is nobody's business who has no key.
    private static IEnumerable<string> Reasons(HealthReport report, bool isKnown) => report.Entries
        .Where(entry => entry.Value.Status == HealthStatus.Degraded)
        .Select(entry => isKnown ? entry.Value.Description ?? entry.Key : $"{entry.Key}: {entry.Value.Data.GetValueOrDefault(LakeReady.Codes)}");
}
