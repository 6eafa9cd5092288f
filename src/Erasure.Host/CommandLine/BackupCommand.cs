using System.CommandLine;
using Erasure.Core.Configuration;
using Erasure.Embedded.Sqlite;
using Erasure.Host.Serving;

namespace Erasure.Host.CommandLine;

/// <summary><c>erasure backup --config FILE --to FILE</c>: copies the database of a host, which may be running.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        Option<FileInfo> config = new("--config") { Description = "The configuration file.", HelpName = "FILE", Required = true };
        Option<FileInfo> to = new("--to") { Description = "The copy to make.", HelpName = "FILE", Required = true };
        Command backup = new("backup", "Copy the database, while a host runs or none does.") { config, to };
        backup.SetAction((command, _) => RunAsync(command, command.GetRequiredValue(config), command.GetRequiredValue(to)));
        return backup;
    }

    private static async Task<int> RunAsync(ParseResult command, FileInfo file, FileInfo copy)
    {
        ErasureConfiguration configuration = ConfigCommand.LoadSettings(file);
        string database = DatabaseFile.Of(configuration);
        BackupDestination.Require(configuration, copy.FullName);
        long bytes = DatabaseBackup.Write(database, copy.FullName);
        await Answer.WriteAsync(
            command,
            new { copy = copy.FullName, bytes, masterKeyFile = configuration.Server.MasterKeyFile },
            $"{copy.FullName}: {bytes:N0} bytes, looked through.\nWithout the master key it can't be read: keep {configuration.Server.MasterKeyFile} too, somewhere else.");
        return ExitCode.Done;
    }
}
