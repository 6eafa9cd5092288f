namespace Erasure.Aws.S3;

/// <summary>What an endpoint and its bucket honour.</summary>
/// <param name="Versioned">The bucket keeps versions.</param>
/// <param name="Put">A put with If-Match fails with 412 where the ETag differs, and only there.</param>
/// <param name="Complete">So does the completion of a multipart upload.</param>
/// <param name="CopySource">So does a copy of a part, for the ETag of its source.</param>
/// <param name="Delete">So does a delete.</param>
/// <param name="DecodesSourceTwice">A copy's source is percent-decoded twice (Ceph 16).</param>
/// <param name="BareETags">If-Match takes ETags only without their quotation marks (Ceph before 17).</param>
/// <param name="DigestETags">The ETag of what is put, and of a part, is the MD5 of its bytes, unless they are encrypted with keys of a service.</param>
public sealed record S3Capabilities(bool Versioned, bool Put, bool Complete, bool CopySource, bool Delete, bool DecodesSourceTwice, bool BareETags, bool DigestETags)
{
    /// <summary>An object can be replaced without any chance that somebody else's write is lost.</summary>
    public bool ReplacesOnCondition => Put && Complete && (CopySource || Versioned);

    /// <summary>What AWS honours (S3 User Guide, "Conditional requests").</summary>
    internal static S3Capabilities Aws(bool versioned) => new(versioned, Put: true, Complete: true, CopySource: true, Delete: true, DecodesSourceTwice: false, BareETags: false, DigestETags: true);

    /// <summary>The key as this endpoint's copies take it.</summary>
    internal string CopySourceKey(string key) => DecodesSourceTwice ? key.Replace("%", "%25", StringComparison.Ordinal) : key;

    /// <summary>The ETag as this endpoint's If-Match takes it.</summary>
    internal string IfMatch(string etag) => BareETags ? etag.Trim('"') : etag;
}
