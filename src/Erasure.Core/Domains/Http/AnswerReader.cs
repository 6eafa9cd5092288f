using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Erasure.Core.Domains.Http;

/// <summary>Turns a domain's answer into an outcome. Nothing of its body goes on but codes, counts and dates.</summary>
internal sealed class AnswerReader(HttpAnswerConfiguration answer, int longest, TimeProvider time)
{
    private const string UnknownStatus = "unknown-status";

    public async Task<CallResult> ReadAsync(HttpCallConfiguration call, HttpResponseMessage response, CallExchange exchange, CancellationToken cancellationToken)
    {
        AnswerBody body = await AnswerBody.ReadAsync(response, longest, cancellationToken);
        exchange.Received = body;
        int status = (int)response.StatusCode;
        if (call.NothingFound.Contains(status))
        {
            return new CallResult(ReadNothingFound(body, response, exchange));
        }

        bool isPending = call.Pending.Contains(status);
        if (!isPending && !call.Erased.Contains(status))
        {
            return CallResult.OfStatus("http", response, time);
        }

        Outcome byStatus = isPending ? new Outcome.Pending(RetryAfterHeader.Read(response, time)) : new Outcome.Erased();
        return answer.Status.Length == 0 ? new CallResult(byStatus) : Read(body, byStatus, response, exchange);
    }

    private CallResult Read(AnswerBody body, Outcome byStatus, HttpResponseMessage response, CallExchange exchange)
    {
        body.Cause?.Throw();
        if (body.State == AnswerBodyState.TooLong)
        {
            return CallResult.Final("answer-too-long");
        }

        if (body is { State: AnswerBodyState.Whole, Bytes.IsEmpty: true })
        {
            // A connection that is closed behind the headers may have been cut before a body that says "failed".
            return byStatus is Outcome.Pending || SaysItsEnd(response) ? new CallResult(byStatus) : CallResult.Transient("network");
        }

        using JsonDocument? document = ObjectOf(body);
        if (document is not null)
        {
            return new CallResult(Read(document.RootElement, byStatus, response, exchange));
        }

        // A page of HTML under status 200 is a proxy's or a login's, not the domain's word that a person is erased.
        return byStatus is Outcome.Pending ? new CallResult(byStatus) : CallResult.Final("answer-not-json");
    }

    /// <summary>The message tells where its body ends (RFC 9112, section 6.3; HTTP/2 and later always do).</summary>
    private static bool SaysItsEnd(HttpResponseMessage response) =>
        HasOneLength(response.Content.Headers) || response.Headers.TransferEncodingChunked == true || response.Version.Major > 1 || response.StatusCode == HttpStatusCode.NoContent;

    // Two that differ are no length (RFC 9112, section 6.3), and the client goes by the first.
    private static bool HasOneLength(HttpContentHeaders headers) =>
        headers.ContentLength is not null && (!headers.NonValidated.TryGetValues("Content-Length", out HeaderStringValues lengths) || lengths.Distinct(StringComparer.Ordinal).Count() == 1);

    // Problem details (RFC 9457) have a status, too: against this code counts only a word that is known.
    private Outcome ReadNothingFound(AnswerBody body, HttpResponseMessage response, CallExchange exchange)
    {
        Outcome byStatus = new Outcome.NothingFound();
        using JsonDocument? document = answer.Status.Length == 0 ? null : ObjectOf(body);
        Outcome said = document is null ? byStatus : Read(document.RootElement, byStatus, response, exchange);
        return said is Outcome.Failed { Code: UnknownStatus } ? byStatus : said;
    }

    private static JsonDocument? ObjectOf(AnswerBody body)
    {
        JsonDocument? document = body.State == AnswerBodyState.Whole ? AnswerJson.TryParse(body.Bytes) : null;
        if (document is { RootElement.ValueKind: not JsonValueKind.Object })
        {
            document.Dispose();
            return null;
        }

        return document;
    }

    private Outcome Read(JsonElement root, Outcome byStatus, HttpResponseMessage response, CallExchange exchange)
    {
        string? word = AnswerField.Text(root, answer.Status);
        if (word is null && !AnswerField.IsMeant(root, answer.Status))
        {
            return byStatus is Outcome.Erased ? new Outcome.Erased(Count(root)) : byStatus;
        }

        string? Reason()
        {
            string? text = AnswerField.Text(root, answer.Reason);
            string? code = ReasonCode.From(text, answer.Reasons);
            exchange.UnlistedReason = code == ReasonCode.Unspecified ? text : null;
            return code;
        }

        return word switch
        {
            null => new Outcome.Failed(UnknownStatus, Retryable: false),
            _ when answer.Erased.Contains(word) => new Outcome.Erased(Count(root)),
            _ when answer.NothingFound.Contains(word) => new Outcome.NothingFound(),
            _ when answer.Pending.Contains(word) => new Outcome.Pending(RetryAfterHeader.Read(response, time)),
            _ when answer.Withheld.Contains(word) => new Outcome.Withheld(Reason() ?? ReasonCode.Unspecified, Until(root)),
            _ when answer.Failed.Contains(word) => new Outcome.Failed(Reason() is { } reason ? $"domain-{reason}" : "domain-failed", Retryable: false),
            _ => new Outcome.Failed(UnknownStatus, Retryable: false),
        };
    }

    private long? Count(JsonElement root) => long.TryParse(AnswerField.Text(root, answer.Count), CultureInfo.InvariantCulture, out long count) && count >= 0 ? count : null;

    private DateTimeOffset? Until(JsonElement root) =>
        DateTimeOffset.TryParse(
            AnswerField.Text(root, answer.Until),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset until)
            ? until
            : null;
}
