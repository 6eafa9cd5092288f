using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Records;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;
using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Tests.Sqlite;

public sealed class TraceErasureTests
{
    /// <summary>Enough pages are split and merged here for <c>secure_delete</c> alone to leave dozens of old values.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nothing_of_a_destroyed_record_is_left_in_any_byte_of_the_files(int seed)
    {
        using var folder = new TempFolder();
        using SqliteDatabase database = SqliteDatabase.Open(new DatabaseOptions { Path = folder["erasure.db"] });
        var store = new SqliteRecordStore(database);
        var random = new Random(seed);
        var alive = new Dictionary<RecordKey, long>();
        var canaries = new HashSet<string>(StringComparer.Ordinal);
        var keysEver = new HashSet<string>(StringComparer.Ordinal);
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < 250; i++)
            {
                await ChangeAsync(store, random, alive, canaries);
            }

            keysEver.UnionWith(Keys(database));
        }

        await database.EraseTracesAsync();

        HashSet<string> keysNow = Keys(database);
        Assert.Equal(alive.Count, keysNow.Count);
        Assert.True(keysEver.Count > 2 * keysNow.Count);
        string[] files = ["erasure.db", "erasure.db-wal", "erasure.db-shm"];
        foreach (string file in files)
        {
            string bytes = await ReadAsync(folder[file]);
            Assert.DoesNotContain(keysEver.Except(keysNow), key => bytes.Contains(key, StringComparison.Ordinal));
            Assert.DoesNotContain(canaries, canary => bytes.Contains(canary, StringComparison.Ordinal));
        }

        string main = await ReadAsync(folder["erasure.db"]);
        Assert.All(keysNow, key => Assert.Contains(key, main, StringComparison.Ordinal));
    }

    private static async Task ChangeAsync(SqliteRecordStore store, Random random, Dictionary<RecordKey, long> alive, HashSet<string> canaries)
    {
        int dice = random.Next(100);
        if (dice < 45 || alive.Count == 0)
        {
            var key = new RecordKey($"p{random.Next(5)}", RandomNumberGenerator.GetHexString(random.Next(8, 40)));
            alive[key] = (await store.TryPutAsync(key, Value(random, canaries), 0, null, CancellationToken.None))!.Value;
            return;
        }

        RecordKey existing = alive.Keys.ElementAt(random.Next(alive.Count));
        if (dice < 65)
        {
            alive[existing] = (await store.TryPutAsync(existing, Value(random, canaries), alive[existing], null, CancellationToken.None))!.Value;
        }
        else
        {
            Assert.True(await store.TryDeleteAsync(existing, alive[existing], CancellationToken.None));
            alive.Remove(existing);
        }
    }

    private static byte[] Value(Random random, HashSet<string> canaries)
    {
        string canary = string.Create(CultureInfo.InvariantCulture, $"<canary {random.NextInt64():x16}>");
        canaries.Add(canary);
        int length = random.Next(10) == 0 ? random.Next(5000, 20000) : random.Next(40, 1500);
        var text = new StringBuilder(length);
        while (text.Length < length)
        {
            text.Append(canary);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static HashSet<string> Keys(SqliteDatabase database) => database.Read(static sql =>
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        using SqliteDataReader rows = sql.Query("SELECT key FROM record_keys WHERE key <> zeroblob(32)");
        while (rows.Read())
        {
            keys.Add(Encoding.Latin1.GetString((byte[])rows[0]));
        }

        return keys;
    });

    private static async Task<string> ReadAsync(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
