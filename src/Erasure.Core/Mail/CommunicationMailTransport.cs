using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Erasure.Core.Mail;

/// <summary>Sends through Azure Communication Services (REST, <c>emails:send</c>, version 2023-03-31). A mail is delivered when the service has taken it on.</summary>
/// <remarks>
/// The operation's id comes from the mail's, and so the service takes a repeated mail for the same for as long as it remembers
/// it, which is minutes; that a mail was sent is remembered by the outbox.
/// </remarks>
public sealed class CommunicationMailTransport : IMailTransport
{
    /// <summary>The audience of tokens for the service.</summary>
    public const string Scope = "https://communication.azure.com/.default";

    private static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly HttpClient http;
    private readonly Uri address;
    private readonly string from;
    private readonly Func<CancellationToken, Task<string>> token;
    private readonly TimeProvider time;

    /// <summary>Sends through one resource.</summary>
    /// <param name="http">Sends.</param>
    /// <param name="endpoint">The resource's address, such as <c>https://erasure.communication.azure.com</c>.</param>
    /// <param name="from">The sender's address, of a domain that is linked to the resource.</param>
    /// <param name="token">Gets a bearer token for <see cref="Scope"/>.</param>
    /// <param name="time">The clock of the time-out.</param>
    public CommunicationMailTransport(HttpClient http, Uri endpoint, string from, Func<CancellationToken, Task<string>> token, TimeProvider time)
    {
        this.http = http;
        address = new Uri(endpoint, "/emails:send?api-version=2023-03-31");
        this.from = from;
        this.token = token;
        this.time = time;
    }

    /// <inheritdoc/>
    public async Task DeliverAsync(MailMessage mail, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(Longest, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = JsonContent.Create(BodyOf(mail), options: WithoutNulls) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(either.Token));
            request.Headers.Add("Operation-Id", OperationOf(mail).ToString());
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                throw Refusal(answer);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MailDeliveryException($"The mail service didn't answer within {Longest.TotalMinutes:0} minute. It is tried again.", isPermanent: false);
        }
        catch (HttpRequestException failure)
        {
            throw new MailDeliveryException("The mail service can't be reached. See that ERASURE_MAIL_ENDPOINT is its address, and that the way there is open.", isPermanent: false, failure);
        }
    }

    // Only a mail that the service finds wrong itself is beyond help; who may not send, or not so much, may later. Its text isn't read: it may quote the recipient.
    private MailDeliveryException Refusal(HttpResponseMessage answer) =>
        new($"The mail service answered {(int)answer.StatusCode}. {RemedyOf(answer.StatusCode)}", isPermanent: answer.StatusCode == HttpStatusCode.BadRequest)
        {
            RetryAfter = answer.Headers.RetryAfter switch
            {
                { Delta: { } delta } => delta,
                { Date: { } date } => date - time.GetUtcNow(),
                _ => null,
            },
        };

    private static string RemedyOf(HttpStatusCode code) => code switch
    {
        HttpStatusCode.BadRequest => "It can't send such a mail: look at the sender's domain, the recipient's address and mail.replyTo.",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "Give the app's identity the role to send, and link the sender's domain to the resource.",
        HttpStatusCode.NotFound => "See that ERASURE_MAIL_ENDPOINT is the resource's address.",
        HttpStatusCode.TooManyRequests => "Its limits are reached: it is tried again; have them raised where that happens often.",
        _ => "It is tried again.",
    };

    private object BodyOf(MailMessage mail) => new
    {
        SenderAddress = from,
        Recipients = new { To = new[] { new { Address = mail.To } } },
        ReplyTo = mail.ReplyTo is { } reply ? new[] { new { Address = reply } } : null,
        Content = new { mail.Subject, PlainText = mail.Text, mail.Html },
        UserEngagementTrackingDisabled = true,
    };

    private static Guid OperationOf(MailMessage mail) => new(SHA256.HashData(Encoding.UTF8.GetBytes(mail.MessageId)).AsSpan(0, 16));
}
