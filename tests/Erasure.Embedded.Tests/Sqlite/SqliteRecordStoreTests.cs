using Erasure.Core.Records;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared.Contracts;
using Erasure.Tests.Shared;

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

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }
}
