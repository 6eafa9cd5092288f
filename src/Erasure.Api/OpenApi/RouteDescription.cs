using Microsoft.AspNetCore.Builder;

namespace Erasure.Api.OpenApi;

/// <summary>What a route's description says beside ASP.NET Core's own words.</summary>
internal static class RouteDescription
{
    /// <summary>Its handler reads these parameters.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, params ApiParameter[] parameters) => route.WithMetadata([.. parameters.Cast<object>()]);

    /// <summary>A body that it takes, of that media type; <c>docs/api.md</c> has each as a command line.</summary>
    public static RouteHandlerBuilder Example(this RouteHandlerBuilder route, string contentType, string body) => route.WithMetadata(new ApiExample(contentType, body));
}
