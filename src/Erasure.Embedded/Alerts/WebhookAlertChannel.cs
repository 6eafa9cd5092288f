using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Erasure.Core.Alerts;

namespace Erasure.Embedded.Alerts;

/// <summary>Posts alerts to a webhook: signed JSON as Standard Webhooks 1.0 says, or a message of Slack's.</summary>
/// <remarks>An answer of 200 to 299 means that it was taken. Its body isn't read, and it leads nowhere else.</remarks>
internal sealed class WebhookAlertChannel : IAlertChannel
{
    /// <summary>A receiver answers at once, and works later.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly AlertForm form;
    private readonly Uri address;
    private readonly byte[]? secret;
    private readonly HttpMessageInvoker http;
    private readonly TimeProvider time;

    /// <summary>Posts to one webhook.</summary>
    /// <param name="options">The webhook.</param>
    /// <param name="environment">Looks the environment variables up that hold its address and secret.</param>
    /// <param name="http">Sends.</param>
    /// <param name="time">The clock of time-outs and signatures.</param>
    public WebhookAlertChannel(AlertWebhookConfiguration options, Func<string, string?> environment, HttpMessageInvoker http, TimeProvider time)
    {
        form = options.Form;
        Name = $"webhook/{options.Name}";
        address = new Uri(options.Url ?? environment(options.UrlVariable!)!);
        secret = options.SecretVariable is { } variable ? WebhookSecret.Read(environment(variable)) : null;
        this.http = http;
        this.time = time;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async Task DeliverAsync(Alert alert, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = RequestOf(alert);
            using HttpResponseMessage answer = await http.SendAsync(request, either.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw new AlertDeliveryException($"http-{(int)answer.StatusCode}") { RetryAfter = RetryAfter(answer.Headers) };
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AlertDeliveryException("timeout");
        }
        catch (HttpRequestException failure)
        {
            // Without the cause, which names the address.
            throw new AlertDeliveryException(failure.InnerException is AuthenticationException ? "certificate" : "network");
        }
    }

    private HttpRequestMessage RequestOf(Alert alert)
    {
        byte[] body = form == AlertForm.Slack ? AlertBody.Slack(alert) : AlertBody.Signed(alert);
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (secret is not null)
        {
            string timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            request.Headers.Add("webhook-id", alert.Id);
            request.Headers.Add("webhook-timestamp", timestamp);
            request.Headers.Add("webhook-signature", WebhookSignature.Of(secret, alert.Id, timestamp, body));
        }

        return request;
    }

    private TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };
}
