using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Erasure.Core.Reconciliation;
using Erasure.Core.Vault;
using Erasure.Embedded.Sqlite;
using Erasure.Host.Tests.Processes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

/// <summary>What a start refuses of a file that is right by itself, one row for each check.</summary>
internal static class StartRefusals
{
    /// <summary>What is done in the folder before, with a whole database and its key at hand; settings of the server; how the problems begin, between bars.</summary>
    public static TheoryData<string, string, string> Rows { get; } = new()
    {
        { "cp key master.key", "", "$.server.dataFolder: there is a master key, " },
        { "mkdir data; mkfifo data/erasure.db", "", "$.server.dataFolder: " },
        { "cp key master.key; mkdir data; ln -s nowhere/erasure.db data/erasure.db", "", "$.server.dataFolder: the database " },
        { "cp key master.key; mkdir data; touch data/erasure.db", "", "$.server.dataFolder: there is a master key, " },
        { "mkdir data; head -c 9999 /dev/urandom > data/erasure.db-wal", "", "$.server.dataFolder: there is the log of a database, " },
        { "mkdir data; touch data/erasure.db data/erasure.db-wal", "", "$.server.dataFolder: there is the log of a database, " },
        { "head -c 16 key > master.key; cp whole data.db", "\"dataFolder\":\"d\"", "$.server.masterKeyFile: |$.server.dataFolder: there is a master key, " },
        { "mkdir data; cp whole data/erasure.db", "", "$.server.masterKeyFile: The master key " },
        { "mkdir data; cp whole data/erasure.db; cp key master.key; chmod 644 master.key", "", "$.server.masterKeyFile: The master key " },
        { "mkdir data; cp whole data/erasure.db; head -c 32 /dev/zero > master.key", "", "$.server.masterKeyFile: " },
        { "mkdir data; cp whole data/erasure.db; head -c 32 /dev/urandom > master.key", "", "$.server.masterKeyFile: " },
        { "mkdir data; yes | head -c 9999 > data/erasure.db; cp key master.key", "", "$.server.dataFolder: The database " },
        { "mkdir data; cp whole data/erasure.db; cp key master.key; printf '\\0\\0\\0\\143' | dd of=data/erasure.db bs=1 seek=60 conv=notrunc status=none", "", "$.server.dataFolder: The database " },
        { "mkdir data; cp whole data/erasure.db; cp key master.key; yes | dd of=data/erasure.db bs=4096 seek=1 count=9 iflag=fullblock conv=notrunc status=none", "", "$.server.dataFolder: The database " },
        { "", $"\"dataFolder\":\"{new string('d', 300)}\"", "$.server.dataFolder: has a name of more than 255 bytes" },
        { "", $"\"masterKeyFile\":\"{new string('k', 300)}\"", "$.server.masterKeyFile: has a name of more than 255 bytes" },
        { "touch file", "\"dataFolder\":\"file/data\"", "$.server.dataFolder: " },
        { "", "\"dataFolder\":\"/proc/erasure\"", "$.server.dataFolder: " },
        { "", "\"masterKeyFile\":\"/proc/erasure/key\"", "$.server.masterKeyFile: " },
        { "", "\"url\":\"http://203.0.113.7:7071\",\"apiKeyVariable\":\"ERASURE_CONFIG_TEST_KEY\"", "$.server.url: " },
        { "", "\"url\":\"http://127.0.0.1:TAKEN\"", "$.server.url: " },
        { "", "\"publicUrl\":\"https://erasure.example.org\"", "$.server.publicUrl: " },
        { "", "\"apiKeyVariable\":\"ERASURE_CONFIG_TEST_NO_KEY\"", "$.server.apiKeyVariable: names an environment variable that isn't set" },
        { "mkdir -p data/erasure.db", "", "$.server.dataFolder: " },
        { "mkdir data; yes | head -c 9999 > data/erasure.db; head -c 16 key > master.key", "", "$.server.masterKeyFile: |$.server.dataFolder: The database " },
    };

    /// <summary>Makes the folder what a row says.</summary>
    public static async Task PrepareAsync(TempFolder folder, string before)
    {
        Environment.SetEnvironmentVariable("ERASURE_CONFIG_TEST_KEY", "0123456789abcdef0123456789abcdef");
        await BeginAsync(folder["whole"], folder["key"]);
        await ProcessResult.RunAsync("bash", "-c", $"umask 077; cd '{folder.Path}' && {(before.Length > 0 ? before : "true")}");
    }

    /// <summary>A row's settings as JSON.</summary>
    public static string ServerOf(string server, TcpListener taken)
    {
        string settings = server.Contains("url", StringComparison.Ordinal) ? server : $"\"url\":\"http://127.0.0.1:0\"{(server.Length > 0 ? $",{server}" : "")}";
        return $"{{{settings.Replace("TAKEN", $"{((IPEndPoint)taken.LocalEndpoint).Port}", StringComparison.Ordinal)}}}";
    }

    private static async Task BeginAsync(string database, string keyFile)
    {
        byte[] key = RandomNumberGenerator.GetBytes(LocalMasterKey.Length);
        await File.WriteAllBytesAsync(keyFile, key);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using SqliteDatabase begun = SqliteDatabase.Open(new DatabaseOptions { Path = database });
        using LocalMasterKey master = new(key);
        Assert.True(await new MasterKeyCheck(new SqliteRecordStore(begun), master).HoldsAsync(CancellationToken.None));
    }
}
