using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Erasure.Core.Vault;

/// <summary>HMAC-SHA256 under keys derived from the master key, one per purpose: what a database may know of a value that it must not know.</summary>
public sealed class KeyedHashes(IMasterKey masterKey)
{
    private readonly ConcurrentDictionary<string, byte[]> keys = new(StringComparer.Ordinal);

    /// <summary>The keyed hash of some values, in lower-case hex. Each is hashed with its length, so that their borders count.</summary>
    /// <param name="purpose">What the hash is for; hashes of different purposes have nothing in common.</param>
    /// <param name="values">What to hash; null differs from empty.</param>
    public string Hash(string purpose, params ReadOnlySpan<string?> values)
    {
        byte[] key = keys.GetOrAdd(purpose, static (label, master) => master.Derive($"hash/{label}"), masterKey);
        using IncrementalHash hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string? value in values)
        {
            byte[] bytes = value is null ? [] : Encoding.UTF8.GetBytes(value);
            BinaryPrimitives.WriteInt32LittleEndian(length, value is null ? -1 : bytes.Length);
            hmac.AppendData(length);
            hmac.AppendData(bytes);
            CryptographicOperations.ZeroMemory(bytes);
        }

        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
