using Erasure.Core.Alerts;
using Erasure.Core.Configuration;
using Erasure.Core.Deadlines;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Http;
using Erasure.Core.Lake;
using Erasure.Core.Mail;
using Erasure.Core.Settings;
using Erasure.Core.Telemetry;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Configuration;

/// <summary>What is read, what is none, and that all problems are told at once.</summary>
public sealed class ConfigurationLoaderTests : ConfigurationTests
{
    [Fact]
    public void A_file_with_comments_and_trailing_commas_loads()
    {
        File.WriteAllText(Folder["erasure.json"], """
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

        var (configuration, problems) = ConfigurationLoader.Load(Folder["erasure.json"]);

        Assert.Empty(problems);
        DomainConfiguration domain = Assert.Single(configuration!.Domains);
        HttpConnectorConfiguration connector = Assert.IsType<HttpConnectorConfiguration>(domain.Connector);
        Assert.Equal(("DELETE", "/user/{user_id}", true), (connector.Submit.Method, connector.Submit.Path, connector.Submit.Body));
        Assert.Equal(TimeSpan.FromMinutes(1), domain.Polling.Interval);
        Assert.Equal(1.5, domain.Polling.Backoff);
        Assert.Equal(DeadlineRule.CalendarMonth, configuration.Deadlines.Rule);
        Assert.Equal([new DateOnly(2026, 12, 25)], configuration.Deadlines.Holidays);
        Assert.Equal(Folder["data"], configuration.Server.DataFolder);
        Assert.Equal(Folder["data/mail"], configuration.Mail.Folder);
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
    public void Mails_go_one_way()
    {
        Expect(
            """{ "domains": [{ "name": "a", "admin": "a..b@example.org", "connector": { "type": "http", "url": "https://a.example.org" } }], "mail": { "folder": "mails", "smtp": { "host": "localhost" } } }""",
            "$.domains[0].admin",
            "$.mail.folder");
    }

    [Theory]
    [InlineData(""" "server": { "dataFolder": "a\u0000b" } """, "$.server.dataFolder")]
    [InlineData(""" "server": { "masterKeyFile": "a\u0000b" } """, "$.server.masterKeyFile")]
    [InlineData(""" "mail": { "folder": "a\u0000b" } """, "$.mail.folder")]
    [InlineData(""" "lake": { "folder": "a\u0000b", "mappers": [] } """, "$.lake.folder")]
    [InlineData(""" "server": { "dataFolder": "~/data", "masterKeyFile": "~" } """, "$.server.dataFolder", "$.server.masterKeyFile")]
    [InlineData(""" "server": { "dataFolder": "data~", "masterKeyFile": "~key" } """)]
    [InlineData(""" "mail": { "smtp": { "host": "smtp.example.org:25" } } """, "$.mail.smtp.host")]
    [InlineData(""" "mail": { "smtp": { "host": "2001:db8::25" } } """)]
    [InlineData(""" "operations": { "submissionRetry": "PT2H", "maxSubmissionRetry": "PT1H" } """, "$.operations.maxSubmissionRetry")]
    [InlineData(""" "telemetry": { "endpoint": "http://127.0.0.1:0" } """, "$.telemetry.endpoint")]
    public void A_setting_that_cant_be_meant_is_refused(string settings, params string[] paths) => Expect(
        $$"""{ "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org" } }], {{settings}} }""", paths);

    [Theory]
    [InlineData(""" "server": { "dataFolder": "linked" } """, "$.server.dataFolder")]
    [InlineData(""" "server": { "dataFolder": "linked/" } """, "$.server.dataFolder")]
    [InlineData(""" "server": { "dataFolder": "linked/a/b" } """, "$.server.dataFolder")]
    [InlineData(""" "server": { "masterKeyFile": "linked/key" } """, "$.server.masterKeyFile")]
    [InlineData(""" "server": { "masterKeyFile": "linked" } """, "$.server.masterKeyFile")]
    [InlineData(""" "mail": { "folder": "linked/mail" } """, "$.mail.folder")]
    public void A_place_behind_a_link_to_a_volume_that_isnt_mounted_is_told_as_one(string setting, string path)
    {
        Directory.CreateSymbolicLink(Folder["linked"], Folder["volume/data"]);

        var (_, problems) = ParseWith(setting);

        ConfigurationProblem problem = Assert.Single(problems);
        Assert.Equal(path, problem.Path);
        Assert.Contains($"{Folder["linked"]}, a link to what isn't there: is its volume mounted?", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "server": { "dataFolder": "linked" } """)]
    [InlineData(""" "server": { "dataFolder": "linked/" } """)]
    [InlineData(""" "server": { "dataFolder": "linked/a/b" } """)]
    [InlineData(""" "server": { "masterKeyFile": "linked/key" } """)]
    [InlineData(""" "mail": { "folder": "linked" } """)]
    [InlineData(""" "lake": { "folder": "linked", "mappers": [] } """)]
    public void A_place_behind_a_link_to_a_folder_that_is_there_is_right(string setting)
    {
        Directory.CreateDirectory(Folder["volume/data"]);
        Directory.CreateSymbolicLink(Folder["link"], "volume/data");
        Directory.CreateSymbolicLink(Folder["linked"], Folder["link"]);

        Assert.Empty(ParseWith(setting).Problems);
    }

    private (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) ParseWith(string setting) => ConfigurationLoader.Parse(
        $$"""{ "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org" } }], {{setting}} }""", Folder.Path, Environment.GetValueOrDefault);

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_told()
    {
        var (configuration, problems) = ConfigurationLoader.Load(Folder.Path);

        Assert.Null(configuration);
        Assert.Contains("is a folder", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("null", "must be an object")]
    [InlineData("""{ "domains": [{ "name": "\ud800" }] }""", "is no text")]
    [InlineData("""{ "\udc00": 1 }""", "is no text")]
    public void What_is_no_configuration_says_why(string json, string why) =>
        Assert.Contains(why, Assert.Single(ConfigurationLoader.Parse(json, Folder.Path, Environment.GetValueOrDefault).Problems).Message, StringComparison.Ordinal);

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
        var (configuration, problems) = ConfigurationLoader.Load(Folder["none.json"]);

        Assert.Null(configuration);
        Assert.Equal("$", Assert.Single(problems).Path);
    }
}
