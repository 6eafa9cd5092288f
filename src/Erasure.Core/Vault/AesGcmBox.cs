using System.Security.Cryptography;

namespace Erasure.Core.Vault;

/// <summary>AES-256-GCM with a random nonce: nonce (12), tag (16), ciphertext (NIST SP 800-38D).</summary>
internal static class AesGcmBox
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Encrypts; <paramref name="context"/> is authenticated along.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        byte[] box = new byte[NonceLength + TagLength + plain.Length];
        Span<byte> nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using AesGcm aes = new(key, TagLength);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), context);
        return box;
    }

    /// <summary>Decrypts what <see cref="Seal"/> made. The caller zeroes the result.</summary>
    /// <exception cref="CryptographicException">Another key or context, or the box was changed.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        if (box.Length < NonceLength + TagLength)
        {
            throw new CryptographicException($"A sealed box has at least {NonceLength + TagLength} bytes, this one has {box.Length}.");
        }

        byte[] plain = new byte[box.Length - NonceLength - TagLength];
        using AesGcm aes = new(key, TagLength);
        aes.Decrypt(box[..NonceLength], box[(NonceLength + TagLength)..], box.Slice(NonceLength, TagLength), plain, context);
        return plain;
    }
}
