namespace Erasure.Core.Tests.Configuration;

/// <summary>Where alerts go.</summary>
public sealed class AlertConfigurationTests : ConfigurationTests
{
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
        (Environment["SECRET"], Environment["URL"], Environment["PLAIN"]) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "https://hooks.slack.com/services/T0/B0/x?y=z", "http://x.example.org");
        Expect(
            $$"""{ "domains": [{ "name": "orders", "admin": "a@example.org", "connector": { "type": "http", "url": "https://orders.example.org" } }], "alerts": {{alerts}} }""",
            paths);
    }

    [Fact]
    public void The_address_of_a_webhook_holds_no_password()
    {
        const string Json = """
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org" } }],
              "alerts": { "webhooks": [{ "name": "chat", "form": "slack", "urlVariable": "CHAT" }] } }
            """;
        Environment["CHAT"] = "https://user:pass@chat.example.org/hook";
        Expect(Json, "$.alerts.webhooks[0].urlVariable");

        Environment["CHAT"] = "https://chat.example.org/hook";
        Expect(Json);
    }
}
