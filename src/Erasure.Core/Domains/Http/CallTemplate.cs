using System.Text.RegularExpressions;
using Erasure.Core.Subjects;

namespace Erasure.Core.Domains.Http;

/// <summary>The path of a call, with placeholders: <c>/user/{user_id}?ref={erasure_id}</c>.</summary>
internal sealed partial class CallTemplate(string url, string path)
{
    private readonly string url = url.TrimEnd('/');

    /// <summary>The address of the call for one subject.</summary>
    /// <returns>The address, or the code of why there is none.</returns>
    public (Uri? Address, string? Problem) Expand(DomainErasure erasure, Subject subject)
    {
        string? problem = null;
        string expanded = Placeholder().Replace(path, match =>
        {
            string name = match.Groups["name"].Value;
            string? value = name switch
            {
                "erasure_id" => erasure.ErasureId,
                "attempt" => $"{erasure.Attempt}",
                _ => subject.Identifiers.GetValueOrDefault(name),
            };
            problem ??= string.IsNullOrEmpty(value) ? $"identifier-missing-{name}" : null;
            return Uri.EscapeDataString(value ?? "");
        });

        // A value of ".." would climb out of its place in the path, and no encoding prevents it: "%2E%2E" means the same (RFC 3986, section 6.2.2.2).
        if (problem is null && expanded.Split('?')[0].Split('/').Any(segment => segment is "." or ".."))
        {
            problem = "identifier-not-addressable";
        }

        return problem is null ? (new Uri(url + expanded), null) : (null, problem);
    }

    [GeneratedRegex(@"\{(?<name>[a-z0-9_.-]+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
