using System.Net;
using Amazon.S3.Model;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>Bytes of an object that were asked for (RFC 9110, 14). A server, or a cache before it, may ignore that and send others, which must not pass for them.</summary>
/// <param name="Offset">The first of them.</param>
/// <param name="Count">How many; at least one.</param>
internal readonly record struct AskedRange(long Offset, long Count)
{
    /// <summary>As a request says it.</summary>
    public ByteRange Header => new(Offset, Offset + Count - 1);

    /// <summary>Makes sure that an answer holds exactly these bytes of an object.</summary>
    /// <param name="answer">What came, its body not read yet.</param>
    /// <param name="length">The object's length in bytes.</param>
    /// <param name="bucket">Which bucket it is in.</param>
    /// <exception cref="UnusableStoreException">It holds others, or doesn't say which.</exception>
    public void Require(GetObjectResponse answer, long length, string bucket)
    {
        bool isAsked = answer.HttpStatusCode == HttpStatusCode.PartialContent
            ? answer.ContentRange == $"bytes {Offset}-{Offset + Count - 1}/{length}"
            : Offset == 0 && Count == length && answer.ContentLength == length;
        if (!isAsked)
        {
            throw new UnusableStoreException(StoreReasons.NotSupported, $"The endpoint of bucket {bucket} answered a request for a range of bytes with other ones, so that what is in an object can't be known. Use a server that honours ranges, and no cache before it that doesn't.");
        }
    }
}
