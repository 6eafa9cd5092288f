using Erasure.Core.Objects;

namespace Erasure.Aws.AwsJson;

/// <summary>A service refused a request or didn't answer. The service's own message is left out: it may quote the query, and so a value.</summary>
public sealed class AwsJsonException : StoreException
{
    private AwsJsonException(string code, int status, (string Reason, bool MayPass) meaning, string message)
        : base(message)
    {
        (Reason, MayPass) = meaning;
        Code = code;
        Status = status;
    }

    /// <inheritdoc/>
    public override string Reason { get; }

    /// <inheritdoc/>
    public override bool MayPass { get; }

    /// <summary>The service's code, such as <c>EntityNotFoundException</c>; <c>NoAnswer</c> where there was none, <c>Unknown</c> where nobody vouches for it.</summary>
    public string Code { get; }

    /// <summary>HTTP status; 0 where there was no answer.</summary>
    public int Status { get; }

    internal bool IsPassing => Status is 0 or 429 or >= 500 || IsSlow(Code);

    internal static AwsJsonException Refused(string service, string operation, Uri endpoint, string code, int status) => new(
        code,
        status,
        MeaningOf(code, status),
        $"{service} at {endpoint.Host} refused {operation}: {code} (HTTP {status}). {Advice(code)}");

    internal static AwsJsonException Silent(string service, string operation, Uri endpoint) => new(
        "NoAnswer",
        0,
        (StoreReasons.NoAnswer, true),
        $"{service} at {endpoint.Host} did not answer {operation}. Check the endpoint and the network.");

    private static bool IsSlow(string code) => code is "ThrottlingException" or "TooManyRequestsException" or "RequestLimitExceeded";

    private static (string Reason, bool MayPass) MeaningOf(string code, int status) => (code, status) switch
    {
        _ when IsSlow(code) => (StoreReasons.Throttled, true),
        ("ExpiredToken" or "ExpiredTokenException" or "RequestExpired", _) => (StoreReasons.AccessDenied, true),
        (_, 401 or 403) or ("AccessDeniedException" or "UnrecognizedClientException" or "InvalidSignatureException" or "InvalidClientTokenId" or "IncompleteSignature" or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" or "OptInRequired", _) =>
            (StoreReasons.AccessDenied, false),
        (_, 429) => (StoreReasons.Throttled, true),
        (_, >= 500) => (StoreReasons.Io, true),
        _ => (StoreReasons.Io, false),
    };

    private static string Advice(string code) => code switch
    {
        "UnrecognizedClientException" or "InvalidSignatureException" or "InvalidClientTokenId" or "IncompleteSignature" or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" => "Check the access key and its secret.",
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" => "The session token has expired: give the host new credentials.",
        "AccessDeniedException" => "Check the policy that `erasure mapper policy` prints.",
        _ when IsSlow(code) => "Wait; lower lake.athena.concurrentQueries if it stays.",
        _ => "Check lake.athena and the mapper's table.",
    };
}
