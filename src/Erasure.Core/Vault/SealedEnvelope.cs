using System.Security.Cryptography;
using System.Text;

namespace Erasure.Core.Vault;

/// <summary>A secret under a data key of its own, which the master key wraps: destroying the record that holds it destroys both.</summary>
/// <param name="WrappedKey">The data key, wrapped.</param>
/// <param name="Box">The secret, sealed under it.</param>
public sealed record SealedEnvelope(byte[] WrappedKey, byte[] Box)
{
    /// <summary>Seals; it opens again only under the same <paramref name="context"/>.</summary>
    internal static async Task<SealedEnvelope> SealAsync(IMasterKey masterKey, ReadOnlyMemory<byte> plain, string context, CancellationToken cancellationToken)
    {
        byte[] dataKey = RandomNumberGenerator.GetBytes(LocalMasterKey.Length);
        try
        {
            return new SealedEnvelope(
                await masterKey.WrapAsync(dataKey, context, cancellationToken),
                AesGcmBox.Seal(dataKey, plain.Span, Encoding.UTF8.GetBytes(context)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Opens. The caller zeroes the result.</summary>
    /// <exception cref="CryptographicException">Sealed under another master key or context, or changed.</exception>
    internal async Task<byte[]> OpenAsync(IMasterKey masterKey, string context, CancellationToken cancellationToken)
    {
        byte[] dataKey = await masterKey.UnwrapAsync(WrappedKey, context, cancellationToken);
        try
        {
            return AesGcmBox.Open(dataKey, Box, Encoding.UTF8.GetBytes(context));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }
}
