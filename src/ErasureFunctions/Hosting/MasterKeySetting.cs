using System.Security.Cryptography;
using Erasure.Core.Settings;
using Erasure.Core.Vault;

namespace ErasureFunctions.Hosting;

/// <summary>The master key, which is a secret of Key Vault that an app setting refers to.</summary>
internal static class MasterKeySetting
{
    /// <exception cref="InvalidOperationException">It isn't there, or isn't the base64 of 32 random bytes; the message doesn't quote it.</exception>
    public static LocalMasterKey Read(HostEnvironment environment)
    {
        byte[] key = new byte[LocalMasterKey.Length];
        try
        {
            return Convert.TryFromBase64String(environment.MasterKey ?? "", key, out int length) && length == key.Length && !LocalMasterKey.IsWeak(key)
                ? new LocalMasterKey(key)
                : throw new InvalidOperationException($"ERASURE_MASTER_KEY must be the base64 of {LocalMasterKey.Length} random bytes, such as `openssl rand -base64 32` prints. On Azure it refers to a secret; look whether that can be read.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
