using System.Security.Cryptography;
using System.Text;

namespace Erasure.Core.Vault;

/// <summary>A master key held in memory: AES-256-GCM wraps, HKDF-SHA256 derives.</summary>
/// <remarks>Wrapping uses a derived key too, so that no key serves two algorithms. Layout of a wrapped key: nonce (12), tag (16), ciphertext.</remarks>
public sealed class LocalMasterKey : IMasterKey, IDisposable
{
    /// <summary>Length of a master key in bytes.</summary>
    public const int Length = 32;

    private const int FewestDifferent = 16;

    private readonly byte[] key;
    private readonly byte[] wrappingKey;

    /// <summary>Takes a copy of the key.</summary>
    /// <exception cref="ArgumentException">It isn't 32 bytes long.</exception>
    public LocalMasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
        {
            throw new ArgumentException($"A master key has {Length} bytes, this one has {key.Length}.", nameof(key));
        }

        this.key = key.ToArray();
        wrappingKey = Derive("wrap");
    }

    /// <summary>Whether the bytes can't be what a random source made: of 32 random ones fewer than 16 different ones never occur.</summary>
    public static bool IsWeak(ReadOnlySpan<byte> key) => new HashSet<byte>(key.ToArray()).Count < FewestDifferent;

    /// <inheritdoc/>
    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> dataKey, string context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AesGcmBox.Seal(wrappingKey, dataKey.Span, Encoding.UTF8.GetBytes(context)));

    /// <inheritdoc/>
    public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, string context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AesGcmBox.Open(wrappingKey, wrapped.Span, Encoding.UTF8.GetBytes(context)));

    /// <inheritdoc/>
    public byte[] Derive(string label) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Length, salt: "erasure"u8.ToArray(), info: Encoding.UTF8.GetBytes(label));

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(wrappingKey);
    }
}
