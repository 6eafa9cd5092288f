using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Erasure.Aws.DynamoDb;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Configuration;
using Erasure.Host.CommandLine;
using Erasure.Host.CommandLine.Migration;
using Erasure.Host.Tests.Upgrades;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Upgrades;
using Microsoft.Data.Sqlite;

namespace Erasure.Host.Tests.Migration;

/// <summary>A saved state's folder, and a table of its own that its records are moved to and from.</summary>
internal sealed class MovedFolder : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly DynaliteFixture dynalite;

    private MovedFolder(DynaliteFixture dynalite) => this.dynalite = dynalite;

    public SavedState State { get; private set; } = null!;

    public string Table { get; } = $"t{Guid.NewGuid():N}";

    public string Path => folder.Path;

    public IAmazonDynamoDB Client => dynalite.Client;

    /// <summary>What the command line is given.</summary>
    public string Configuration => folder["migrate.json"];

    public string Database => folder["data/erasure.db"];

    public DynamoDbRecordStore Records => new(dynalite.Client, new DynamoDbTableOptions { Table = Table });

    /// <summary>Unpacks the newest saved state of a name.</summary>
    public static async Task<MovedFolder> OpenAsync(DynaliteFixture dynalite, string state)
    {
        MovedFolder opened = new(dynalite);
        await StateArchive.UnpackAsync(SavedState.Files.Last(file => System.IO.Path.GetFileName(file).StartsWith(state, StringComparison.Ordinal)), opened.Path);
        opened.State = await StateArchive.ReadAsync<SavedState>(opened.Path);
        JsonObject configuration = new()
        {
            ["domains"] = new JsonArray(new JsonObject { ["name"] = "crm", ["admin"] = "crm-admin@example.org", ["connector"] = new JsonObject { ["type"] = "http", ["url"] = "http://127.0.0.1:9" } }),
            ["server"] = new JsonObject { ["url"] = "http://127.0.0.1:0", ["dataFolder"] = "data", ["masterKeyFile"] = "master.key" },
            ["records"] = new JsonObject { ["dynamoDb"] = new JsonObject { ["table"] = opened.Table, ["endpoint"] = dynalite.Url.ToString(), ["region"] = "eu-central-1" } },
        };
        await File.WriteAllTextAsync(opened.Configuration, configuration.ToJsonString());
        return opened;
    }

    public Task<Migrated> MoveAsync(RecordsKind to, bool destroy = false)
    {
        ErasureConfiguration configuration = ConfigCommand.LoadSettings(new FileInfo(Configuration));
        return MoveRun.RunAsync(configuration, to, destroy, new HurriedTime(State.At + TimeSpan.FromMinutes(30)), _ => { }, CancellationToken.None, new BasicAWSCredentials("test", "test"));
    }

    /// <summary>Puts the whole data folder away, as where the other host is another machine.</summary>
    public void PutDataAway() => Directory.Move(folder["data"], folder["left"]);

    /// <summary>The first column of the first row of the database.</summary>
    public object? Read(string sql)
    {
        using SqliteConnection database = new($"Data Source={Database};Pooling=False");
        database.Open();
        using SqliteCommand command = database.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await dynalite.Client.DeleteTableAsync(Table);
        }
        catch (AmazonServiceException)
        {
            // It wasn't made.
        }

        folder.Dispose();
    }
}
