using System.Net;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>What a code of S3's means for whoever has to mend it.</summary>
/// <param name="Reason">One of <see cref="StoreReasons"/>.</param>
/// <param name="MayPass">Asking again may be enough; otherwise somebody has to mend it first.</param>
/// <param name="Advice">What to do.</param>
internal sealed record S3Refusal(string Reason, bool MayPass, string Advice)
{
    public static S3Refusal Silence { get; } = new(StoreReasons.NoAnswer, MayPass: true, "Check the endpoint and the network.");

    public static S3Refusal Certificate { get; } = new(StoreReasons.BadCertificate, MayPass: false, "Have the host trust the authority that issued it, or correct the endpoint's name.");

    private static S3Refusal Slow { get; } = new(StoreReasons.Throttled, MayPass: true, "Wait; lower lake.job.concurrentOverall if it stays.");

    public static S3Refusal Of(string code, HttpStatusCode status) => (code, status) switch
    {
        ("NoSuchBucket" or "InvalidBucketName", _) => new(StoreReasons.BucketNotFound, MayPass: false, "Create the bucket, or correct the bucket or the endpoint of the lake or the mapper."),
        ("ExpiredToken" or "TokenRefreshRequired", _) => new(StoreReasons.AccessDenied, MayPass: true, "The session token has expired: give the host new credentials."),
        ("RequestTimeTooSkewed", _) => new(StoreReasons.AccessDenied, MayPass: true, "The clocks differ too much: set the host's."),
        ("InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken", _) => new(StoreReasons.AccessDenied, MayPass: false, "Check the access key and its secret."),
        ("PermanentRedirect" or "TemporaryRedirect" or "Redirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" or "InvalidRegion", _)
            or (_, HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect) => new(StoreReasons.WrongEndpoint, MayPass: false, "Set lake.s3.region to the bucket's region, or correct the endpoint."),
        (_, HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized) => new(StoreReasons.AccessDenied, MayPass: false, "Check the policy that `erasure mapper policy` prints."),
        ("NotImplemented" or "MethodNotAllowed", _) => new(StoreReasons.NotSupported, MayPass: false, "The server must know this operation: see the page on S3."),
        ("SlowDown" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded", _) or (_, HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) => Slow,
        _ => new(StoreReasons.Io, MayPass: true, "Look at the server's own log."),
    };

    public static S3Refusal OfRole(HttpStatusCode status) => (int)status is 429 or >= 500
        ? Slow
        : new(StoreReasons.AccessDenied, MayPass: false, "Correct the role, and let it trust who the host is.");
}
