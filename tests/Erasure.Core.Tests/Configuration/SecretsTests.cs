using Erasure.Core.Configuration;
using Erasure.Core.Settings;

namespace Erasure.Core.Tests.Configuration;

/// <summary>Secrets that the environment holds, and keys.</summary>
public sealed class SecretsTests : ConfigurationTests
{
    [Fact]
    public void Secrets_come_from_the_environment()
    {
        const string Json = """
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org",
              "auth": { "type": "oauth", "tokenUrl": "https://login.example.org/token", "clientId": "us", "clientSecretVariable": "SECRET" } } }],
              "server": { "url": "http://0.0.0.0:80" } }
            """;
        Expect(Json, "$.domains[0].connector.auth.clientSecretVariable", "$.server.apiKeyVariable");

        Environment["SECRET"] = "s";
        Environment["ERASURE_API_KEY"] = "k";
        Expect(Json, "$.server.apiKeyVariable");

        Environment["ERASURE_API_KEY"] = "a key that is long enough";

        Expect(Json);
    }

    [Theory]
    [InlineData("a secret that is long enough\n")]
    [InlineData("a secret that is long enough\r\nX-Evil: 1")]
    [InlineData("a secret that\tis long enough")]
    public void A_secret_with_a_line_end_or_another_control_character_is_refused_wherever_it_goes(string secret)
    {
        Environment["SECRET"] = secret;
        Expect(OfApiKey, "$.domains[0].connector.auth.keyVariable");
        Expect(Of(""" "auth": { "type": "oauth", "tokenUrl": "https://login.example.org/token", "clientId": "us", "clientSecretVariable": "SECRET" } """), "$.domains[0].connector.auth.clientSecretVariable");
        Expect(Of("", """ "server": { "keys": [{ "variable": "SECRET", "roles": ["operator"] }] } """), "$.server.keys[0].variable");
        Expect(Of("", """ "server": { "apiKeyVariable": "SECRET" } """), "$.server.apiKeyVariable");
        Expect(Of("", """ "mail": { "smtp": { "host": "smtp.example.org", "user": "us", "passwordVariable": "SECRET" } } """), "$.mail.smtp.passwordVariable");
        Expect(Of("", """ "telemetry": { "headersVariable": "SECRET" } """), "$.telemetry.headersVariable");
        Expect(Of("", """ "alerts": { "webhooks": [{ "name": "chat", "form": "slack", "urlVariable": "SECRET" }] } """), "$.alerts.webhooks[0].urlVariable");
        Expect(Of("", """ "alerts": { "webhooks": [{ "name": "ops", "url": "https://a.example.org", "secretVariable": "SECRET" }] } """), "$.alerts.webhooks[0].secretVariable");
    }

    [Fact]
    public void A_key_that_the_file_names_is_set_and_one_that_it_does_not_name_may_be()
    {
        Expect(Of("", """ "server": { "apiKeyVariable": "SECRET" } """), "$.server.apiKeyVariable");
        Expect(Of("", """ "server": { "apiKeyVariable": "ERASURE_API_KEY" } """), "$.server.apiKeyVariable");
        Expect(Of("", """ "server": { } """));

        Environment["SECRET"] = "a key that is long enough";
        Expect(Of("", """ "server": { "apiKeyVariable": "SECRET" } """));
    }

    [Theory]
    [InlineData("schl\u00fcssel-schl\u00fcssel-schl\u00fcssel")]
    [InlineData("a secret with a space at its end ")]
    [InlineData("                              ")]
    public void A_key_that_no_header_can_carry_is_refused_and_its_variable_named(string secret)
    {
        Environment["SECRET"] = secret;
        Expect(OfApiKey, "$.domains[0].connector.auth.keyVariable");
        Expect(Of("", """ "server": { "keys": [{ "variable": "SECRET", "roles": ["operator"] }] } """), "$.server.keys[0].variable");
        Expect(Of("", """ "server": { "apiKeyVariable": "SECRET" } """), "$.server.apiKeyVariable");
        Expect(Of("", """ "mail": { "smtp": { "host": "smtp.example.org", "user": "us", "passwordVariable": "SECRET" } } """));

        ConfigurationProblem problem = Assert.Single(ConfigurationLoader.Parse(OfApiKey, Folder.Path, Environment.GetValueOrDefault).Problems);
        Assert.Contains("(SECRET)", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, problem.Message, StringComparison.Ordinal);
    }

    private static string OfApiKey => Of(""" "auth": { "type": "api-key", "keyVariable": "SECRET" } """);

    private static string Of(string connector, string settings = "") =>
        $$"""{ "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", {{connector}} } }], {{settings}} }""";

    [Fact]
    public void Settings_can_be_read_without_the_secrets_and_folders_that_they_name()
    {
        const string Server = """
            "server": { "url": "http://0.0.0.0:80", "dataFolder": "there", "keys": [{ "variable": "ERASURE_TEST_UNSET_ONE", "roles": ["operator"] }, { "variable": "ERASURE_TEST_UNSET_TWO", "roles": ["auditor"] }] }
            """;
        File.WriteAllText(Folder["right.json"], $$"""
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", "auth": { "type": "api-key", "keyVariable": "ERASURE_TEST_UNSET_THREE" } } }],
              "lake": { "folder": "unmounted", "mappers": [] },
              "alerts": { "webhooks": [{ "name": "chat", "form": "slack", "urlVariable": "ERASURE_TEST_UNSET_FOUR" }] }, {{Server}} }
            """);
        File.WriteAllText(Folder["wrong.json"], $$"""{ "domains": [], "sever": {}, {{Server}} }""");

        (ErasureConfiguration? right, IReadOnlyList<ConfigurationProblem> none) = ConfigurationLoader.LoadSettings(Folder["right.json"]);

        Assert.Empty(none);
        Assert.Equal(Folder["there"], right!.Server.DataFolder);
        Assert.NotEmpty(ConfigurationLoader.Load(Folder["right.json"]).Problems);
        Assert.Equal("$.sever", Assert.Single(ConfigurationLoader.LoadSettings(Folder["wrong.json"]).Problems).Path);
    }

    [Fact]
    public void What_is_only_looked_into_must_be_right_and_needs_no_secret()
    {
        const string Rest = """
            "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", "auth": { "type": "api-key", "keyVariable": "ERASURE_TEST_UNSET_THREE" } } }],
            "alerts": { "webhooks": [{ "name": "ops", "url": "https://a.example.org", "secretVariable": "ERASURE_TEST_UNSET_FOUR" }, { "name": "chat", "form": "slack", "urlVariable": "ERASURE_TEST_UNSET_FIVE" }] },
            "server": { "url": "http://0.0.0.0:80", "apiKeyVariable": "ERASURE_TEST_UNSET_SIX", "keys": [{ "variable": "ERASURE_TEST_UNSET_ONE", "roles": ["operator"] }] }
            """;
        File.WriteAllText(Folder["right.json"], $$"""{ {{Rest}} }""");
        File.WriteAllText(Folder["wrong.json"], $$"""{ {{Rest}}, "lake": { "folder": "unmounted", "mappers": [] } }""");

        Assert.Empty(ConfigurationLoader.LoadWithoutSecrets(Folder["right.json"]).Problems);
        Assert.Equal("$.lake.folder", Assert.Single(ConfigurationLoader.LoadWithoutSecrets(Folder["wrong.json"]).Problems).Path);
    }

    [Fact]
    public void Each_key_is_set_long_of_its_own_and_has_roles()
    {
        const string Json = """
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org" } }],
              "server": { "url": "http://0.0.0.0:80", "keys": [
                { "variable": "ONE", "roles": ["operator", "approver"] }, { "variable": "TWO", "roles": ["auditor"] },
                { "variable": "THREE", "roles": ["root"] }, { "variable": "FOUR", "roles": [] }, { "variable": "FIVE", "roles": ["auditor"] }] } }
            """;
        Environment["ONE"] = Environment["TWO"] = "a key that is long enough";
        Environment["THREE"] = "a third key that is long enough";
        Environment["FOUR"] = "short";

        Expect(
            Json,
            "$.server.keys[1].variable",
            "$.server.keys[2].roles[0]",
            "$.server.keys[3].roles",
            "$.server.keys[3].variable",
            "$.server.keys[4].variable");
    }

    [Fact]
    public void Behind_App_Services_authentication_no_key_is_needed()
    {
        Environment["WEBSITE_AUTH_ENABLED"] = "True";

        Expect("""
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org" } }],
              "server": { "url": "http://0.0.0.0:80" } }
            """);
    }
}
