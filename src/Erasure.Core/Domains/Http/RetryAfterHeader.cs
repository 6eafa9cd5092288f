namespace Erasure.Core.Domains.Http;

/// <summary>Retry-After (RFC 9110, section 10.2.3), in seconds or as a date.</summary>
internal static class RetryAfterHeader
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>The wait asked for, at least zero and at most 30 days; null where none is.</summary>
    public static TimeSpan? Read(HttpResponseMessage response, TimeProvider time)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, Longest.Ticks));
    }
}
