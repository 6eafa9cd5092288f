using System.Text.RegularExpressions;
using Erasure.Core.Lake.Mappers;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Erasure.Api.Routing;

/// <summary>How the values of route parameters look. What looks otherwise isn't ours and may be an identifier, so it gets into no log.</summary>
internal static partial class RouteParameters
{
    /// <summary>Stands in a path for a value that isn't valid.</summary>
    public const string Masked = "~";

    /// <summary>The value is an id of 32 hex digits, or has the shape that its parameter's name stands for.</summary>
    public static bool IsValid(string parameter, string value) => parameter switch
    {
        "domain" => DomainName().IsMatch(value),
        "mapper" => MapperId().IsMatch(value),
        "instanceId" or "eventName" => value.Length > 0,
        _ => Id().IsMatch(value),
    };

    /// <summary>Also a valid value stays out of diagnostics: others than ours look the same.</summary>
    public static bool IsHidden(string parameter) => parameter is "domain" or "mapper" or "instanceId" or "eventName";

    /// <summary>The path is one that the pattern describes.</summary>
    public static bool Describes(RoutePattern pattern, string[] segments) =>
        pattern.PathSegments.Count == segments.Length
        && pattern.PathSegments.Zip(segments).All(pair => pair.First.Parts[0] switch
        {
            RoutePatternLiteralPart literal => string.Equals(literal.Content, pair.Second, StringComparison.OrdinalIgnoreCase),
            RoutePatternParameterPart parameter => IsValid(parameter.Name, pair.Second),
            _ => false,
        });

    /// <summary>The path with <see cref="Masked"/> for each value that isn't valid or is hidden; null where it isn't the pattern's.</summary>
    public static string? Mask(RoutePattern pattern, string[] segments)
    {
        if (pattern.PathSegments.Count != segments.Length)
        {
            return null;
        }

        string[] shown = [.. pattern.PathSegments.Zip(segments, (expected, segment) => expected.Parts[0] switch
        {
            RoutePatternLiteralPart literal => string.Equals(literal.Content, segment, StringComparison.OrdinalIgnoreCase) ? segment : "",
            RoutePatternParameterPart parameter => IsValid(parameter.Name, segment) && !IsHidden(parameter.Name) ? segment : Masked,
            _ => "",
        })];
        return shown.Contains("", StringComparer.Ordinal) ? null : $"/{string.Join('/', shown)}";
    }

    [GeneratedRegex("^[0-9a-f]{32}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex("^[a-z0-9-]{1,63}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DomainName();

    [GeneratedRegex($"^{DataMapper.IdPattern}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MapperId();
}
