using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Amazon.S3;
using Erasure.Parquet;

namespace Erasure.Aws.S3;

/// <summary>Holds what a server says of bytes that arrived against those that were sent.</summary>
internal static class ArrivedBytes
{
    /// <summary>The digest that S3 names an upload by.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "S3's ETags and Content-MD5 are MD5, and tell of errors, not of attackers.")]
    public static byte[] Digest(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);

    /// <summary>The ETag of an object that was put in one piece and isn't encrypted by SSE-KMS, without quotes.</summary>
    public static string ETagOf(byte[] digest) => Convert.ToHexStringLower(digest);

    /// <summary>The ETag of an object that was put in parts, without quotes: the digest of the parts' digests, and how many there are. Null where the parts' ETags aren't digests.</summary>
    public static string? ETagOf(IReadOnlyList<string> parts)
    {
        byte[] digests = new byte[parts.Count * 16];
        for (int part = 0; part < parts.Count; part++)
        {
            if (Convert.FromHexString(parts[part].Trim('"'), digests.AsSpan(part * 16, 16), out _, out int written) != OperationStatus.Done || written != 16)
            {
                return null;
            }
        }

        return $"{Convert.ToHexStringLower(Digest(digests))}-{parts.Count}";
    }

    /// <summary>Compares the ETag of an upload with its bytes' digest, where that is what the ETag is (S3 API, "Object": not with SSE-KMS).</summary>
    /// <exception cref="RefusedException">Other bytes arrived.</exception>
    public static void Check(byte[] digest, string? etag, ServerSideEncryptionMethod? encryption, int part)
    {
        bool isDigest = encryption is null || encryption == ServerSideEncryptionMethod.None || encryption == ServerSideEncryptionMethod.AES256;
        if (isDigest && !string.Equals(etag?.Trim('"'), Convert.ToHexStringLower(digest), StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(RefusalCode.SuccessorDiffers, $"Other bytes than were sent arrived as part {part}, by the ETag that the server names.");
        }
    }
}
