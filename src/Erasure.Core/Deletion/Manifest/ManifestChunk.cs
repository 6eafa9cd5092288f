using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Erasure.Core.Durable;
using Erasure.Core.Vault;

namespace Erasure.Core.Deletion.Manifest;

/// <summary>A part of a job's manifest as it is kept in a record: compressed, and sealed under the job's key.</summary>
/// <param name="Last">Id of the last queued match that was looked at for it; the next chunk goes on behind it.</param>
/// <param name="Count">Its matches.</param>
/// <param name="Box">The matches, sealed.</param>
internal sealed record ManifestChunk(string Last, int Count, byte[] Box)
{
    /// <summary>Bytes of values and names that a chunk takes at most: its record stays below DynamoDB's 400 KB whatever they compress to.</summary>
    public const int MaxBytes = 200_000;

    /// <summary>There are no more: the manifest is closed.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The last part, without a match.</summary>
    /// <param name="last">Id of the last queued match that was looked at.</param>
    public static ManifestChunk End(string last) => new(last, 0, []) { IsEnd = true };

    public static ManifestChunk Seal(string jobId, byte[] key, string last, IReadOnlyList<ManifestMatch> matches)
    {
        using MemoryStream packed = new();
        using (BrotliStream brotli = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, matches, DurableJson.Options);
        }

        byte[] plain = packed.ToArray();
        try
        {
            return new ManifestChunk(last, matches.Count, AesGcmBox.Seal(key, plain, ContextOf(jobId)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(packed.GetBuffer());
        }
    }

    public IReadOnlyList<ManifestMatch> Open(string jobId, byte[] key)
    {
        if (IsEnd)
        {
            return [];
        }

        byte[] plain = AesGcmBox.Open(key, Box, ContextOf(jobId));
        try
        {
            using BrotliStream brotli = new(new MemoryStream(plain), CompressionMode.Decompress);
            return JsonSerializer.Deserialize<List<ManifestMatch>>(brotli, DurableJson.Options)!;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] ContextOf(string jobId) => Encoding.UTF8.GetBytes($"manifest/{jobId}");
}
