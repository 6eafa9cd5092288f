using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Erasure.Core.Subjects;

namespace Erasure.Core.Domains.Calls;

/// <summary>Which headers of a call are kept, and in what form their values are: what looks otherwise isn't.</summary>
internal static partial class HeaderMask
{
    /// <summary>The kept headers of a message, in lower case as HTTP/2 sends them.</summary>
    public static Dictionary<string, string> Show(HttpHeaders headers, HttpHeaders? content, Sealed<Subject> subject)
    {
        Dictionary<string, string> kept = new(StringComparer.Ordinal);
        foreach ((string name, IEnumerable<string> values) in content is null ? headers : headers.Concat(content))
        {
            string lower = name.ToLowerInvariant();
            string value = string.Join(", ", values);
            if (FormOf(lower) is { } form && form.IsMatch(value) && !IdentifierGuard.Names(value, subject))
            {
                kept[lower] = value;
            }
        }

        return kept;
    }

    private static Regex? FormOf(string name) => name switch
    {
        "accept" or "content-type" => MediaType(),
        "content-length" or "age" => Number(),
        "retry-after" or "date" => NumberOrDate(),
        "allow" => Methods(),
        "idempotency-key" or "x-request-id" or "x-correlation-id" => Id(),
        _ => null,
    };

    [GeneratedRegex(@"\A[a-z]{1,20}/[a-z0-9.+-]{1,40}(; ?charset=[A-Za-z0-9-]{1,20})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MediaType();

    [GeneratedRegex(@"\A[0-9]{1,10}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\A([0-9]{1,10}|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberOrDate();

    [GeneratedRegex(@"\A[A-Z]{3,7}(, ?[A-Z]{3,7})*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Methods();

    // Our own keys, and UUIDs: nothing that could be made of an identifier.
    [GeneratedRegex(@"\A([0-9a-f]{32}-[0-9]{1,4}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
