using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Erasure.Aws.DynamoDb;
using Erasure.Core.Configuration;
using Erasure.Core.Reconciliation;
using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Erasure.Core.Settings;
using Erasure.Core.Vault;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Sqlite;
using Erasure.Host.Serving;

namespace Erasure.Host.CommandLine.Migration;

/// <summary>A move between the two places that a configuration names.</summary>
internal static class MoveRun
{
    /// <summary>Moves, or goes on with it.</summary>
    /// <param name="configuration">Names both places, and the master key's file.</param>
    /// <param name="to">Where to.</param>
    /// <param name="destroy">Destroy what is left in the source, once they are moved.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops it; the next run goes on.</param>
    /// <param name="credentials">Null for the SDK's chain.</param>
    /// <exception cref="RefusalException">The configuration, the key or DynamoDB stand in the way.</exception>
    /// <exception cref="MoveException">The records do.</exception>
    public static async Task<Migrated> RunAsync(
        ErasureConfiguration configuration, RecordsKind to, bool destroy, TimeProvider time, Action<MoveProgress> tell, CancellationToken cancellationToken, AWSCredentials? credentials = null)
    {
        Check(configuration, to);
        using LocalMasterKey key = Key(configuration, to);
        try
        {
            using SqliteDatabase database = OpenDatabase(configuration, isTarget: to == RecordsKind.Sqlite);
            using AmazonDynamoDBClient client = DynamoDbClients.Create(configuration.Records!.DynamoDb, credentials);
            MoveSide sqlite = Sqlite(database);
            MoveSide dynamo = await DynamoDbAsync(client, configuration.Records.DynamoDb, isTarget: to == RecordsKind.DynamoDb, time, cancellationToken);
            (MoveSide source, MoveSide target) = to == RecordsKind.DynamoDb ? (sqlite, dynamo) : (dynamo, sqlite);
            if (!await new MasterKeyCheck(source.Records, key).FitsAsync(cancellationToken))
            {
                throw new RefusalException("master-key", $"{configuration.Server.MasterKeyFile} isn't the master key of the records in {source.Place}: the host there could open nothing. Put the right one there.");
            }

            RecordMove move = new(source, target, time, tell);
            MoveResult result = await move.RunAsync(cancellationToken);
            return new Migrated(result, source.Place, target.Place, destroy ? await move.DestroySourceAsync(cancellationToken) : null);
        }
        catch (AmazonServiceException refused)
        {
            throw new RefusalException("dynamodb", $"DynamoDB refused with {refused.ErrorCode ?? refused.GetType().Name}; what is moved stays, and the same command goes on. Are region, endpoint, credentials and permissions (dynamodb:Scan among them) right?", refused);
        }
        catch (Exception unreachable) when (unreachable is AmazonClientException or HttpRequestException)
        {
            throw new RefusalException("dynamodb", $"DynamoDB can't be asked ({unreachable.GetType().Name}); what is moved stays, and the same command goes on. Are endpoint and credentials right?", unreachable);
        }
    }

    /// <summary>The embedded host's side.</summary>
    internal static MoveSide Sqlite(SqliteDatabase database)
    {
        SqliteRecordStore records = new(database);
        StoredOrchestrations orchestrations = new(database);
        return new MoveSide
        {
            Place = $"the database '{database.Path}'",
            Records = records,
            Scan = records,
            HasOrchestrations = orchestrations.Any,
            DestroyRestAsync = async _ =>
            {
                await orchestrations.DestroyAsync();
                await database.EraseTracesAsync();
            },
        };
    }

    /// <summary>The Functions app's side.</summary>
    internal static MoveSide DynamoDb(IAmazonDynamoDB client, string table)
    {
        DynamoDbRecordStore records = new(client, new DynamoDbTableOptions { Table = table });
        return new MoveSide
        {
            Place = $"the DynamoDB table '{table}'",
            Records = records,
            Scan = records,
            MaxValueLength = DynamoDbRecordStore.MaxValueLength,
            Notice = GuardedRecords.Notice,
        };
    }

    private static async Task<MoveSide> DynamoDbAsync(AmazonDynamoDBClient client, DynamoDbConfiguration configuration, bool isTarget, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await new DynamoDbTable(client, time, new DynamoDbTableOptions { Table = configuration.Table, Create = isTarget && configuration.Create }).EnsureAsync(cancellationToken);
        }
        catch (Exception unusable) when (unusable is InvalidOperationException or TimeoutException)
        {
            throw new RefusalException("dynamodb", unusable.Message, unusable);
        }

        MoveSide side = DynamoDb(client, configuration.Table);
        return isTarget || await new RecordsFormat(side.Records).IsReadableAsync(cancellationToken)
            ? side
            : throw new RefusalException("later-version", $"A later version of this program wrote the records in {side.Place}: move them with that.");
    }

    private static void Check(ErasureConfiguration configuration, RecordsKind to)
    {
        IReadOnlyList<ConfigurationProblem> problems = to == RecordsKind.DynamoDb
            ? [.. FunctionsAppRules.Check(configuration)]
            : configuration.Records is null ? [new("$.records", "must be given: it says which DynamoDB table the records are in")] : [];
        if (problems.Count > 0)
        {
            throw new RefusalException(RefusalException.Configuration, $"nothing was moved, since the other host couldn't serve this configuration:\n{string.Join('\n', problems.Select(problem => $"  {problem}"))}");
        }
    }

    private static LocalMasterKey Key(ErasureConfiguration configuration, RecordsKind to)
    {
        string file = configuration.Server.MasterKeyFile;
        return to == RecordsKind.DynamoDb || File.Exists(file)
            ? MasterKeyFile.Read(file)
            : throw new RefusalException("master-key", $"{file} must hold the Functions app's master key, since records stay sealed under it: `(umask 077; base64 -d > {file})`, and give it what ERASURE_MASTER_KEY is there.");
    }

    private static SqliteDatabase OpenDatabase(ErasureConfiguration configuration, bool isTarget)
    {
        string path = DatabaseFile.Of(configuration);
        if (isTarget)
        {
            DatabaseFile.MakeFolder(path);
        }
        else if (DatabaseFile.IsMissing(path))
        {
            throw new RefusalException(RefusalException.NotFound, $"There is no database '{path}' to move records from.");
        }

        return SqliteDatabase.Open(new DatabaseOptions { Path = path, Failpoint = HostEnvironment.Read().Failpoint });
    }
}
