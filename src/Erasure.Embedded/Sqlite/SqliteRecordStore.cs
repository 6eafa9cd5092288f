using System.Runtime.CompilerServices;
using System.Text;
using Erasure.Core.Records;
using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Sqlite;

/// <summary>Records in the database's one table.</summary>
public sealed class SqliteRecordStore(SqliteDatabase database) : IRecordStore, IRecordScan, IErasesTraces
{
    private const int PageSize = 256;

    // Many partitions have fewer, and who wants the first alone mustn't read them all.
    private const int FirstPageSize = 32;
    private const string Select = "SELECT sort, version, key, value, expires FROM records JOIN record_keys USING (slot) WHERE partition = $1";

    /// <inheritdoc/>
    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(database.Read(session =>
        {
            using SqliteDataReader rows = session.Query($"{Select} AND sort = $2", key.Partition, key.Sort);
            return rows.Read() ? ToRecord(key.Partition, rows) : null;
        }));
    }

    /// <inheritdoc/>
    public Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return database.WriteAsync<long?>(session =>
        {
            long version = RecordVersion.After(expectedVersion);
            return Put(session.Sql, key, value.Span, expectedVersion, version, expiresAt?.UtcTicks) ? version : null;
        });
    }

    /// <inheritdoc/>
    public Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return database.WriteAsync(session =>
        {
            object? slot = session.Sql.Scalar(
                "DELETE FROM records WHERE partition = $1 AND sort = $2 AND version = $3 RETURNING slot", key.Partition, key.Sort, expectedVersion);
            if (slot is not long held)
            {
                return false;
            }

            RecordKeys.Destroy(session.Sql, held);
            return true;
        });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> QueryAsync(
        string partition, string sortPrefix, string? after = null, bool descending = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // In pages, so that no reader stays open and keeps the log from being emptied.
        string? cursor = after;
        for (int size = FirstPageSize; ; size = PageSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<StoredRecord> page = ReadPage(partition, sortPrefix, cursor, descending, size);
            foreach (StoredRecord record in page)
            {
                yield return record;
            }

            if (page.Count < size)
            {
                yield break;
            }

            cursor = page[^1].Key.Sort;
            await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> ScanAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RecordKey cursor = new("", "");
        bool isFirst = true;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<StoredRecord> page = ScanPage(cursor, isFirst);
            foreach (StoredRecord record in page)
            {
                yield return record;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            (cursor, isFirst) = (page[^1].Key, false);
            await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public Task EraseTracesAsync(CancellationToken cancellationToken) => database.EraseTracesAsync();

    /// <summary>Deletes some of the records that expired before now.</summary>
    /// <returns>How many; 0 when there are no more.</returns>
    internal Task<int> DeleteExpiredAsync(DateTimeOffset now) => database.WriteAsync(session =>
    {
        var slots = new List<long>();
        using (SqliteDataReader rows = session.Sql.Query(
            """
            DELETE FROM records WHERE (partition, sort) IN (SELECT partition, sort FROM records WHERE expires <= $1 LIMIT $2) RETURNING slot
            """,
            now.UtcTicks, PageSize))
        {
            while (rows.Read())
            {
                slots.Add(rows.GetInt64(0));
            }
        }

        slots.ForEach(slot => RecordKeys.Destroy(session.Sql, slot));
        return slots.Count;
    });

    private static StoredRecord ToRecord(string partition, SqliteDataReader row) => new(
        new RecordKey(partition, row.GetString(0)),
        row.GetInt64(1),
        RecordKeys.Open((byte[])row[2], (byte[])row[3]),
        row.IsDBNull(4) ? null : new DateTimeOffset(row.GetInt64(4), TimeSpan.Zero));

    private static bool Put(SqliteSession sql, RecordKey key, ReadOnlySpan<byte> value, long expectedVersion, long version, long? expires)
    {
        object? slot = sql.Scalar("SELECT slot FROM records WHERE partition = $1 AND sort = $2 AND version = $3", key.Partition, key.Sort, expectedVersion);
        if (slot is long held)
        {
            return sql.Execute(
                "UPDATE records SET version = $3, value = $4, expires = $5 WHERE partition = $1 AND sort = $2",
                key.Partition, key.Sort, version, RecordKeys.Replace(sql, held, value), expires) == 1;
        }

        if (expectedVersion != 0 || sql.Scalar("SELECT 1 FROM records WHERE partition = $1 AND sort = $2", key.Partition, key.Sort) is not null)
        {
            return false;
        }

        (held, byte[] sealedValue) = RecordKeys.Add(sql, value);
        return sql.Execute(
            "INSERT INTO records (partition, sort, version, slot, value, expires) VALUES ($1, $2, $3, $4, $5, $6)",
            key.Partition, key.Sort, version, held, sealedValue, expires) == 1;
    }

    /// <summary>Reads a page. Both bounds are ones that the index seeks by: behind <c>$4 IS NULL OR sort > $4</c> each page would read everything before it again.</summary>
    internal static string PageOf(bool descending) =>
        $"{Select} AND sort >= CAST($2 AS TEXT) AND sort < CAST($3 AS TEXT) ORDER BY sort {(descending ? "DESC" : "ASC")} LIMIT $4";

    private List<StoredRecord> ScanPage(RecordKey after, bool isFirst) => database.Read(session =>
    {
        using SqliteDataReader rows = session.Query(
            $"SELECT sort, version, key, value, expires, partition FROM records JOIN record_keys USING (slot) WHERE (partition, sort) {(isFirst ? ">=" : ">")} ($1, $2) ORDER BY partition, sort LIMIT $3",
            after.Partition, after.Sort, PageSize);
        var page = new List<StoredRecord>();
        while (rows.Read())
        {
            page.Add(ToRecord(rows.GetString(5), rows));
        }

        return page;
    });

    private List<StoredRecord> ReadPage(string partition, string prefix, string? after, bool descending, int size) => database.Read(session =>
    {
        byte[] first = Encoding.UTF8.GetBytes(prefix);

        // No UTF-8 text has the byte FF, so prefix + FF is above everything that begins with the prefix.
        byte[] end = [.. first, 0xFF];
        if (after is not null && Encoding.UTF8.GetBytes(after) is var cursor)
        {
            end = descending && cursor.AsSpan().SequenceCompareTo(end) < 0 ? cursor : end;
            first = !descending && cursor.AsSpan().SequenceCompareTo(first) >= 0 ? [.. cursor, 0] : first;
        }

        using SqliteDataReader rows = session.Query(PageOf(descending), partition, first, end, size);
        var page = new List<StoredRecord>();
        while (rows.Read())
        {
            page.Add(ToRecord(partition, rows));
        }

        return page;
    });
}
