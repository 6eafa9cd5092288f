using Erasure.Api.OpenApi;
using Erasure.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Erasure.Api.Routing;

/// <summary>Maps the routes to endpoints, for a host with its own server.</summary>
internal static class RouteMapping
{
    public static void Map(IEndpointRouteBuilder endpoints, ApiOptions options)
    {
        foreach (ApiRoute route in ApiRoutes.All.Where(route => route.IsServed(options)))
        {
            RouteHandlerBuilder endpoint = endpoints.MapMethods(route.Pattern, [route.Method], route.Handler)
                .WithName(route.Name)
                .AddEndpointFilter(MaskedValues.RefuseAsync)
                .WithMetadata(route.Access);
            if (route.Description is { } describe)
            {
                describe(endpoint.WithTags(ApiTags.Of(route.Pattern)).Problems(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden));
            }
            else
            {
                endpoint.ExcludeFromDescription();
            }
        }
    }
}
