using Erasure.Core.Configuration;
using Erasure.Embedded.Files;

namespace Erasure.Host.CommandLine;

/// <summary>Where a copy of the database would be in the host's own way.</summary>
internal static class BackupDestination
{
    /// <summary>Makes sure that nobody else reads, writes or searches what is there.</summary>
    /// <exception cref="RefusalException">The host does.</exception>
    public static void Require(ErasureConfiguration configuration, string copy)
    {
        string? mails = configuration.Mail?.Folder;
        string? taken =
            configuration.Lake?.Folder is { } lake && FilePlaces.IsWithin(copy, lake) ? "lake.folder, in which erasures search: they would fail at it"
            : mails is not null && FilePlaces.IsWithin(copy, mails) ? "mail.folder, in which mails are"
            : configuration.Server.MasterKeyFile is { } key && FilePlaces.IsBeside(copy, Path.GetDirectoryName(Path.GetFullPath(key))!) && string.Equals(Path.GetFileName(copy), Path.GetFileName(key), StringComparison.OrdinalIgnoreCase) ? "the place of server.masterKeyFile"
            : null;
        if (taken is not null)
        {
            throw new RefusalException("in-the-way", $"{copy} is in {taken}. Name a file elsewhere, best on another disk.");
        }
    }
}
