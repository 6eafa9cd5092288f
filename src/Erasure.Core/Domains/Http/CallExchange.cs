using Erasure.Core.Domains.Calls;
using Erasure.Core.Subjects;

namespace Erasure.Core.Domains.Http;

/// <summary>What goes to and fro in one attempt at a call, for its record.</summary>
internal sealed class CallExchange(string operation, HttpCallConfiguration call, HttpConnectorConfiguration options, DomainErasure erasure, Sealed<Subject> subject, int resend)
{
    private const int LongestReason = 200;

    private Dictionary<string, string> requestHeaders = [];
    private Dictionary<string, string> responseHeaders = [];

    /// <summary>The body that was sent.</summary>
    public ReadOnlyMemory<byte> Sent { get; set; }

    /// <summary>The body that came back, as far as it was read.</summary>
    public AnswerBody Received { get; set; } = AnswerBody.None;

    /// <summary>Its status; null where nothing came back.</summary>
    public int? Status { get; private set; }

    /// <summary>What the domain gave as a reason, where it isn't one of those that the configuration lists.</summary>
    public string? UnlistedReason { get; set; }

    public void Began(HttpRequestMessage request)
    {
        requestHeaders = HeaderMask.Show(request.Headers, request.Content?.Headers, subject);
        Status = null;
        UnlistedReason = null;
        Received = AnswerBody.None;
    }

    public void Answered(HttpResponseMessage response)
    {
        responseHeaders = HeaderMask.Show(response.Headers, response.Content.Headers, subject);
        Status = (int)response.StatusCode;
    }

    public DomainCall Record(DateTimeOffset at, TimeSpan took, Outcome outcome)
    {
        HttpAnswerConfiguration answer = options.Answer;
        BodyMask mask = new(subject, answer.Erased.Concat(answer.NothingFound).Concat(answer.Pending).Concat(answer.Withheld).Concat(answer.Failed).ToHashSet(StringComparer.Ordinal));
        return new DomainCall
        {
            Id = $"{Guid.CreateVersion7(at):N}",
            Domain = erasure.Domain,
            At = at,
            Operation = operation,
            Attempt = erasure.Attempt,
            Resend = resend,
            Method = call.Method,
            Address = options.Url.TrimEnd('/') + call.Path,
            Status = Status,
            Milliseconds = (long)took.TotalMilliseconds,
            Outcome = DomainSpans.WordOf(outcome),
            Code = outcome is Outcome.Failed failed ? DomainSpans.CodeOf(failed.Code) : null,
            Reason = Shown(UnlistedReason),
            RequestHeaders = requestHeaders,
            RequestBody = mask.Show(Sent),
            ResponseHeaders = responseHeaders,
            ResponseBody = Show(Received, mask),
        };
    }

    private string? Shown(string? reason) =>
        reason is null ? null
        : IdentifierGuard.Suggests(reason, subject) ? "(left out: it named the person)"
        : string.Concat(reason.Take(LongestReason).Select(c => char.IsControl(c) ? ' ' : c)).Trim();

    private string? Show(AnswerBody body, BodyMask mask) => body.State switch
    {
        AnswerBodyState.TooLong => $"longer than {options.MaxAnswerBytes} bytes",
        AnswerBodyState.Undecodable => $"not what its content-encoding says, {body.Bytes.Length} bytes",
        AnswerBodyState.Broken when body.Bytes.IsEmpty => null,
        AnswerBodyState.Broken => $"broken off after {body.Bytes.Length} bytes",
        _ => mask.Show(body.Bytes),
    };
}
