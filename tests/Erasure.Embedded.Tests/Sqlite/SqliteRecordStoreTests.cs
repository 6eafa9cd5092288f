using Erasure.Core.Records;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared.Contracts;
using Erasure.Tests.Shared;
using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Tests.Sqlite;

public sealed class SqliteRecordStoreTests : RecordStoreContract, IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SqliteDatabase database;

    public SqliteRecordStoreTests()
    {
        database = SqliteDatabase.Open(new DatabaseOptions { Path = folder["erasure.db"] });
        Store = new SqliteRecordStore(database);
    }

    protected override IRecordStore Store { get; }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_page_is_sought_however_many_records_lie_before_it(bool descending)
    {
        string plan = database.Read(session =>
        {
            using SqliteDataReader rows = session.Query($"EXPLAIN QUERY PLAN {SqliteRecordStore.PageOf(descending)}", "p", "a"u8.ToArray(), "b"u8.ToArray(), 1);
            return rows.Read() ? rows.GetString(rows.GetOrdinal("detail")) : "";
        });

        Assert.Contains("(partition=? AND sort>? AND sort<?)", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_takes_the_first_of_many_does_not_read_them_all()
    {
        long few = await StepsToFirstAsync(40);
        long many = await StepsToFirstAsync(600);

        Assert.InRange(many, few / 2, few * 2);
    }

    private async Task<long> StepsToFirstAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            await Store.TryPutAsync(new RecordKey($"p{count}", $"{number:D6}"), "{}"u8.ToArray(), 0, null, CancellationToken.None);
        }

        long steps = 0;
        using IDisposable watched = database.Read(session => session.Watch(1, () => ++steps > 0));
        Assert.Equal("000000", (await Store.QueryAsync($"p{count}", "").FirstAsync()).Key.Sort);
        return steps;
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }
}
