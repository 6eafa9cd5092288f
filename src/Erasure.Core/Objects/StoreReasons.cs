namespace Erasure.Core.Objects;

/// <summary>Codes of why a store or a catalog can't be used.</summary>
public static class StoreReasons
{
    /// <summary>There are no credentials to ask with.</summary>
    public const string NoCredentials = "no-credentials";

    /// <summary>It refused who asked.</summary>
    public const string AccessDenied = "access-denied";

    /// <summary>There is no such bucket.</summary>
    public const string BucketNotFound = "bucket-not-found";

    /// <summary>The bucket is in another region, or the endpoint isn't the one for it.</summary>
    public const string WrongEndpoint = "wrong-endpoint";

    /// <summary>Nothing could be replaced safely there: neither conditional writes nor versions.</summary>
    public const string NotSafe = "not-safe";

    /// <summary>It lists or reads objects under other keys than they were written by.</summary>
    public const string KeysDiffer = "keys-differ";

    /// <summary>It doesn't know an operation that is needed.</summary>
    public const string NotSupported = "not-supported";

    /// <summary>Its certificate can't be verified.</summary>
    public const string BadCertificate = "bad-certificate";

    /// <summary>It didn't answer.</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>It asked to slow down.</summary>
    public const string Throttled = "throttled";

    /// <summary>Its file system may be read and not be written.</summary>
    public const string ReadOnly = "read-only";

    /// <summary>Its file system, or the share of it that the host may have, is full.</summary>
    public const string NoSpace = "no-space";

    /// <summary>It failed in another way.</summary>
    public const string Io = "io";

    /// <summary>What is known of any failure to use a store. Of what others throw only the type is told: the text may hold a key or a value.</summary>
    public static (string Reason, string Detail, bool MayPass) Of(Exception failure) => failure switch
    {
        StoreException store => (store.Reason, store.Message, store.MayPass),
        QueryException query => (query.Code, $"{query.Code}: {query.Message}", false),
        UnauthorizedAccessException => (AccessDenied, "The store refused access: check what the host's user may list, read and write there.", false),
        IOException when FileErrors.ReasonOf(failure) is { } reason => (reason, FileErrors.Describe(reason), false),
        IOException => (Io, $"The store failed with {failure.GetType().Name}: check the disk or the share that it is on.", true),
        _ => ("unexpected", $"{failure.GetType().Name} in {Durable.TaskFailures.WhereThrown(failure)}: report it.", true),
    };
}
