using Erasure.Api.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Erasure.Api.Privacy;

/// <summary>Values of a path that diagnostics don't see, since a caller typed them and they needn't be ours: they look like a domain's or a mapper's name, or an instance's id.</summary>
/// <param name="Values">By parameter.</param>
internal sealed record HiddenRouteValues(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The values of a path that the pattern describes.</summary>
    public static HiddenRouteValues Of(RoutePattern pattern, string[] segments) => new(pattern.PathSegments.Zip(segments)
        .Where(pair => pair.First.Parts[0] is RoutePatternParameterPart parameter && RouteParameters.IsHidden(parameter.Name))
        .ToDictionary(pair => ((RoutePatternParameterPart)pair.First.Parts[0]).Name, pair => pair.Second, StringComparer.OrdinalIgnoreCase));

    /// <summary>Gives the handler the values back, once the route is known.</summary>
    public static Task RestoreAsync(HttpContext context, RequestDelegate next)
    {
        foreach ((string name, string value) in context.Features.Get<HiddenRouteValues>()?.Values ?? new Dictionary<string, string>())
        {
            if (context.Request.RouteValues.ContainsKey(name))
            {
                context.Request.RouteValues[name] = value;
            }
        }

        return next(context);
    }
}
