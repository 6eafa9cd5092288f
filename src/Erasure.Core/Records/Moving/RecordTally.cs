using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Erasure.Core.Records.Moving;

/// <summary>Count and hash of many records, whatever their order. Safe for many threads.</summary>
internal sealed class RecordTally
{
    private readonly Lock gate = new();
    private readonly byte[] all = new byte[SHA256.HashSizeInBytes];

    /// <summary>How many were added.</summary>
    public long Count { get; private set; }

    /// <summary>Hexadecimal, of the count and the exclusive or of all records' hashes.</summary>
    public string Hash
    {
        get
        {
            lock (gate)
            {
                return $"{Count}-{Convert.ToHexStringLower(all)}";
            }
        }
    }

    public void Add(StoredRecord record)
    {
        byte[] one = HashOf(record);
        lock (gate)
        {
            Count++;
            for (int i = 0; i < all.Length; i++)
            {
                all[i] ^= one[i];
            }
        }
    }

    /// <summary>SHA-256 of key, value and expiry. Not of the version, which is the store's own; and of the expiry whole seconds, rounded up, which every store keeps.</summary>
    public static byte[] HashOf(StoredRecord record)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(record.Key.Partition));
        Append(hash, Encoding.UTF8.GetBytes(record.Key.Sort));
        Append(hash, record.Value.Span);
        AppendNumber(hash, record.ExpiresAt is { } expires ? (expires.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond : -1);
        return hash.GetHashAndReset();
    }

    // With its length before it, so that no two records are one text.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        AppendNumber(hash, part.Length);
        hash.AppendData(part);
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
