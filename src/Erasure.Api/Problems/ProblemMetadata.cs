using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Problems;

/// <summary>Says in the OpenAPI document which problems a route answers with.</summary>
internal static class ProblemMetadata
{
    private const string ContentType = "application/problem+json";

    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (int status in statuses)
        {
            route.Produces<ProblemBody>(status, ContentType);
        }

        return route;
    }
}
