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

    private static Task<IResult> LiveAsync(HttpResponse response, HealthCheckService checks, CancellationToken cancellationToken) =>
        CheckAsync(response, checks, _ => false, cancellationToken);

    private static Task<IResult> ReadyAsync(HttpResponse response, HealthCheckService checks, CancellationToken cancellationToken) =>
        CheckAsync(response, checks, check => check.Tags.Contains(ErasureApi.ReadyTag), cancellationToken);

    private static async Task<IResult> CheckAsync(HttpResponse response, HealthCheckService checks, Func<HealthCheckRegistration, bool> which, CancellationToken cancellationToken)
    {
        HealthReport report = await checks.CheckHealthAsync(which, cancellationToken);
        response.Headers.CacheControl = "no-store";
        int status = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return TypedResults.Text(report.Status.ToString(), statusCode: status);
    }
}
