using System.CommandLine;
using System.Globalization;
using Erasure.Core.Configuration;
using Erasure.Core.Records.Moving;

namespace Erasure.Host.CommandLine.Migration;

/// <summary><c>erasure migrate --config FILE --to dynamodb|sqlite</c>: moves all records to the other kind of host, while none runs.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        Option<FileInfo> config = new("--config") { Description = "The configuration file: server.dataFolder and records.dynamoDb are the two places.", HelpName = "FILE", Required = true };
        Option<RecordsKind> to = new("--to") { Description = "Where records go: dynamodb (the Azure Functions app) or sqlite (serve).", HelpName = "dynamodb|sqlite", Required = true };
        Option<bool> destroy = new("--destroy-source") { Description = "Destroy what is left in the place that they came from, once they are moved." };
        Command migrate = new("migrate", "Move all records between serve and the Azure Functions app, while neither runs.") { config, to, destroy };
        migrate.SetAction((command, cancellationToken) => RunAsync(command, command.GetRequiredValue(config), command.GetRequiredValue(to), command.GetValue(destroy), cancellationToken));
        return migrate;
    }

    private static async Task<int> RunAsync(ParseResult command, FileInfo file, RecordsKind to, bool destroy, CancellationToken cancellationToken)
    {
        ErasureConfiguration configuration = ConfigCommand.LoadSettings(file);
        MoveTeller teller = new(command.InvocationConfiguration.Error);
        Migrated migrated = await MoveRun.RunAsync(configuration, to, destroy, TimeProvider.System, teller.Tell, cancellationToken);
        await Answer.WriteAsync(
            command,
            new { id = migrated.Result.Id, records = migrated.Result.Records, hash = migrated.Result.Hash, from = migrated.From, to = migrated.To, destroyed = migrated.Destroyed },
            string.Join('\n', Lines(migrated, configuration, file, to)));
        return ExitCode.Done;
    }

    private static IEnumerable<string> Lines(Migrated migrated, ErasureConfiguration configuration, FileInfo file, RecordsKind to)
    {
        (MoveResult result, string from, string there, long? destroyed) = migrated;
        yield return result.Records is { } records
            ? string.Create(CultureInfo.InvariantCulture, $"Moved {records:N0} records from {from} to {there}, each compared (move {result.Id}, hash {result.Hash}).")
            : $"The records of {from} are in {there} (move {result.Id}).";
        yield return destroyed is { } count
            ? string.Create(CultureInfo.InvariantCulture, $"Destroyed what was left in {from}: {count:N0} records.")
            : $"What is left in {from} is closed to hosts; --destroy-source destroys it.";
        yield return to == RecordsKind.DynamoDb
            ? $"The Functions app needs the same master key: ERASURE_MASTER_KEY is what `base64 -w0 {configuration.Server.MasterKeyFile}` prints. Start it on a task hub that was never used: open erasures begin again from their records."
            : $"Take `records` out of {file}, and serve it: open erasures begin again from their records.";
    }
}
