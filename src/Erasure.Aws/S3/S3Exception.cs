using System.Net;
using Amazon.Runtime;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>S3 refused a request or didn't answer. Names operation and code, never a key: a key may hold an identifier, and the SDK's own exceptions carry it.</summary>
public sealed class S3Exception : StoreException
{
    private S3Exception(string message, string code, HttpStatusCode status)
        : base(message)
    {
        Code = code;
        Status = status;
    }

    /// <summary>S3's code, such as <c>AccessDenied</c>.</summary>
    public string Code { get; }

    /// <summary>The answer's HTTP status; 0 where there was none.</summary>
    public HttpStatusCode Status { get; }

    /// <inheritdoc/>
    public override string Reason => this switch
    {
        { Status: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => "access-denied",
        { Status: HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests } => "throttled",
        { Status: default(HttpStatusCode) } => "no-answer",
        _ => "io",
    };

    internal bool IsMissing => Code is "NoSuchKey" or "NoSuchVersion" || (Status == HttpStatusCode.NotFound && Code is not ("NoSuchBucket" or "NoSuchUpload"));

    /// <summary>A condition did not hold, another write to the key was under way, or the upload is over: the SDK repeats a completion whose answer was lost.</summary>
    internal bool IsChanged => Code == "NoSuchUpload" || Status == HttpStatusCode.PreconditionFailed || (Status == HttpStatusCode.Conflict && Code is not ("RestoreAlreadyInProgress" or "InvalidBucketState"));

    internal bool IsArchived => Code == "InvalidObjectState";

    internal static S3Exception From(string operation, Exception failure) => failure is AmazonServiceException { StatusCode: not default(HttpStatusCode) } answer
        ? new($"S3 refused {operation}: {answer.ErrorCode} (HTTP {(int)answer.StatusCode}, request {answer.RequestId}).{Advice(answer)}", answer.ErrorCode ?? "", answer.StatusCode)
        : new($"S3 did not answer {operation} ({failure.GetType().Name}); check the endpoint and the network.", "NoAnswer", default);

    private static string Advice(AmazonServiceException answer) => answer.StatusCode == HttpStatusCode.Forbidden
        ? " Check the policy that `erasure mapper policy` prints."
        : "";
}
