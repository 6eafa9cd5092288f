using Erasure.Core.Configuration;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Dictionary<string, string> environment = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_with_comments_and_trailing_commas_loads()
    {
        File.WriteAllText(folder["erasure.json"], """
            {
              // the only domain
              "domains": [
                {
                  "name": "orders", "admin": "a@example.org",
                  "connector": { "type": "http", "url": "https://orders.example.org/api", "submit": { "method": "DELETE", "path": "/user/{user_id}" } },
                  "polling": { "interval": "PT1M", },
                },
              ],
              "deadlines": { "rule": "calendarMonth", "reminders": ["P2D"], "holidays": ["2026-12-25"] },
            }
            """);

        var (configuration, problems) = ConfigurationLoader.Load(folder["erasure.json"]);

        Assert.Empty(problems);
        DomainConfiguration domain = Assert.Single(configuration!.Domains);
        HttpConnectorConfiguration connector = Assert.IsType<HttpConnectorConfiguration>(domain.Connector);
        Assert.Equal(("DELETE", "/user/{user_id}", true), (connector.Submit.Method, connector.Submit.Path, connector.Submit.Body));
        Assert.Equal(TimeSpan.FromMinutes(1), domain.Polling.Interval);
        Assert.Equal(1.5, domain.Polling.Backoff);
        Assert.Equal(DeadlineRule.CalendarMonth, configuration.Deadlines.Rule);
        Assert.Equal([new DateOnly(2026, 12, 25)], configuration.Deadlines.Holidays);
        Assert.Equal(folder["data"], configuration.Server.DataFolder);
        Assert.Equal(folder["data/mail"], configuration.Mail.Folder);
    }

    [Fact]
    public void Every_problem_is_told_at_once_with_its_path()
    {
        Expect(
            """
            {
              "domains": [
                { "name": "Orders", "admin": "nobody", "connector": { "type": "http", "url": "http://orders.example.org", "submit": { "erased": [200, 999], "pending": [200] }, "headers": { "Content-Type": "text/plain", "X Y": "1", "X-Fine": "1" },
                  "auth": { "type": "api-key", "keyVariable": "NOT_SET" } } },
                { "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" }, "colour": "red" },
                { "name": "lake", "connector": { "type": "ftp" }, "polling": { "interval": "P1M", "backoff": "fast" } },
                7
              ],
              "deadlines": { "rule": "Earlier", "timeZone": "Moon/Base", "holidays": ["25.12.2026"] },
              "mail": { "from": null, "smtp": { "host": "mail.example.org", "user": "erasure", "tls": false } },
              "server": { "url": "http://0.0.0.0:80", "masterKeyFile": "data/key", "dataFolder": "data", "publicUrl": "ftp://x" }
            }
            """,
            "$.domains[0].name",
            "$.domains[0].admin",
            "$.domains[0].connector.url",
            "$.domains[0].connector.submit.erased[1]",
            "$.domains[0].connector.submit.pending[0]",
            "$.domains[0].connector.headers.Content-Type",
            "$.domains[0].connector.headers.X Y",
            "$.domains[0].connector.auth.keyVariable",
            "$.domains[1].connector.type",
            "$.domains[1].colour",
            "$.domains[2].name",
            "$.domains[2].admin",
            "$.domains[2].connector.type",
            "$.domains[2].polling.interval",
            "$.domains[2].polling.backoff",
            "$.domains[3]",
            "$.deadlines.rule",
            "$.deadlines.timeZone",
            "$.deadlines.holidays[0]",
            "$.mail.from",
            "$.mail.smtp.passwordVariable",
            "$.mail.smtp.tls",
            "$.server.apiKeyVariable",
            "$.server.publicUrl",
            "$.server.masterKeyFile");
    }

    [Fact]
    public void A_lake_is_checked_across_its_mappers()
    {
        Expect(
            """
            {
              "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake", "mappers": ["foo", "no/pe", "stored", "Foo"] } }],
              "lake": { "folder": "nowhere", "job": { "batchSize": 1000 }, "mappers": [
                { "id": "foo", "prefix": "foo", "format": "parquet", "identifiers": { "user_id": ["id"] } },
                { "id": "foobar", "prefix": "foobar/", "format": "json", "identifiers": { "user_id": [] } },
                { "id": "Foo", "prefix": "foo/bar", "format": "xml", "identifiers": {} },
                { "id": "up", "prefix": "a/../b", "format": "csv", "identifiers": { "E-Mail": ["mail"] } }
              ] }
            }
            """,
            "$.domains[0].connector.mappers[1]",
            "$.domains[0].connector.mappers[3]",
            "$.lake.folder",
            "$.lake.job.batchSize",
            "$.lake.mappers[1].identifiers.user_id",
            "$.lake.mappers[2].id",
            "$.lake.mappers[2].prefix",
            "$.lake.mappers[2].format",
            "$.lake.mappers[2].identifiers",
            "$.lake.mappers[3].prefix",
            "$.lake.mappers[3].identifiers.E-Mail");
    }

    [Theory]
    [InlineData("{}", "$.alerts")]
    [InlineData("""{ "mail": [] , "webhooks": [] }""", "$.alerts")]
    [InlineData("""{ "mail": ["ops", "ops@example.org", "OPS@example.org"], "deadlineDays": 0, "giveUpAfter": "PT1S" }""", "$.alerts.mail[0]", "$.alerts.deadlineDays", "$.alerts.giveUpAfter", "$.alerts.mail[2]")]
    [InlineData("""{ "webhooks": [{ "name": "ops", "secretVariable": "SECRET" }] }""", "$.alerts.webhooks[0].url")]
    [InlineData("""{ "webhooks": [{ "name": "ops", "url": "https://x.example.org", "urlVariable": "URL", "secretVariable": "SECRET" }] }""", "$.alerts.webhooks[0].url")]
    [InlineData("""{ "webhooks": [{ "name": "ops", "url": "http://x.example.org", "secretVariable": "SECRET" }, { "name": "ops", "urlVariable": "PLAIN", "secretVariable": "SECRET" }] }""", "$.alerts.webhooks[1].name", "$.alerts.webhooks[0].url", "$.alerts.webhooks[1].urlVariable")]
    [InlineData("""{ "webhooks": [{ "name": "ops", "urlVariable": "SECRET", "secretVariable": "URL" }] }""", "$.alerts.webhooks[0].urlVariable", "$.alerts.webhooks[0].secretVariable")]
    [InlineData("""{ "webhooks": [{ "name": "ops", "urlVariable": "NOT_SET" }] }""", "$.alerts.webhooks[0].urlVariable", "$.alerts.webhooks[0].secretVariable")]
    [InlineData("""{ "webhooks": [{ "name": "chat", "form": "slack", "url": "https://x.example.org", "secretVariable": "SECRET" }] }""", "$.alerts.webhooks[0].url", "$.alerts.webhooks[0].secretVariable")]
    [InlineData("""{ "webhooks": [{ "name": "Chat", "form": "teams", "url": "https://x.example.org/a?b" }] }""", "$.alerts.webhooks[0].name", "$.alerts.webhooks[0].form", "$.alerts.webhooks[0].url", "$.alerts.webhooks[0].secretVariable")]
    [InlineData("""{ "mail": ["ops@example.org"], "webhooks": [{ "name": "ops", "url": "http://127.0.0.1:9", "secretVariable": "SECRET" }, { "name": "chat", "form": "slack", "urlVariable": "URL" }] }""")]
    public void Alerts_that_nobody_could_get_are_refused(string alerts, params string[] paths)
    {
        (environment["SECRET"], environment["URL"], environment["PLAIN"]) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "https://hooks.slack.com/services/T0/B0/x?y=z", "http://x.example.org");
        Expect(
            $$"""{ "domains": [{ "name": "orders", "admin": "a@example.org", "connector": { "type": "http", "url": "https://orders.example.org" } }], "alerts": {{alerts}} }""",
            paths);
    }

    [Theory]
    [InlineData("{}", "$.lake")]
    [InlineData("""{ "folder": ".", "s3": { "bucket": "lake" } }""", "$.lake")]
    [InlineData("""{ "folder": ".", "mappers": [{ "id": "a", "prefix": "a", "bucket": "other", "format": "csv", "identifiers": { "user_id": ["id"] } }] }""", "$.lake.mappers[0].bucket")]
    [InlineData("""{ "s3": {} }""", "$.lake.s3.bucket")]
    [InlineData("""{ "s3": { "bucket": "Lake", "endpoint": "http://10.0.0.1:7480", "concurrentParts": 100, "prefix": "x" } }""", "$.lake.s3.bucket", "$.lake.s3.endpoint", "$.lake.s3.concurrentParts", "$.lake.s3.prefix")]
    public void A_lake_is_a_folder_or_in_S3(string lake, params string[] paths) =>
        Expect($$"""{ "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }], "lake": {{lake}} }""", paths);

    [Fact]
    public void Mappers_of_different_buckets_do_not_overlap()
    {
        const string Json = """
            { "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }],
              "lake": { "s3": { "bucket": "lake", "region": "eu-central-1" }, "mappers": [
                { "id": "a", "prefix": "a", "format": "csv", "identifiers": { "user_id": ["id"] } },
                { "id": "b", "prefix": "a", "bucket": "other", "format": "csv", "identifiers": { "user_id": ["id"] } },
                { "id": "c", "prefix": "a/b", "bucket": "lake", "format": "csv", "identifiers": { "user_id": ["id"] } }
              ] },
              "records": { "dynamoDb": { "table": "erasure", "endpoint": "http://10.0.0.1:8000" } } }
            """;
        Expect(Json, "$.lake.mappers[2].prefix", "$.records.dynamoDb.endpoint");
    }

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
    [InlineData("lake", """ "dataFolder": ".", "masterKeyFile": "../key" """, "$.server.dataFolder")]
    [InlineData("", """ "masterKeyFile": "lake/master.key" """, "$.server.masterKeyFile")]
    [InlineData("", """ "dataFolder": "lake/data" """, "$.server.dataFolder")]
    [InlineData("", """ "dataFolder": "lake" """, "$.server.dataFolder")]
    [InlineData("lake", """ "dataFolder": "data" """)]
    public void Neither_the_records_nor_the_key_are_in_the_lake(string prefix, string server, params string[] paths)
    {
        Directory.CreateDirectory(folder["lake"]);
        string root = prefix.Length == 0 ? "lake" : ".";
        Expect(
            $$"""
            { "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }],
              "lake": { "folder": "{{root}}", "mappers": [{ "id": "a", "prefix": "{{prefix}}", "format": "csv", "identifiers": { "user_id": ["id"] } }] },
              "server": { {{server}} } }
            """,
            paths);
    }

    [Theory]
    [InlineData(""" "headers": { "X-Name": "J\u00f6rg" } """, "$.domains[0].connector.headers.X-Name")]
    [InlineData(""" "headers": { "x-api-key": "1" }, "auth": { "type": "api-key", "keyVariable": "KEY" } """, "$.domains[0].connector.headers.x-api-key")]
    [InlineData(""" "headers": { "Authorization": "1" }, "auth": { "type": "oauth", "tokenUrl": "https://a.example", "clientId": "us", "clientSecretVariable": "KEY" } """, "$.domains[0].connector.headers.Authorization")]
    [InlineData(""" "auth": { "type": "api-key", "keyVariable": "KEY", "prefix": "B\u00e4rer " } """, "$.domains[0].connector.auth.prefix")]
    public void A_header_that_cannot_be_sent_is_refused(string connector, string path)
    {
        environment["KEY"] = "s";
        Expect($$"""{ "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", {{connector}} } }] }""", path);
    }

    [Fact]
    public void Mails_go_one_way()
    {
        Expect(
            """{ "domains": [{ "name": "a", "admin": "a..b@example.org", "connector": { "type": "http", "url": "https://a.example.org" } }], "mail": { "folder": "mails", "smtp": { "host": "localhost" } } }""",
            "$.domains[0].admin",
            "$.mail.folder");
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_told()
    {
        var (configuration, problems) = ConfigurationLoader.Load(folder.Path);

        Assert.Null(configuration);
        Assert.Contains("is a folder", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("null", "must be an object")]
    [InlineData("""{ "domains": [{ "name": "\ud800" }] }""", "is no text")]
    [InlineData("""{ "\udc00": 1 }""", "is no text")]
    public void What_is_no_configuration_says_why(string json, string why) =>
        Assert.Contains(why, Assert.Single(ConfigurationLoader.Parse(json, folder.Path, environment.GetValueOrDefault).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void Secrets_come_from_the_environment()
    {
        const string Json = """
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org",
              "auth": { "type": "oauth", "tokenUrl": "https://login.example.org/token", "clientId": "us", "clientSecretVariable": "SECRET" } } }],
              "server": { "url": "http://0.0.0.0:80" } }
            """;
        Expect(Json, "$.domains[0].connector.auth.clientSecretVariable", "$.server.apiKeyVariable");

        environment["SECRET"] = "s";
        environment["ERASURE_API_KEY"] = "k";
        Expect(Json, "$.server.apiKeyVariable");

        environment["ERASURE_API_KEY"] = "a key that is long enough";

        Expect(Json);
    }

    [Fact]
    public void Settings_can_be_read_without_the_secrets_and_folders_that_they_name()
    {
        const string Server = """
            "server": { "url": "http://0.0.0.0:80", "dataFolder": "there", "keys": [{ "variable": "ERASURE_TEST_UNSET_ONE", "roles": ["operator"] }, { "variable": "ERASURE_TEST_UNSET_TWO", "roles": ["auditor"] }] }
            """;
        File.WriteAllText(folder["right.json"], $$"""
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", "auth": { "type": "api-key", "keyVariable": "ERASURE_TEST_UNSET_THREE" } } }],
              "lake": { "folder": "unmounted", "mappers": [] },
              "alerts": { "webhooks": [{ "name": "chat", "form": "slack", "urlVariable": "ERASURE_TEST_UNSET_FOUR" }] }, {{Server}} }
            """);
        File.WriteAllText(folder["wrong.json"], $$"""{ "domains": [], "sever": {}, {{Server}} }""");

        (ErasureConfiguration? right, IReadOnlyList<ConfigurationProblem> none) = ConfigurationLoader.LoadSettings(folder["right.json"]);

        Assert.Empty(none);
        Assert.Equal(folder["there"], right!.Server.DataFolder);
        Assert.NotEmpty(ConfigurationLoader.Load(folder["right.json"]).Problems);
        Assert.Equal("$.sever", Assert.Single(ConfigurationLoader.LoadSettings(folder["wrong.json"]).Problems).Path);
    }

    [Fact]
    public void What_is_only_looked_into_must_be_right_and_needs_no_secret()
    {
        const string Rest = """
            "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", "auth": { "type": "api-key", "keyVariable": "ERASURE_TEST_UNSET_THREE" } } }],
            "alerts": { "webhooks": [{ "name": "ops", "url": "https://a.example.org", "secretVariable": "ERASURE_TEST_UNSET_FOUR" }, { "name": "chat", "form": "slack", "urlVariable": "ERASURE_TEST_UNSET_FIVE" }] },
            "server": { "url": "http://0.0.0.0:80", "apiKeyVariable": "ERASURE_TEST_UNSET_SIX", "keys": [{ "variable": "ERASURE_TEST_UNSET_ONE", "roles": ["operator"] }] }
            """;
        File.WriteAllText(folder["right.json"], $$"""{ {{Rest}} }""");
        File.WriteAllText(folder["wrong.json"], $$"""{ {{Rest}}, "lake": { "folder": "unmounted", "mappers": [] } }""");

        Assert.Empty(ConfigurationLoader.LoadWithoutSecrets(folder["right.json"]).Problems);
        Assert.Equal("$.lake.folder", Assert.Single(ConfigurationLoader.LoadWithoutSecrets(folder["wrong.json"]).Problems).Path);
    }

    [Theory]
    [InlineData("jsonl", "json, which reads lines too")]
    [InlineData("NDJSON", "json, which reads lines too")]
    [InlineData("tsv", "csv with text.delimiter \"\\t\"")]
    public void A_format_by_another_name_is_told_by_ours(string format, string meant)
    {
        Directory.CreateDirectory(folder["lake"]);
        File.WriteAllText(folder["erasure.json"], $$"""
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "lake" } }],
              "lake": { "folder": "lake", "mappers": [{ "id": "m", "prefix": "m", "format": "{{format}}", "identifiers": { "user_id": ["id"] } }] } }
            """);

        ConfigurationProblem problem = Assert.Single(ConfigurationLoader.Load(folder["erasure.json"]).Problems);

        Assert.Equal("$.lake.mappers[0].format", problem.Path);
        Assert.StartsWith("must be one of: parquet, json, csv; ", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith(meant, problem.Message, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/urandom")]
    public void What_never_ends_is_no_configuration(string device) =>
        Assert.Contains("longer than 16 MB", Assert.Single(ConfigurationLoader.Load(device).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void The_app_on_Azure_refuses_what_only_the_embedded_server_does()
    {
        ErasureConfiguration configuration = new() { Domains = [], Alerts = new AlertConfiguration(), Lake = new LakeConfiguration { Folder = "lake", Mappers = [] }, Mail = new MailConfiguration { Smtp = new SmtpConfiguration { Host = "mail.example.org" } }, Telemetry = new TelemetryConfiguration { Prometheus = true } };

        Assert.Equal(["$.records", "$.lake.folder", "$.mail.smtp", "$.telemetry.prometheus", "$.alerts"], FunctionsAppRules.Check(configuration).Select(problem => problem.Path));
    }

    [Fact]
    public void The_address_of_a_webhook_holds_no_password()
    {
        const string Json = """
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org" } }],
              "alerts": { "webhooks": [{ "name": "chat", "form": "slack", "urlVariable": "CHAT" }] } }
            """;
        environment["CHAT"] = "https://user:pass@chat.example.org/hook";
        Expect(Json, "$.alerts.webhooks[0].urlVariable");

        environment["CHAT"] = "https://chat.example.org/hook";
        Expect(Json);
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
        environment["ONE"] = environment["TWO"] = "a key that is long enough";
        environment["THREE"] = "a third key that is long enough";
        environment["FOUR"] = "short";

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
        environment["WEBSITE_AUTH_ENABLED"] = "True";

        Expect("""
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org" } }],
              "server": { "url": "http://0.0.0.0:80" } }
            """);
    }

    [Theory]
    [InlineData("{", "$")]
    [InlineData("[]", "$")]
    [InlineData("{}", "$.domains")]
    [InlineData("""{"domains": [], "domains": []}""", "$.domains")]
    [InlineData("""{"domains": []}""", "$.domains")]
    [InlineData("""{"domains": null}""", "$.domains")]
    public void What_is_no_configuration_is_one_problem(string json, string path) => Expect(json, path);

    [Fact]
    public void A_missing_file_is_a_problem_and_not_an_exception()
    {
        var (configuration, problems) = ConfigurationLoader.Load(folder["none.json"]);

        Assert.Null(configuration);
        Assert.Equal("$", Assert.Single(problems).Path);
    }

    [Theory]
    [InlineData("P7D", 7 * 24 * 60)]
    [InlineData("P2W", 14 * 24 * 60)]
    [InlineData("PT1H30M", 90)]
    [InlineData("P1DT1M", (24 * 60) + 1)]
    public void Durations_of_fixed_length_are_read(string text, int minutes)
    {
        Assert.True(IsoDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromMinutes(minutes), duration);
    }

    [Theory]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("-P1D")]
    [InlineData("P")]
    [InlineData("5")]
    [InlineData("P-2W")]
    [InlineData("PT")]
    [InlineData(null)]
    public void Other_durations_are_not(string? text) => Assert.False(IsoDuration.TryParse(text, out _));

    private void Expect(string json, params string[] paths)
    {
        var (configuration, problems) = ConfigurationLoader.Parse(json, folder.Path, environment.GetValueOrDefault);

        Assert.Equal(paths.Order(), problems.Select(problem => problem.Path).Order());
        Assert.Equal(paths.Length == 0, configuration is not null);
    }
}
