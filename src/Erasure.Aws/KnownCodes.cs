using System.Collections.Frozen;

namespace Erasure.Aws;

/// <summary>Error codes that AWS documents and that other servers answer too. What isn't among them may be anything, a key too, and isn't told.</summary>
internal static class KnownCodes
{
    private const string Common = """
        AccessDenied AccessDeniedException ExpiredToken ExpiredTokenException IncompleteSignature InternalError InternalFailure InternalServerError InternalServerException InternalServiceException
        InvalidAction InvalidClientTokenId InvalidSignatureException MissingAuthenticationToken MissingAuthenticationTokenException NotAuthorized OptInRequired RequestExpired RequestLimitExceeded
        RequestThrottled RequestThrottledException ServiceUnavailable ServiceUnavailableException Throttling ThrottlingException ThrottledException TooManyRequestsException UnrecognizedClientException
        ValidationError ValidationException
        """;

    private const string S3 = """
        AccessControlListNotSupported AccountProblem AllAccessDisabled AuthorizationHeaderMalformed BadDigest BadRequest BucketAlreadyExists ConditionalRequestConflict Conflict EntityTooLarge
        EntityTooSmall Forbidden IllegalLocationConstraintException IncompleteBody InvalidAccessKeyId InvalidArgument InvalidBucketName InvalidBucketState InvalidDigest InvalidEncryptionAlgorithmError
        InvalidLocationConstraint InvalidObjectState InvalidPart InvalidPartOrder InvalidPayer InvalidRange InvalidRegion InvalidRequest InvalidSecurity InvalidStorageClass InvalidTag InvalidToken
        InvalidURI KMS.DisabledException KMS.InvalidKeyUsageException KMS.KMSInvalidStateException KMS.NotFoundException KeyTooLongError MalformedACLError MalformedXML MetadataTooLarge MethodNotAllowed
        MissingContentLength MissingSecurityHeader MovedPermanently NoSuchBucket NoSuchBucketPolicy NoSuchKey NoSuchObjectLockConfiguration NoSuchTagSet NoSuchUpload NoSuchVersion NotFound
        NotImplemented NotSignedUp ObjectLockConfigurationNotFoundError OperationAborted PermanentRedirect PreconditionFailed Redirect RequestHeaderSectionTooLarge RequestTimeTooSkewed RequestTimeout
        RestoreAlreadyInProgress SignatureDoesNotMatch SlowDown SlowDownRead SlowDownWrite TemporaryRedirect TokenRefreshRequired XAmzContentSHA256Mismatch
        """;

    private const string Catalog = """
        AlreadyExistsException ConcurrentModificationException EntityNotFoundException FederationSourceException FederationSourceRetryableException GlueEncryptionException IDPCommunicationError
        IDPRejectedClaim InvalidIdentityToken InvalidInputException InvalidRequestException InvalidStateException MalformedPolicyDocument MetadataException NoAnswer OperationTimeoutException
        PackedPolicyTooLarge PermissionTypeMismatchException RegionDisabledException ResourceNotFoundException ResourceNotReadyException ResourceNumberLimitExceededException SerializationException
        UnknownOperationException
        """;

    private static readonly FrozenSet<string> All = $"{Common}\n{S3}\n{Catalog}".Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The code; <c>Unknown</c> where nobody vouches for it.</summary>
    public static string Of(string? code) => code is not null && All.Contains(code) ? code : "Unknown";
}
