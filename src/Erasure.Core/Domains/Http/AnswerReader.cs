using System.Globalization;
using System.Text.Json;
using Erasure.Core.Configuration;
using Erasure.Core.Subjects;

namespace Erasure.Core.Domains.Http;

/// <summary>Turns a domain's answer into an outcome. Nothing of its body goes on but codes, counts and dates.</summary>
internal sealed class AnswerReader(HttpAnswerConfiguration answer, int longest, TimeProvider time)
{
    public async Task<CallResult> ReadAsync(HttpCallConfiguration call, HttpResponseMessage response, Subject subject, CallExchange exchange, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        if (call.NothingFound.Contains(status))
        {
            return new CallResult(new Outcome.NothingFound());
        }

        bool isPending = call.Pending.Contains(status);
        if (!isPending && !call.Erased.Contains(status))
        {
            await TryKeepBodyAsync(response, exchange, cancellationToken);
            return CallResult.OfStatus("http", response, time);
        }

        Outcome byStatus = isPending ? new Outcome.Pending(RetryAfterHeader.Read(response, time)) : new Outcome.Erased();
        if (answer.Status.Length == 0)
        {
            return new CallResult(byStatus);
        }

        ReadOnlyMemory<byte>? body = await BoundedBody.ReadAsync(response, longest, cancellationToken);
        if (body is null)
        {
            return CallResult.Final("answer-too-long");
        }

        exchange.Received = body.Value;
        if (body.Value.IsEmpty)
        {
            return new CallResult(byStatus);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body.Value);
            return Read(document.RootElement, byStatus, response, subject);
        }
        catch (JsonException)
        {
            // A page of HTML under status 200 is a proxy's or a login's, not the domain's word that a person is erased.
            return isPending ? new CallResult(byStatus) : CallResult.Final("answer-not-json");
        }
    }

    // Only to show why: the status has decided by itself.
    private async Task TryKeepBodyAsync(HttpResponseMessage response, CallExchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            exchange.Received = await BoundedBody.ReadAsync(response, longest, cancellationToken) ?? default;
        }
        catch (Exception unreadable) when (unreadable is HttpRequestException or IOException or OperationCanceledException)
        {
            exchange.Received = default;
        }
    }

    private CallResult Read(JsonElement root, Outcome byStatus, HttpResponseMessage response, Subject subject)
    {
        if (Text(root, answer.Status) is not { } word)
        {
            return new CallResult(byStatus);
        }

        string? Reason() => ReasonCode.From(Text(root, answer.Reason), subject);
        Outcome outcome = word switch
        {
            _ when answer.Erased.Contains(word) => new Outcome.Erased(Count(root)),
            _ when answer.NothingFound.Contains(word) => new Outcome.NothingFound(),
            _ when answer.Pending.Contains(word) => new Outcome.Pending(RetryAfterHeader.Read(response, time)),
            _ when answer.Withheld.Contains(word) => new Outcome.Withheld(Reason() ?? "unspecified", Until(root)),
            _ when answer.Failed.Contains(word) => new Outcome.Failed(Reason() is { } reason ? $"domain-{reason}" : "domain-failed", Retryable: false),
            _ => new Outcome.Failed("unknown-status", Retryable: false),
        };
        return new CallResult(outcome);
    }

    private long? Count(JsonElement root) => long.TryParse(Text(root, answer.Count), CultureInfo.InvariantCulture, out long count) && count >= 0 ? count : null;

    private DateTimeOffset? Until(JsonElement root) =>
        DateTimeOffset.TryParse(
            Text(root, answer.Until),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset until)
            ? until
            : null;

    private static string? Text(JsonElement at, string path)
    {
        foreach (string name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => at.GetRawText(),
            _ => null,
        };
    }
}
