namespace Erasure.Core.Domains.Http;

/// <summary>What one attempt at a call came to.</summary>
/// <param name="Outcome">The outcome, were this the last attempt.</param>
/// <param name="IsTransient">Another attempt may help.</param>
/// <param name="RetryAfter">How long the other side asks to wait; null where it doesn't.</param>
internal sealed record CallResult(Outcome Outcome, bool IsTransient = false, TimeSpan? RetryAfter = null)
{
    /// <summary>A failure that another attempt may mend.</summary>
    public static CallResult Transient(string code, TimeSpan? retryAfter = null) =>
        new(new Outcome.Failed(code, Retryable: true), IsTransient: true, retryAfter);

    /// <summary>A failure that another attempt would only repeat.</summary>
    public static CallResult Final(string code) => new(new Outcome.Failed(code, Retryable: false));

    /// <summary>A failure by an HTTP status: 429 and 5xx are transient, everything else is not.</summary>
    public static CallResult OfStatus(string prefix, HttpResponseMessage response, TimeProvider time)
    {
        string code = $"{prefix}-{(int)response.StatusCode}";
        return (int)response.StatusCode is 429 or (>= 500 and <= 599)
            ? Transient(code, RetryAfterHeader.Read(response, time))
            : Final(code);
    }
}
