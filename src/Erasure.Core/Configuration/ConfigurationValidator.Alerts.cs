using Erasure.Core.Alerts;
using Erasure.Core.Settings;

namespace Erasure.Core.Configuration;

/// <content>Alerts.</content>
internal sealed partial class ConfigurationValidator
{
    private void ValidateAlerts(AlertConfiguration alerts)
    {
        ExpectWhole(alerts.Mail is not { Count: 0 } || alerts.Webhooks is not { Count: 0 } || problems.Touch("$.alerts.mail") || problems.Touch("$.alerts.webhooks"), "$.alerts", "must name somebody to tell: a mail address or a webhook; leave it out to tell nobody");
        HashSet<string> addresses = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < alerts.Mail?.Count; i++)
        {
            Expect(alerts.Mail[i] is not { } address || addresses.Add(address), $"$.alerts.mail[{i}]", "is there twice");
        }

        Unique(alerts.Webhooks, webhook => webhook.Name, "$.alerts.webhooks", "name");
        for (int i = 0; i < alerts.Webhooks?.Count; i++)
        {
            if (alerts.Webhooks[i] is { } webhook)
            {
                ValidateWebhook(webhook, $"$.alerts.webhooks[{i}]");
            }
        }
    }

    private void ValidateWebhook(AlertWebhookConfiguration webhook, string path)
    {
        Expect(webhook.Url is null != webhook.UrlVariable is null || problems.Touch($"{path}.urlVariable"), $"{path}.url", "must say where it is: give either url, or urlVariable where the address is a secret");
        Expect(SafeAddress.IsSafe(webhook.Url) || webhook.AllowPlainHttp, $"{path}.url", "must be https; or set allowPlainHttp");
        if (webhook.UrlVariable is { } variable && environment?.Invoke(variable) is { Length: > 0 } url)
        {
            Expect(Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp), $"{path}.urlVariable", $"names a variable ({variable}) that holds no http or https address");
            Expect(string.IsNullOrEmpty(address?.UserInfo), $"{path}.urlVariable", $"names a variable ({variable}) whose address has a user or a password, which aren't sent: leave them out");
            Expect(SafeAddress.IsSafe(url) || webhook.AllowPlainHttp, $"{path}.urlVariable", $"names a variable ({variable}) whose address isn't https; or set allowPlainHttp");
        }

        if (webhook.Form == AlertForm.Slack)
        {
            Expect(webhook.Url is null, $"{path}.url", "is a secret of Slack's: name the environment variable that holds it in urlVariable");
            Expect(webhook.SecretVariable is null, $"{path}.secretVariable", "isn't used with slack, which checks no signature: leave it out");
            return;
        }

        Expect(webhook.SecretVariable is not null, $"{path}.secretVariable", "is missing: it names the environment variable with the secret of signatures, such as that of `echo whsec_$(openssl rand -base64 32)`");
        Expect(
            webhook.SecretVariable is not { } secret || environment?.Invoke(secret) is not { Length: > 0 } text || WebhookSecret.Read(text) is not null,
            $"{path}.secretVariable",
            $"names a variable ({webhook.SecretVariable}) that holds no secret of signatures: whsec_ and 24 to 64 bytes in Base64, such as that of `echo whsec_$(openssl rand -base64 32)`");
    }
}
