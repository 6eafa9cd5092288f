using System.Text.Json;
using Erasure.Core.Durable;
using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Erasure.Embedded.Engine.Instances;

/// <summary>An instance as the database has it. <see cref="Key"/> is never used again, so that messages to an instance that was replaced find nobody; <see cref="Epoch"/> counts the interventions from outside.</summary>
internal sealed record InstanceRow(
    long Key,
    string Id,
    string Name,
    RuntimeStatus Status,
    long Epoch,
    long Steps,
    DateTimeOffset Created,
    DateTimeOffset Updated,
    long? Parent,
    int? ParentTask,
    string? Input,
    string? Output,
    string? CustomStatus,
    string? Failure,
    string? Trace)
{
    // Steps are called episodes on disk.
    public const string Columns = "key, id, name, status, epoch, episodes, created, updated, parent, parent_task, input, output, custom_status, failure, trace";

    public static InstanceRow? ByKey(SqliteSession sql, long key) =>
        Single(sql.Query($"SELECT {Columns} FROM instances WHERE key = $1", key));

    public static InstanceRow? ById(SqliteSession sql, string id) =>
        Single(sql.Query($"SELECT {Columns} FROM instances WHERE id = $1", id));

    public static InstanceRow From(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        (RuntimeStatus)row.GetInt32(3),
        row.GetInt64(4),
        row.GetInt64(5),
        new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero),
        new DateTimeOffset(row.GetInt64(7), TimeSpan.Zero),
        row.IsDBNull(8) ? null : row.GetInt64(8),
        row.IsDBNull(9) ? null : row.GetInt32(9),
        Text(row, 10),
        Text(row, 11),
        Text(row, 12),
        Text(row, 13),
        Text(row, 14));

    public OrchestrationMetadata ToMetadata() => new(Name, Id)
    {
        DataConverter = DurableDataConverter.Instance,
        RuntimeStatus = Status.ToPublic(),
        CreatedAt = Created,
        LastUpdatedAt = Updated,
        SerializedInput = Input,
        SerializedOutput = Output,
        SerializedCustomStatus = CustomStatus,
        FailureDetails = Failure is null ? null : JsonSerializer.Deserialize<TaskFailureDetails>(Failure, DurableJson.Options),
    };

    private static InstanceRow? Single(SqliteDataReader rows)
    {
        using (rows)
        {
            return rows.Read() ? From(rows) : null;
        }
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
