using System.Text.RegularExpressions;
using Erasure.Aws.S3;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Objects;

namespace Erasure.Aws.Glue;

/// <summary>The partitions of a table as sets that are queried one by one.</summary>
internal sealed partial class TablePartitions(GlueClient glue, TimeProvider time)
{
    /// <summary>Partitions that a projection may come to: Athena itself would take longer to plan more.</summary>
    private const int MostProjected = 1_000_000;

    private const string LocationTemplate = "storage.location.template";

    /// <summary>Objects of the table are where the mapper doesn't look.</summary>
    public const string Elsewhere = "partition-elsewhere";

    /// <summary>Only the catalog says of rows whose they are.</summary>
    public const string NotInPath = "partition-not-in-path";

    /// <summary>Rows of the table are read otherwise than we do.</summary>
    public const string OtherReader = "serde-not-supported";

    /// <summary>What that means of a partition.</summary>
    public const string OtherReaderDetail = "a partition whose own class or settings (SerdeInfo) read its objects otherwise than the table's: quotes, escapes, delimiter or names differ, so that we would find other people there than its queries do. Give it the table's, or a mapper by prefix with its own text settings";

    /// <summary>What that means.</summary>
    public const string NotInPathDetail = "a partition whose path doesn't say its value: objects there can't be told by key and rows to be the person's. Lay them out as column=value, or give the place a mapper by prefix";

    /// <summary>The sets: partitions that have the same values for the mapper's partition keys.</summary>
    /// <exception cref="QueryException">Objects of a partition are where the mapper doesn't look, or its partitions can't be known.</exception>
    /// <param name="mapper">The mapper.</param>
    /// <param name="table">Its table.</param>
    /// <param name="asked">Columns that are asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<PartitionSet>> ListAsync(DataMapper mapper, GlueTable table, IEnumerable<string> asked, CancellationToken cancellationToken)
    {
        S3Address root = new(mapper.Bucket!, Folder(mapper.Prefix!));
        if (table.PartitionKeys.Count == 0)
        {
            return [new PartitionSet(new Dictionary<string, string>(), [root.Key])];
        }

        string[] all = [.. table.PartitionKeys.Select(key => key.Name)];
        string[] chosen = mapper.PartitionKeys is { } keys ? [.. all.Where(name => keys.Contains(name, StringComparer.OrdinalIgnoreCase))] : all;
        HashSet<string> columns = new(asked, StringComparer.OrdinalIgnoreCase);
        SortedDictionary<string, (Dictionary<string, string> Values, List<string> Folders)> sets = new(StringComparer.Ordinal);
        IAsyncEnumerable<GluePartition> partitions = PartitionProjection.IsOn(table)
            ? Project(table).ToAsyncEnumerable()
            : glue.ListPartitionsAsync(mapper.Table!, cancellationToken);
        // Queries read as the catalog says, whatever the mapper's own settings are.
        PartitionReading reading = new(table, mapper with { Text = null });
        await foreach (GluePartition partition in partitions)
        {
            Dictionary<string, string> values = [];
            for (int i = 0; i < all.Length; i++)
            {
                if (chosen.Contains(all[i]))
                {
                    values.Add(all[i], partition.Values[i]);
                }
            }

            string name = string.Join('\0', values.Values);
            if (!sets.TryGetValue(name, out (Dictionary<string, string> Values, List<string> Folders) set))
            {
                sets.Add(name, set = (values, []));
            }

            set.Folders.Add(Below(root, partition.Location));
            if (!IsInPath(columns, table, partition))
            {
                throw new QueryException(NotInPath, $"The table {table.Name} has an identifier among its partition keys, and {NotInPathDetail}.");
            }

            if (!reading.IsSame(partition))
            {
                throw new QueryException(OtherReader, $"The table {table.Name} has {OtherReaderDetail}.");
            }
        }

        if (sets.Count == 0 && !mapper.MayBeEmpty)
        {
            throw new QueryException("no-partitions", $"The table {table.Name} has partition keys and no partition, so that queries see nothing of it: register its partitions, choose the finder scan, or say mayBeEmpty.");
        }

        return [.. sets.Values.Select(set => new PartitionSet(set.Values, set.Folders))];
    }

    /// <summary>
    /// What is wrong with the partitions for a mapper that lists its objects, as a code: one lies outside of the table's location, its path doesn't say whose it is, or it is read otherwise than the
    /// table. Null where nothing is.
    /// </summary>
    public async Task<string?> ComplaintAsync(DataMapper mapper, GlueTable table, CancellationToken cancellationToken)
    {
        S3Address root = new(mapper.Bucket!, Folder(mapper.Prefix!));
        if (table.PartitionKeys.Count == 0)
        {
            return null;
        }

        HashSet<string> columns = new(mapper.IdentifierColumns(), StringComparer.OrdinalIgnoreCase);
        if (PartitionProjection.IsOn(table))
        {
            return table.Parameters.GetValueOrDefault(LocationTemplate) is not { } template ? null
                : !BeginsBelow(root, template) ? Elsewhere
                : table.PartitionKeys.Where(key => columns.Contains(key.Name)).All(key => template.Split('/').Contains($"{key.Name}=${{{key.Name}}}", StringComparer.OrdinalIgnoreCase)) ? null
                : NotInPath;
        }

        string? complaint = null;
        PartitionReading reading = new(table, mapper);
        await foreach (GluePartition partition in glue.ListPartitionsAsync(mapper.Table!, cancellationToken))
        {
            if (!IsBelow(root, partition.Location))
            {
                return Elsewhere;
            }

            complaint ??= !IsInPath(columns, table, partition) ? NotInPath : reading.IsSame(partition) ? null : OtherReader;
        }

        return complaint;
    }

    // Rows that are somebody's only by what the catalog says of their partition couldn't be found in the object.
    private static bool IsInPath(HashSet<string> columns, GlueTable table, GluePartition partition)
    {
        string[] parts = S3Address.Parse(partition.Location)?.Key.Split('/') ?? [];
        return table.PartitionKeys.Select((key, i) => (key.Name, Value: partition.Values[i]))
            .Where(key => columns.Contains(key.Name))
            .All(key => parts.Any(part => part.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
                && string.Equals(Uri.UnescapeDataString(part[..at]), key.Name, StringComparison.OrdinalIgnoreCase)
                && (Uri.UnescapeDataString(part[(at + 1)..]) == key.Value || part[(at + 1)..] == key.Value)));
    }

    // What a placeholder follows may be the beginning of a folder's name.
    private static bool BeginsBelow(S3Address root, string template) => template.IndexOf("${", StringComparison.Ordinal) is >= 0 and var at
        ? S3Address.Parse(template[..at]) is { } place && place.Bucket == root.Bucket && place.Key.StartsWith(root.Key, StringComparison.Ordinal)
        : IsBelow(root, template);

    private static bool IsBelow(S3Address root, string location) =>
        S3Address.Parse(location) is { } place && place.Bucket == root.Bucket && Folder(place.Key).StartsWith(root.Key, StringComparison.Ordinal);

    private static string Folder(string key) => key.Length == 0 || key.EndsWith('/') ? key : $"{key}/";

    private static string Below(S3Address root, string location) =>
        IsBelow(root, location)
            ? Folder(S3Address.Parse(location)!.Value.Key)
            : throw new QueryException(Elsewhere, "A partition lies outside of its table's location, where this mapper doesn't look: give it a mapper of its own.");

    private IEnumerable<GluePartition> Project(GlueTable table)
    {
        string[] keys = [.. table.PartitionKeys.Select(key => key.Name)];
        string template = table.Parameters.GetValueOrDefault(LocationTemplate)
            ?? $"{Folder(table.Location)}{string.Join('/', keys.Select(key => $"{key}=${{{key}}}"))}/";
        string[][] values;
        try
        {
            values = [.. keys.Select(key => PartitionProjection.Values(table, key, time.GetUtcNow()).Take(MostProjected + 1).ToArray())];
        }
        catch (Exception unusable) when (unusable is NotSupportedException or FormatException)
        {
            throw new QueryException("projection-not-supported", unusable.Message);
        }

        double count = values.Aggregate(1.0, (product, each) => product * each.Length);
        return count <= MostProjected
            ? Product(values, 0).Select(each => new GluePartition(
                each,
                Placeholder().Replace(
                    template,
                    match => each[Array.FindIndex(keys, key => string.Equals(key, match.Groups["key"].Value, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at ? at : throw Unknown(match.Value)])))
            : throw new QueryException("projection-not-supported", $"Table {table.Name} projects more than {MostProjected} partitions: narrow the ranges, or use the finder scan on its prefix.");
    }

    private static QueryException Unknown(string placeholder) => new("projection-not-supported", $"The table's storage.location.template names {placeholder}, which is no partition key.");

    private static IEnumerable<string[]> Product(string[][] values, int from) => from == values.Length
        ? [[]]
        : values[from].SelectMany(value => Product(values, from + 1).Select(rest => (string[])[value, .. rest]));

    [GeneratedRegex(@"\$\{(?<key>[^}]+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
