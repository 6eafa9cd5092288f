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

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }
}
