using Erasure.Aws.Athena;
using Erasure.Aws.S3;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Aws.Glue;

/// <summary>Holds mappers against the Glue data catalog.</summary>
internal sealed class GlueCatalog(GlueClient glue, TimeProvider time) : ITableCatalog
{
    /// <inheritdoc/>
    public async Task<CatalogAnswer> AskAsync(DataMapper mapper, CancellationToken cancellationToken)
    {
        if (await glue.GetTableAsync(mapper.Table!, cancellationToken) is not { } table)
        {
            return new CatalogAnswer(mapper, [new("table-not-found", "table", "isn't in the catalog")]);
        }

        List<MapperProblem> problems = [];
        if (TableFormat.ManagerOf(table) is { } manager)
        {
            problems.Add(new("managed-table", "table", $"is managed by {manager}: erase from it with its own engine"));
        }

        if (TableFormat.Complaint(table, mapper.Format) is { } complaint)
        {
            problems.Add(new("serde-not-supported", "format", complaint));
        }

        TableText text = TableText.Of(table, mapper);
        problems.AddRange(Text(mapper, table, text));
        problems.AddRange(Columns(mapper, table));
        problems.AddRange(Partitions(mapper, table));
        if (S3Address.Parse(table.Location) is not { Bucket.Length: > 0 } place)
        {
            problems.Add(new("location-not-supported", "table", "has no location in S3: a view has none"));
            return new CatalogAnswer(mapper, problems);
        }

        DataMapper located = mapper.LocatedAt(place.Bucket, place.Key, text.Settings);

        // Queries are told so by their own list of partitions.
        if (mapper.Finder == Finder.Scan && await new TablePartitions(glue, time).ComplaintAsync(located, table, cancellationToken) is { } complained)
        {
            problems.Add(new(complained, "table", complained == TablePartitions.NotInPath ? $"has an identifier among its partition keys, and {TablePartitions.NotInPathDetail}"
                : complained == TablePartitions.OtherReader ? $"has {TablePartitions.OtherReaderDetail}"
                : "has a partition outside of its location, where this mapper doesn't look: move it below, or give both places a mapper by prefix"));
        }

        return new CatalogAnswer(located, problems);
    }

    private static IEnumerable<MapperProblem> Text(DataMapper mapper, GlueTable table, TableText text)
    {
        foreach (string complaint in text.Complaints)
        {
            yield return new("serde-not-supported", "table", complaint);
        }

        if (text.Settings is not { } said)
        {
            yield break;
        }

        TextSettings own = mapper.Text ?? new TextSettings();
        if (own.Over(said).ToFormat().FindMistake() is { } mistake)
        {
            yield return new("serde-not-supported", "table", $"says of its text what can't be read, unless the mapper's text settings say otherwise: {mistake}");
        }

        // A query reads as the table says, whatever the mapper does: it would miss who stands in what only we read right.
        if (mapper.Finder == Finder.Athena && own.Over(said).ToFormat() is var ours && TableText.Of(table, mapper with { Text = null }).Settings!.ToFormat() is var queried && (ours with { Columns = null } != queried with { Columns = null } || own.Columns is not null))
        {
            yield return new("contradiction", "text", "says otherwise than the table, as which Athena reads: correct the table, or choose the finder scan");
        }
    }

    private static IEnumerable<MapperProblem> Columns(DataMapper mapper, GlueTable table)
    {
        foreach ((string identifier, IReadOnlyList<IdentifierColumn> columns) in mapper.Identifiers)
        {
            for (int i = 0; i < columns.Count; i++)
            {
                if (Complaint(table, columns[i].Column) is { } complaint)
                {
                    yield return new(complaint.Code, $"identifiers.{identifier}[{i}]", complaint.Message);
                }
            }
        }
    }

    private static (string Code, string Message)? Complaint(GlueTable table, string column)
    {
        try
        {
            ColumnCondition.Equal("t", table, column, "''");
            return null;
        }
        catch (KeyNotFoundException missing)
        {
            return ("column-not-found", $"isn't there: {missing.Message}");
        }
        catch (Exception odd) when (odd is NotSupportedException or FormatException)
        {
            return ("type-not-supported", $"can't be compared: {odd.Message}");
        }
    }

    private IEnumerable<MapperProblem> Partitions(DataMapper mapper, GlueTable table)
    {
        for (int i = 0; i < mapper.PartitionKeys?.Count; i++)
        {
            if (!table.PartitionKeys.Any(key => string.Equals(key.Name, mapper.PartitionKeys[i], StringComparison.OrdinalIgnoreCase)))
            {
                yield return new("partition-key-not-found", $"partitionKeys[{i}]", "isn't a partition key of the table");
            }
        }

        if (mapper.Finder != Finder.Athena || !PartitionProjection.IsOn(table))
        {
            yield break;
        }

        foreach (GlueColumn key in table.PartitionKeys)
        {
            if (Complaint(table, key, time.GetUtcNow()) is { } complaint)
            {
                yield return new("projection-not-supported", "table", $"projects its partitions in a way that can't be followed: {complaint}");
            }
        }
    }

    private static string? Complaint(GlueTable table, GlueColumn key, DateTimeOffset now)
    {
        try
        {
            return PartitionProjection.Values(table, key.Name, now).Any() ? null : $"{key.Name} has no values";
        }
        catch (Exception odd) when (odd is NotSupportedException or FormatException)
        {
            return odd.Message;
        }
    }
}
