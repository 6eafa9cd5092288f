namespace Erasure.Core.Tests.Configuration;

/// <summary>Calls and headers of a connector that could not be meant or sent.</summary>
public sealed class ConnectorConfigurationTests : ConfigurationTests
{
    [Theory]
    [InlineData("""{ "answer": { "erased": ["done"], "failed": ["error", "done"] } }""", "answer.failed[1]")]
    [InlineData("""{ "answer": { "pending": ["erased"] } }""", "answer.pending[0]")]
    [InlineData("""{ "answer": { "status": "a..b", "count": "..", "reason": ".a", "until": "a." } }""", "answer.status", "answer.count", "answer.reason", "answer.until")]
    [InlineData("""{ "answer": { "reasons": ["legal-hold", "Tax law"] } }""", "answer.reasons[1]")]
    [InlineData("""{ "submit": { "path": "/../{user_id}" } }""", "submit.path")]
    [InlineData("""{ "submit": { "path": "/a/%2e%2E/{user_id}" } }""", "submit.path")]
    [InlineData("""{ "check": { "path": "/." } }""", "check.path")]
    [InlineData("""{ "submit": { "method": "GET" } }""", "submit.body")]
    [InlineData("""{ "check": { "body": true } }""", "check.body")]
    [InlineData("""{ "submit": { "method": "GET", "body": false, "path": "/a..b/...?x=../{user_id}" } }""")]
    public void A_call_that_cant_mean_what_it_says_is_refused(string connector, params string[] paths)
    {
        Expect(
            OfDomain(connector.Trim()[1..^1]),
            [.. paths.Select(path => $"$.domains[0].connector.{path}")]);
    }

    [Theory]
    [InlineData("/user/user_id}")]
    [InlineData("/user/{user_id")]
    [InlineData("/user/{{user_id}}")]
    [InlineData("/user/{userId}")]
    [InlineData("/user/{}")]
    [InlineData("/user/${user_id}")]
    [InlineData("/user/%{user_id}")]
    [InlineData("/user/<user_id>")]
    [InlineData("/user/%7buser_id%7D")]
    [InlineData("/user/{user_id}?ref={erasure_id")]
    public void A_placeholder_that_nothing_replaces_is_refused_in_a_path(string path)
    {
        Expect(OfDomain($$""" "submit": { "method": "DELETE", "path": "{{path}}", "body": false } """), "$.domains[0].connector.submit.path");
        Expect(OfDomain($$""" "submit": { "path": "{{path}}" } """), "$.domains[0].connector.submit.path");
        Expect(OfDomain($$""" "check": { "path": "{{path}}" } """), "$.domains[0].connector.check.path");
    }

    [Theory]
    [InlineData(""" "submit": { "method": "DELETE", "body": false } """, "submit.path")]
    [InlineData(""" "submit": { "method": "DELETE", "path": "/users", "body": false } """, "submit.path")]
    [InlineData(""" "submit": { "method": "DELETE", "path": "/erasures/{erasure_id}/{attempt}", "body": false } """, "submit.path")]
    [InlineData(""" "submit": { "method": "DELETE", "path": "/users/:user_id", "body": false } """, "submit.path")]
    [InlineData(""" "submit": { "method": "GET", "path": "/forget?who={email}&ref={erasure_id}", "body": false } """)]
    [InlineData(""" "submit": { "path": "/forget/{attempt}" } """)]
    [InlineData(""" "check": { "path": "/status" } """, "check.path")]
    [InlineData(""" "check": { "path": "/status/{attempt}" } """, "check.path")]
    [InlineData(""" "check": { "path": "/status/{user_id}" } """)]
    [InlineData(""" "check": { "method": "POST", "path": "/status", "body": true } """)]
    public void A_call_that_names_nobody_is_refused(string connector, params string[] paths) =>
        Expect(OfDomain(connector), [.. paths.Select(path => $"$.domains[0].connector.{path}")]);

    [Theory]
    [InlineData("https://a.example.org/user/{user_id}")]
    [InlineData("https://a.example.org/user/user_id}")]
    [InlineData("https://a.example.org/user/%7buser_id%7D")]
    [InlineData("https://a.example.org/<tenant>")]
    public void A_placeholder_is_refused_where_nothing_is_replaced(string address)
    {
        Environment["KEY"] = "s";
        string domain = OfDomain("").Replace("https://a.example.org", address, StringComparison.Ordinal);
        Expect(domain, "$.domains[0].connector.url");
        Expect(OfDomain($$""" "auth": { "type": "oauth", "tokenUrl": "{{address}}", "clientId": "us", "clientSecretVariable": "KEY" } """), "$.domains[0].connector.auth.tokenUrl");
    }

    [Theory]
    [InlineData(""" "headers": { "X-User": "{user_id}" } """, "$.domains[0].connector.headers.X-User")]
    [InlineData(""" "headers": { "X-One": "1", "x-one": "2" } """, "$.domains[0].connector.headers.x-one")]
    [InlineData(""" "auth": { "type": "api-key", "header": "Content-Type", "keyVariable": "KEY" } """, "$.domains[0].connector.auth.header")]
    [InlineData(""" "auth": { "type": "api-key", "prefix": "{user_id} ", "keyVariable": "KEY" } """, "$.domains[0].connector.auth.prefix")]
    [InlineData(""" "headers": { "X-Name": "J\u00f6rg" } """, "$.domains[0].connector.headers.X-Name")]
    [InlineData(""" "headers": { "x-api-key": "1" }, "auth": { "type": "api-key", "keyVariable": "KEY" } """, "$.domains[0].connector.headers.x-api-key")]
    [InlineData(""" "headers": { "Authorization": "1" }, "auth": { "type": "oauth", "tokenUrl": "https://a.example", "clientId": "us", "clientSecretVariable": "KEY" } """, "$.domains[0].connector.headers.Authorization")]
    [InlineData(""" "auth": { "type": "api-key", "keyVariable": "KEY", "prefix": "B\u00e4rer " } """, "$.domains[0].connector.auth.prefix")]
    public void A_header_that_cannot_be_sent_is_refused(string connector, string path)
    {
        Environment["KEY"] = "s";
        Expect(OfDomain(connector), path);
    }

    [Theory]
    [InlineData("Authorization", "")]
    [InlineData("authorization", """ "auth": { "type": "api-key", "keyVariable": "KEY" }, """)]
    [InlineData("Proxy-Authorization", "")]
    [InlineData("X-Api-Key", """ "auth": { "type": "api-key", "header": "Authorization", "keyVariable": "KEY" }, """)]
    public void A_secret_in_the_file_is_refused(string header, string auth)
    {
        Environment["KEY"] = "s";
        Expect(OfDomain($$""" {{auth}} "headers": { "{{header}}": "Bearer abc" } """), $"$.domains[0].connector.headers.{header}");
    }

    [Theory]
    [InlineData(""" "answer": { "erased": [] } """, "$.domains[0].connector.answer.erased")]
    [InlineData(""" "answer": { "status": "", "erased": [] } """)]
    [InlineData(""" "answer": { "nothingFound": [], "pending": [], "withheld": [], "failed": [] } """)]
    [InlineData(""" "submit": { "erased": [], "pending": [] } """, "$.domains[0].connector.submit.erased")]
    [InlineData(""" "check": { "erased": [], "pending": [], "nothingFound": [404] }, "submit": { "erased": [] } """)]
    public void A_domain_that_could_never_be_done_is_refused(string connector, params string[] paths) => Expect(OfDomain(connector), paths);

    private static string OfDomain(string connector) =>
        $$"""{ "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", {{connector}} } }] }""";
}
