using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3.Model;

namespace Erasure.Aws.S3;

/// <summary>
/// What a version that was written without a condition says of the version that it was made from. It travels as user metadata, since those are written with the bytes and never change.
/// </summary>
/// <param name="VersionId">The source.</param>
/// <param name="LastModified">When the source was written, as the server lists it: AWS to the second, Ceph to the millisecond.</param>
/// <param name="Nonce">Names the write.</param>
internal sealed record SourceMark(string VersionId, DateTimeOffset LastModified, string Nonce)
{
    /// <summary>The header that it travels in.</summary>
    public const string Header = "x-amz-meta-erasure-source";

    private const int Fields = 4;

    /// <summary>The mark of a new write.</summary>
    /// <param name="source">As listed.</param>
    public static SourceMark Of(S3ObjectVersion source) => new(source.VersionId, TimeOf(source), $"{Guid.NewGuid():N}");

    /// <summary>When a version was written, as it is compared: to the millisecond.</summary>
    public static DateTimeOffset TimeOf(S3ObjectVersion version) =>
        DateTimeOffset.FromUnixTimeMilliseconds(new DateTimeOffset((version.LastModified ?? default).ToUniversalTime()).ToUnixTimeMilliseconds());

    /// <summary>The mark that a version carries; null where it carries none, or one that was written under another key.</summary>
    public static SourceMark? Read(MetadataCollection metadata, string bucket, string fullKey)
    {
        string[] fields = metadata[Header]?.Split(' ', Fields) ?? [];
        return fields.Length == Fields && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out long time) && fields[2] == Seal(fields[1], bucket, fullKey)
            ? new(fields[3], DateTimeOffset.FromUnixTimeMilliseconds(time), fields[1])
            : null;
    }

    /// <summary>The header's value.</summary>
    public string Write(string bucket, string fullKey) =>
        string.Create(CultureInfo.InvariantCulture, $"{LastModified.ToUnixTimeMilliseconds()} {Nonce} {Seal(Nonce, bucket, fullKey)} {VersionId}");

    // Metadata are copied along with objects: a mark counts only where it was written.
    private static string Seal(string nonce, string bucket, string fullKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{nonce}\n{bucket}\n{fullKey}")))[..16];
}
