using System.Net;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>S3 refused a request or didn't answer. Names place, operation and code, never a key: a key may hold an identifier, and the SDK's own exceptions carry it.</summary>
public sealed class S3Exception : StoreException
{
    private S3Exception(S3Refusal refusal, string message, string code, HttpStatusCode status)
        : base($"{message} {refusal.Advice}")
    {
        Reason = refusal.Reason;
        MayPass = refusal.MayPass;
        Code = code;
        Status = status;
    }

    /// <inheritdoc/>
    public override string Reason { get; }

    /// <inheritdoc/>
    public override bool MayPass { get; }

    /// <summary>S3's code, such as <c>AccessDenied</c>.</summary>
    public string Code { get; }

    /// <summary>The answer's HTTP status; 0 where there was none.</summary>
    public HttpStatusCode Status { get; }

    internal bool IsMissing => Code is "NoSuchKey" or "NoSuchVersion" || (Status == HttpStatusCode.NotFound && Code is not ("NoSuchBucket" or "NoSuchUpload"));

    /// <summary>A condition did not hold, another write to the key was under way, or the upload is over: the SDK repeats a completion whose answer was lost.</summary>
    internal bool IsChanged => Code == "NoSuchUpload" || Status == HttpStatusCode.PreconditionFailed || (Status == HttpStatusCode.Conflict && Code is not ("RestoreAlreadyInProgress" or "InvalidBucketState"));

    internal bool IsArchived => Code == "InvalidObjectState";

    internal static S3Exception From(string operation, Exception failure, S3StoreOptions options) => failure switch
    {
        AmazonSecurityTokenServiceException { StatusCode: not default(HttpStatusCode) } tokens => new(
            S3Refusal.OfRole(tokens.StatusCode),
            $"The security token service refused {(options.RoleArn is { } role ? $"the role {role}" : "the host's role")} before {operation} on {options.Place}: {Told(tokens)}.",
            tokens.ErrorCode ?? "",
            tokens.StatusCode),
        AmazonServiceException { StatusCode: not default(HttpStatusCode) } answer => new(
            S3Refusal.Of(answer.ErrorCode ?? "", answer.StatusCode),
            $"S3 refused {operation} on {options.Place}: {Told(answer)}.",
            answer.ErrorCode ?? "",
            answer.StatusCode),
        _ when IsAboutCertificate(failure) => new(S3Refusal.Certificate, $"The certificate of S3 can't be verified, for {operation} on {options.Place}.", "NoAnswer", default),
        _ => new(S3Refusal.Silence, $"S3 did not answer {operation} on {options.Place} ({failure.GetType().Name}).", "NoAnswer", default),
    };

    private static string Told(AmazonServiceException answer) => $"{KnownCodes.Of(answer.ErrorCode)} (HTTP {(int)answer.StatusCode})";

    private static bool IsAboutCertificate(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return true;
            }
        }

        return false;
    }
}
