using System.Security.Cryptography;
using Erasure.Core.Vault;
using Erasure.Embedded.Files;
using Erasure.Host.CommandLine;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Host.Serving;

/// <summary>The file with the master key: made at first start, readable by its owner only, and missed loudly afterwards.</summary>
internal static class MasterKeyFile
{
    /// <param name="path">The file.</param>
    /// <param name="isFirstStart">The database holds nothing yet, so a missing key may be made: nothing was sealed with another one.</param>
    /// <exception cref="RefusalException">The key is missing, weak, open to others, or isn't one.</exception>
    public static LocalMasterKey Open(string path, bool isFirstStart)
    {
        if (isFirstStart && !File.Exists(path))
        {
            Make(path);
        }

        return Read(path);
    }

    /// <summary>The key in the file.</summary>
    /// <exception cref="RefusalException">It is missing, weak, open to others, or isn't one.</exception>
    public static LocalMasterKey Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new RefusalException(RefusalException.Configuration, $"The master key {path} is missing, and without it nothing in the vault can be opened: put it back from your backup.");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None)
        {
            throw new RefusalException(RefusalException.Configuration, $"The master key {path} can be read or changed by others than its owner: `chmod 600` it, and think about whether somebody has.");
        }

        using SafeFileHandle file = EndlessFile.IsAt(path) ? throw new RefusalException(RefusalException.Configuration, $"{path} is no master key: it is a pipe, a socket or a device.") : File.OpenHandle(path);
        if (RandomAccess.GetLength(file) is var length && length != LocalMasterKey.Length)
        {
            throw new RefusalException(RefusalException.Configuration, $"{path} is no master key: it has {length} bytes instead of {LocalMasterKey.Length}.");
        }

        byte[] key = new byte[LocalMasterKey.Length];
        try
        {
            return RandomAccess.Read(file, key, fileOffset: 0) != key.Length ? throw new RefusalException(RefusalException.Configuration, $"{path} can't be read to its end.")
                : LocalMasterKey.IsWeak(key) ? throw new RefusalException(RefusalException.Configuration, $"{path} is no master key: its bytes aren't random. Remove it, and one is made; or make one yourself: `head -c 32 /dev/urandom`.")
                : new LocalMasterKey(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    // Under another name until it is whole and on disk, so that a crash leaves a key or none.
    private static void Make(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using UnfinishedFile unfinished = UnfinishedFile.Create(path, isPrivate: true);
        RandomAccess.Write(unfinished.Handle, RandomNumberGenerator.GetBytes(LocalMasterKey.Length), fileOffset: 0);
        unfinished.Finish();
    }
}
