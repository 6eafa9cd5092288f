namespace Erasure.Core.Domains.Calls;

/// <summary>What was said in one call to a domain, without a value but a reason that nobody foresaw: to see why it failed.</summary>
public sealed record DomainCall
{
    /// <summary>Time-ordered id: a version 7 UUID in 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>submit</c> or <c>check</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>In which attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>How often the same had been sent just before, in vain.</summary>
    public int Resend { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The address as it is configured, placeholders for values.</summary>
    public required string Address { get; init; }

    /// <summary>HTTP status; null where there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required long Milliseconds { get; init; }

    /// <summary>What it was taken for: <c>erased</c>, <c>nothing_found</c>, <c>pending</c>, <c>withheld</c>, <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it failed; <c>domain</c> where the domain gave a reason, which the erasure's progress tells.</summary>
    public string? Code { get; init; }

    /// <summary>What the domain gave as a reason, where the configuration doesn't list it: here alone, since it may be about a person.</summary>
    public string? Reason { get; init; }

    /// <summary>Some of the request's headers.</summary>
    public IReadOnlyDictionary<string, string> RequestHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>The request's body, masked; null where it had none.</summary>
    public string? RequestBody { get; init; }

    /// <summary>Some of the answer's headers.</summary>
    public IReadOnlyDictionary<string, string> ResponseHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>The answer's body, masked; null where it had none, or it wasn't read.</summary>
    public string? ResponseBody { get; init; }
}
