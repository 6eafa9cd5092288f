using Erasure.Core.Configuration;

namespace Erasure.Core.Tests.Configuration;

/// <summary>Calls and headers of a connector that could not be meant or sent.</summary>
public sealed class ConnectorConfigurationTests : ConfigurationTests
{
    [Theory]
    [InlineData("""{ "answer": { "erased": ["done"], "failed": ["error", "done"] } }""", "answer.failed[1]")]
    [InlineData("""{ "answer": { "pending": ["erased"] } }""", "answer.pending[0]")]
    [InlineData("""{ "answer": { "reasons": ["legal-hold", "Tax law"] } }""", "answer.reasons[1]")]
    [InlineData("""{ "submit": { "path": "/../{user_id}" } }""", "submit.path")]
    [InlineData("""{ "submit": { "path": "/a/%2e%2E/{user_id}" } }""", "submit.path")]
    [InlineData("""{ "check": { "path": "/." } }""", "check.path")]
    [InlineData("""{ "submit": { "method": "GET" } }""", "submit.body")]
    [InlineData("""{ "check": { "body": true } }""", "check.body")]
    [InlineData("""{ "submit": { "method": "GET", "body": false, "path": "/a..b/...?x=../y" } }""")]
    public void A_call_that_cant_mean_what_it_says_is_refused(string connector, params string[] paths)
    {
        string settings = connector.Trim()[1..^1];
        Expect(
            $$"""{ "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", {{settings}} } }] }""",
            [.. paths.Select(path => $"$.domains[0].connector.{path}")]);
    }

    [Theory]
    [InlineData(""" "headers": { "X-Name": "J\u00f6rg" } """, "$.domains[0].connector.headers.X-Name")]
    [InlineData(""" "headers": { "x-api-key": "1" }, "auth": { "type": "api-key", "keyVariable": "KEY" } """, "$.domains[0].connector.headers.x-api-key")]
    [InlineData(""" "headers": { "Authorization": "1" }, "auth": { "type": "oauth", "tokenUrl": "https://a.example", "clientId": "us", "clientSecretVariable": "KEY" } """, "$.domains[0].connector.headers.Authorization")]
    [InlineData(""" "auth": { "type": "api-key", "keyVariable": "KEY", "prefix": "B\u00e4rer " } """, "$.domains[0].connector.auth.prefix")]
    public void A_header_that_cannot_be_sent_is_refused(string connector, string path)
    {
        Environment["KEY"] = "s";
        Expect($$"""{ "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", {{connector}} } }] }""", path);
    }
}
