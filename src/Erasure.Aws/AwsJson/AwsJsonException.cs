namespace Erasure.Aws.AwsJson;

/// <summary>A service refused a request or didn't answer. The service's own message is left out: it may quote the query, and so a value.</summary>
public sealed class AwsJsonException(string service, string operation, string code, int status)
    : IOException($"{service} refused {operation}: {code} (HTTP {status}).")
{
    /// <summary>The service's code, such as <c>EntityNotFoundException</c>; <c>NoAnswer</c> where there was none.</summary>
    public string Code { get; } = code;

    /// <summary>HTTP status; 0 where there was no answer.</summary>
    public int Status { get; } = status;

    internal bool IsPassing => Status is 0 or 429 or >= 500 || Code is "ThrottlingException" or "TooManyRequestsException" or "RequestLimitExceeded";
}
