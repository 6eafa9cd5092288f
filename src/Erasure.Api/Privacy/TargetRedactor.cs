using Erasure.Api.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.WebUtilities;

namespace Erasure.Api.Privacy;

/// <summary>Rewrites a request's target so that it can't hold an identifier, before hosting's logs, spans and metrics see it.</summary>
/// <remarks>
/// The user id of the DELETE route goes into <see cref="SealedUserId"/>. The query goes where handlers read it and loggers don't,
/// since management URLs carry a key in theirs. A value that needn't be ours is masked, and a path that no route describes becomes
/// <c>/_</c>: a caller who mistypes a route has an identifier in the log otherwise. The route stays the same, since Azure's host
/// has chosen a function by it before this server sees the request. Host and content type, which hosting logs, come back with
/// <see cref="HiddenHeaders"/>.
/// </remarks>
internal static class TargetRedactor
{
    private const string Unknown = "/_";

    /// <summary>Where the engine's management API lives.</summary>
    public const string ManagementPrefix = "/runtime/webhooks/durabletask";

    private const string Masked = "_";

    private const string Instances = ManagementPrefix + "/instances";

    private const string Instance = Instances + "/{instanceId}";

    /// <summary>The API's routes, those of the management API, and what every server has besides.</summary>
    private static readonly RoutePattern[] Known =
    [
        .. ApiRoutes.All.Select(route => route.Pattern)
            .Concat([Instances, Instance, Instance + "/suspend", Instance + "/resume", Instance + "/rewind", Instance + "/restart", Instance + "/terminate", Instance + "/raiseEvent/{eventName}"])
            .Concat(["/", "/favicon.ico", "/metrics"])
            .Select(pattern => RoutePatternFactory.Parse(pattern)),
    ];

    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal) { "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT" };

    public static void Redact(IFeatureCollection features)
    {
        IHttpRequestFeature request = features.GetRequiredFeature<IHttpRequestFeature>();
        if (request.QueryString.Length > 0)
        {
            features.Set<IQueryFeature>(new QueryFeature(new QueryCollection(QueryHelpers.ParseQuery(request.QueryString))));
            features.Set(new HiddenQuery(request.QueryString));
        }

        if (new PathString(request.Path).StartsWithSegments(SealedUserId.PathPrefix, StringComparison.OrdinalIgnoreCase))
        {
            features.Set(SealedUserId.FromRawTarget(request.RawTarget));
            request.Path = SealedUserId.RedactedPath;
        }
        else
        {
            request.Path = Shown(request.Path, features);
        }

        if (!Methods.Contains(request.Method))
        {
            request.Method = Masked;
        }

        HiddenHeaders.Take(features);
        request.QueryString = "";
        request.RawTarget = request.Path;
    }

    private static string Shown(string path, IFeatureCollection features)
    {
        string[] segments = path.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (Known.FirstOrDefault(pattern => RouteParameters.Describes(pattern, segments)) is not { } known)
        {
            return Known.Select(pattern => RouteParameters.Mask(pattern, segments)).FirstOrDefault(masked => masked is not null) ?? Unknown;
        }

        HiddenRouteValues hidden = HiddenRouteValues.Of(known, segments);
        if (hidden.Values.Count == 0)
        {
            return path;
        }

        features.Set(hidden);
        return RouteParameters.Mask(known, segments)!;
    }
}
