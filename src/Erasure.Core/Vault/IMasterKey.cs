namespace Erasure.Core.Vault;

/// <summary>The key that everything secret hangs on; lives outside the database: a file, or a key service.</summary>
public interface IMasterKey
{
    /// <summary>Encrypts a data key for storing; it opens again only under the same <paramref name="context"/>.</summary>
    ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> dataKey, string context, CancellationToken cancellationToken);

    /// <summary>Decrypts what <see cref="WrapAsync"/> made. The caller zeroes the result.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was made by another key, for another context, or was changed.</exception>
    ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, string context, CancellationToken cancellationToken);

    /// <summary>A 32-byte key for one purpose, always the same for the same label (HKDF-SHA256, RFC 5869).</summary>
    byte[] Derive(string label);
}
