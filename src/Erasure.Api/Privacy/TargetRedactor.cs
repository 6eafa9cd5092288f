using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Erasure.Api.Privacy;

/// <summary>Rewrites a request's target so that it can't hold an identifier, before hosting's logs, spans and metrics see it.</summary>
/// <remarks>
/// The user id of the DELETE route goes into <see cref="SealedUserId"/>. The query goes where handlers read it and loggers don't,
/// since management URLs carry a key in theirs. A path that isn't made of our own words and ids becomes <c>/_</c>: a caller
/// who mistypes a route has an identifier in the log otherwise.
/// </remarks>
internal static partial class TargetRedactor
{
    private const string Unknown = "/_";
    /// <summary>Where the engine's management API lives.</summary>
    public const string ManagementPrefix = "/runtime/webhooks/durabletask";

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "api", "erasures", "batch", "cancel", "close", "extend", "report", "domains", "retry", "resolve", "reveal",
        "health", "live", "ready", "openapi", "v1.json", "favicon.ico",
    };

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
        else if (!IsOurs(request.Path))
        {
            request.Path = Unknown;
        }

        request.QueryString = "";
        request.RawTarget = request.Path;
    }

    private static bool IsOurs(string path)
    {
        if (path.StartsWith(ManagementPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        string before = "";
        foreach (string segment in path.Split('/'))
        {
            bool isDomain = string.Equals(before, "domains", StringComparison.OrdinalIgnoreCase) && DomainName().IsMatch(segment);
            if (segment.Length > 0 && !isDomain && !Words.Contains(segment) && !ErasureId().IsMatch(segment))
            {
                return false;
            }

            before = segment;
        }

        return true;
    }

    [GeneratedRegex("^[0-9a-f]{32}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ErasureId();

    [GeneratedRegex("^[a-z0-9-]{1,63}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DomainName();
}
