using Erasure.Core.Configuration;
using Erasure.Embedded.Files;
using Erasure.Host.Serving;

namespace Erasure.Host.CommandLine;

/// <summary>Where a copy of the database would be in the host's own way.</summary>
internal static class BackupDestination
{
    /// <summary>Makes sure that nobody else reads, writes or searches what is there, and that the copy can be made.</summary>
    /// <exception cref="RefusalException">The host does, or it can't.</exception>
    public static void Require(ErasureConfiguration configuration, string copy)
    {
        string? mails = configuration.Mail?.Folder;
        string? taken =
            configuration.Lake?.Folder is { } lake && FilePlaces.IsWithin(copy, lake) ? "lake.folder, in which erasures search: they would fail at it"
            : mails is not null && FilePlaces.IsWithin(copy, mails) ? "mail.folder, in which mails are"
            : configuration.Server.MasterKeyFile is { } key
                && FilePlaces.IsBeside(copy, Path.GetDirectoryName(Path.GetFullPath(key))!)
                && string.Equals(Path.GetFileName(copy), Path.GetFileName(key), StringComparison.OrdinalIgnoreCase) ? "the place of server.masterKeyFile"
            : null;
        if (taken is not null)
        {
            throw new RefusalException("in-the-way", $"{copy} is in {taken}. Name a file elsewhere, best on another disk.");
        }

        if (Path.Exists(copy))
        {
            throw Directory.Exists(copy)
                ? new RefusalException(RefusalException.NotAFile, $"{copy} is a folder: name a file in it that doesn't exist yet.")
                : new RefusalException(RefusalException.Exists, $"{copy} exists: name a file that doesn't.");
        }

        // A mistyped folder, or a volume that isn't mounted, isn't to be made.
        string folder = Path.GetDirectoryName(copy)!;
        if (!Directory.Exists(folder))
        {
            throw new RefusalException(RefusalException.NotFound, $"There is no folder {folder} to put the copy in: make it, mount its volume, or name a file elsewhere.");
        }

        if (FolderCheck.Run(folder, "--to") is not null)
        {
            throw new RefusalException("access-denied", $"This user can't make files in {folder}: name a file in a folder in which it can.");
        }
    }
}
