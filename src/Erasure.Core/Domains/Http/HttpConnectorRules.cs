using System.Text.RegularExpressions;
using Erasure.Core.Settings;

namespace Erasure.Core.Domains.Http;

/// <summary>What must hold of a connector's options beyond each setting by itself.</summary>
/// <param name="problems">Where it is told.</param>
internal sealed partial class HttpConnectorRules(ConfigurationProblems problems)
{
    private static readonly HashSet<string> SetByConnector = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Transfer-Encoding", "Idempotency-Key" };

    // Whatever they carry proves who we are: the first two by RFC 9110, section 11, the last one by custom.
    private static readonly HashSet<string> Secret = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Proxy-Authorization", "X-Api-Key" };

    private const string NotReplaced = "has a placeholder, and nothing is replaced here: placeholders stand in the paths of submit and check";

    /// <summary>Adds what is wrong; required settings may be null here.</summary>
    public void Check(HttpConnectorConfiguration connector, string path)
    {
        problems.Expect(SafeAddress.IsSafe(connector.Url) || connector.AllowPlainHttp, $"{path}.url", "must be https; or set allowPlainHttp");
        if (connector.Auth is OAuthConfiguration oauth)
        {
            problems.Expect(SafeAddress.IsSafe(oauth.TokenUrl) || connector.AllowPlainHttp, $"{path}.auth.tokenUrl", "must be https; or set allowPlainHttp");
        }

        problems.Expect(connector.Retry.MaxDelay >= connector.Retry.FirstDelay, $"{path}.retry.maxDelay", "must not be shorter than firstDelay");
        CheckHeaders(connector, path);
        CheckCall(connector.Submit, $"{path}.submit");
        problems.Expect(connector.Submit.Body || Names(connector.Submit.Path).Any(name => name is not ("{erasure_id}" or "{attempt}")), $"{path}.submit.path", "doesn't say who is to be erased: write an identifier's name in braces, such as {user_id}; or send a body");
        CheckCall(connector.Check, $"{path}.check");
        problems.Expect(connector.Check.Body || Names(connector.Check.Path).Any(name => name is not "{attempt}"), $"{path}.check.path", "doesn't say which erasure it asks about: write {erasure_id}, or an identifier's name in braces, such as {user_id}; or send a body");
        CheckWords(connector.Answer, $"{path}.answer");
    }

    private void CheckHeaders(HttpConnectorConfiguration connector, string path)
    {
        string? secret = connector.Auth switch { ApiKeyAuthConfiguration key => key.Header, OAuthConfiguration => "Authorization", _ => null };
        problems.Expect(secret is null || !IsSetByConnector(secret), $"{path}.auth.header", "is set by the connector itself");
        problems.Expect((connector.Auth as ApiKeyAuthConfiguration)?.Prefix is not { } prefix || !Template().IsMatch(prefix), $"{path}.auth.prefix", NotReplaced);
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in connector.Headers)
        {
            problems.Expect(HeaderName().IsMatch(name), $"{path}.headers.{name}", "is not a header's name");
            problems.Expect(!IsSetByConnector(name), $"{path}.headers.{name}", "is set by the connector itself");
            problems.Expect(seen.Add(name), $"{path}.headers.{name}", "is there twice, in another case");
            problems.Expect(value is null || HeaderValue.IsRight(value), $"{path}.headers.{name}", HeaderValue.Form);
            problems.Expect(value is null || !Template().IsMatch(value), $"{path}.headers.{name}", NotReplaced);
            problems.Expect(!string.Equals(secret, name, StringComparison.OrdinalIgnoreCase), $"{path}.headers.{name}", "is the header that auth sets: leave it out here");
            problems.Expect(!Secret.Contains(name), $"{path}.headers.{name}", "carries a secret, and would hold it in this file: give auth, whose header may be this one, and whose keyVariable names an environment variable");
        }
    }

    private static bool IsSetByConnector(string header) => SetByConnector.Contains(header) || header.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    private void CheckWords(HttpAnswerConfiguration answer, string path)
    {
        problems.Expect(answer.Status.Length == 0 || answer.Erased.Count > 0, $"{path}.erased", "names no word, so that no status means done: name the domain's word, or leave it out for \"erased\"; where its answers have no status, set answer.status to \"\"");
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<string> words) in new[]
        {
            ("erased", answer.Erased), ("nothingFound", answer.NothingFound), ("pending", answer.Pending), ("withheld", answer.Withheld), ("failed", answer.Failed),
        })
        {
            for (int i = 0; i < words.Count; i++)
            {
                problems.Expect(words[i] is null || seen.Add(words[i]), $"{path}.{name}[{i}]", "has a meaning already: a word can mean one thing only");
            }
        }
    }

    private void CheckCall(HttpCallConfiguration call, string path)
    {
        problems.Expect(!Unreplaced().IsMatch(Template().Replace(call.Path, " ")), $"{path}.path", "has a brace or bracket that isn't part of a placeholder: write an identifier's name in one pair of braces, such as {user_id}");
        problems.Expect(!call.Path.Split('?', 2)[0].Split('/').Any(part => part is "." or ".." || Uri.UnescapeDataString(part) is "." or ".."), $"{path}.path", "has a part that is . or .., which would lead elsewhere");
        problems.Expect(!(call is { Method: "GET" or "HEAD", Body: true }), $"{path}.body", $"must be false: a {call.Method} has no body, and servers drop it");
        problems.Expect(call.Erased.Count + call.Pending.Count + call.NothingFound.Count > 0, $"{path}.erased", "names no status code, and neither do pending and nothingFound, so that every answer is a failure");
        HashSet<int> seen = [];
        foreach ((string name, IReadOnlyList<int> codes) in new[] { ("erased", call.Erased), ("pending", call.Pending), ("nothingFound", call.NothingFound) })
        {
            for (int i = 0; i < codes.Count; i++)
            {
                problems.Expect(seen.Add(codes[i]), $"{path}.{name}[{i}]", "has a meaning already: a status code can mean one thing only");
            }
        }
    }

    private static IEnumerable<string> Names(string path) => Template().Matches(path).Select(match => match.Value);

    // As they are left when a space stands for each placeholder: a brace too many, ${user_id}, %{user_id}, <user_id>, and a brace that was percent-encoded by hand.
    [GeneratedRegex(@"[{}<>]|[$%][ ]|%7[bBdD]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unreplaced();

    [GeneratedRegex(@"\{[a-z0-9_.-]+\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Template();

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+.^_`|~-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HeaderName();
}
