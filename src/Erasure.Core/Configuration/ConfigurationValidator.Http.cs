using System.Text.RegularExpressions;
using Erasure.Core.Domains.Http;
using Erasure.Core.Settings;

namespace Erasure.Core.Configuration;

/// <content>Calls of domains.</content>
internal sealed partial class ConfigurationValidator
{
    private static readonly HashSet<string> SetByConnector = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Transfer-Encoding", "Idempotency-Key" };

    // Whatever they carry proves who we are: the first two by RFC 9110, section 11, the last one by custom.
    private static readonly HashSet<string> Secret = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Proxy-Authorization", "X-Api-Key" };

    private const string NotReplaced = "has a placeholder, and nothing is replaced here: placeholders stand in the paths of submit and check";

    private void ValidateHttp(HttpConnectorConfiguration connector, string path)
    {
        Expect(IsSafe(connector.Url) || connector.AllowPlainHttp, $"{path}.url", "must be https; or set allowPlainHttp");
        if (connector.Auth is OAuthConfiguration oauth)
        {
            Expect(IsSafe(oauth.TokenUrl) || connector.AllowPlainHttp, $"{path}.auth.tokenUrl", "must be https; or set allowPlainHttp");
        }

        Expect(connector.Retry.MaxDelay >= connector.Retry.FirstDelay, $"{path}.retry.maxDelay", "must not be shorter than firstDelay");
        ValidateHeaders(connector, path);
        ValidateCall(connector.Submit, $"{path}.submit");
        Expect(connector.Submit.Body || Names(connector.Submit.Path).Any(name => name is not ("{erasure_id}" or "{attempt}")), $"{path}.submit.path", "doesn't say who is to be erased: write an identifier's name in braces, such as {user_id}; or send a body");
        ValidateCall(connector.Check, $"{path}.check");
        Expect(connector.Check.Body || Names(connector.Check.Path).Any(name => name is not "{attempt}"), $"{path}.check.path", "doesn't say which erasure it asks about: write {erasure_id}, or an identifier's name in braces, such as {user_id}; or send a body");
        ValidateWords(connector.Answer, $"{path}.answer");
    }

    private void ValidateHeaders(HttpConnectorConfiguration connector, string path)
    {
        string? secret = connector.Auth switch { ApiKeyAuthConfiguration key => key.Header, OAuthConfiguration => "Authorization", _ => null };
        Expect(secret is null || !IsSetByConnector(secret), $"{path}.auth.header", "is set by the connector itself");
        Expect((connector.Auth as ApiKeyAuthConfiguration)?.Prefix is not { } prefix || !Template().IsMatch(prefix), $"{path}.auth.prefix", NotReplaced);
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in connector.Headers)
        {
            Expect(HeaderName().IsMatch(name), $"{path}.headers.{name}", "is not a header's name");
            Expect(!IsSetByConnector(name), $"{path}.headers.{name}", "is set by the connector itself");
            Expect(seen.Add(name), $"{path}.headers.{name}", "is there twice, in another case");
            Expect(value is null || HeaderValue.IsRight(value), $"{path}.headers.{name}", HeaderValue.Form);
            Expect(value is null || !Template().IsMatch(value), $"{path}.headers.{name}", NotReplaced);
            Expect(!string.Equals(secret, name, StringComparison.OrdinalIgnoreCase), $"{path}.headers.{name}", "is the header that auth sets: leave it out here");
            Expect(!Secret.Contains(name), $"{path}.headers.{name}", "carries a secret, and would hold it in this file: give auth, whose header may be this one, and whose keyVariable names an environment variable");
        }
    }

    private static bool IsSetByConnector(string header) => SetByConnector.Contains(header) || header.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    private void ValidateWords(HttpAnswerConfiguration answer, string path)
    {
        Expect(answer.Status.Length == 0 || answer.Erased.Count > 0, $"{path}.erased", "names no word, so that no status means done: name the domain's word, or leave it out for \"erased\"; where its answers have no status, set answer.status to \"\"");
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<string> words) in new[]
        {
            ("erased", answer.Erased), ("nothingFound", answer.NothingFound), ("pending", answer.Pending), ("withheld", answer.Withheld), ("failed", answer.Failed),
        })
        {
            for (int i = 0; i < words.Count; i++)
            {
                Expect(words[i] is null || seen.Add(words[i]), $"{path}.{name}[{i}]", "has a meaning already: a word can mean one thing only");
            }
        }
    }

    private void ValidateCall(HttpCallConfiguration call, string path)
    {
        Expect(!Unreplaced().IsMatch(Template().Replace(call.Path, " ")), $"{path}.path", "has a brace or bracket that isn't part of a placeholder: write an identifier's name in one pair of braces, such as {user_id}");
        Expect(!call.Path.Split('?', 2)[0].Split('/').Any(part => part is "." or ".." || Uri.UnescapeDataString(part) is "." or ".."), $"{path}.path", "has a part that is . or .., which would lead elsewhere");
        Expect(!(call is { Method: "GET" or "HEAD", Body: true }), $"{path}.body", $"must be false: a {call.Method} has no body, and servers drop it");
        Expect(call.Erased.Count + call.Pending.Count + call.NothingFound.Count > 0, $"{path}.erased", "names no status code, and neither do pending and nothingFound, so that every answer is a failure");
        HashSet<int> seen = [];
        foreach ((string name, IReadOnlyList<int> codes) in new[] { ("erased", call.Erased), ("pending", call.Pending), ("nothingFound", call.NothingFound) })
        {
            for (int i = 0; i < codes.Count; i++)
            {
                Expect(seen.Add(codes[i]), $"{path}.{name}[{i}]", "has a meaning already: a status code can mean one thing only");
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
