using System.Text;
using Erasure.Aws.Glue;
using Erasure.Parquet.Text;

namespace Erasure.Aws.Athena;

/// <summary>Writes the statement that names the objects which hold a match: <c>SELECT DISTINCT "$path"</c>, joined with the manifest.</summary>
/// <remarks>
/// Values are never part of the statement; they are cast from the manifest to each column's type, and one that can't be cast matches nothing
/// there and stops nobody else's match. Composite matches compare column by column, never a concatenation. A find may name an object too many
/// (a decimal is rounded by the cast, matching rules are written coarser than they are, a text may be another one in another character set), never one too few: the rows themselves are decided on when
/// the object is read.
/// </remarks>
public sealed class FindQuery(GlueTable table, string manifestDatabase, string manifestTable)
{
    /// <summary>Name of the only column that it answers.</summary>
    public const string PathColumn = "object_path";

    /// <summary>What the table's text is said to be in.</summary>
    public string Charset { get; init; } = "utf-8";

    /// <summary>The statement for some partitions.</summary>
    /// <param name="groups">What is asked.</param>
    /// <param name="partitions">Values by partition key; none for the whole table. Keys that are left out aren't restricted.</param>
    /// <exception cref="KeyNotFoundException">A column or a partition key isn't the table's.</exception>
    /// <exception cref="NotSupportedException">A column can't be compared.</exception>
    /// <exception cref="FormatException">A partition's value isn't of its key's type.</exception>
    public string Write(IReadOnlyCollection<MatchGroup> groups, IReadOnlyCollection<IReadOnlyDictionary<string, string>> partitions)
    {
        string[] restrictions = Restrictions(partitions);
        string[] misread = [.. groups.SelectMany(static group => group.BeyondAscii)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(column => ColumnCondition.Like("t", table, column, MisreadPattern.Of(Charset)))];
        IEnumerable<string> branches = groups.SelectMany(group => Conditions(group).Select(condition => Equal(group, condition) + Where(restrictions)));
        StringBuilder sql = new($"SELECT DISTINCT {PathColumn} FROM (\n");
        sql.AppendJoin("\nUNION ALL\n", misread.Length == 0 ? branches : branches.Append(Select + Where([Any(misread), .. restrictions])));
        return sql.Append("\n) AS found").ToString();
    }

    private string Select => $"""
        SELECT t."$path" AS {PathColumn}
        FROM {(table.Catalog is { } catalog ? TrinoSql.Name(catalog) + "." : "")}{TrinoSql.Name(table.Database)}.{TrinoSql.Name(table.Name)} AS t
        """;

    private IEnumerable<string> Conditions(MatchGroup group) => group.IsComposite
        ? [string.Join(" AND ", group.Columns.Select((column, i) => ColumnCondition.Equal("t", table, column, Value(i), group.RulesOf(i))))]
        : group.Columns.Select((column, i) => ColumnCondition.Equal("t", table, column, Value(0), group.RulesOf(i)));

    private string Equal(MatchGroup group, string condition) => FormattableString.Invariant(
        $"{Select}\nJOIN {TrinoSql.Name(manifestDatabase)}.{TrinoSql.Name(manifestTable)} AS m ON m.group_number = {group.Number} AND {condition}");

    private string[] Restrictions(IReadOnlyCollection<IReadOnlyDictionary<string, string>> partitions) => partitions.Count == 0 || partitions.Any(static partition => partition.Count == 0)
        ? []
        : [Any(partitions.Select(partition => $"({string.Join(" AND ", partition.Select(Restriction))})"))];

    private static string Any(IEnumerable<string> conditions) => $"({string.Join(" OR ", conditions)})";

    private static string Where(string[] conditions) => conditions.Length == 0 ? "" : "\nWHERE " + string.Join(" AND ", conditions);

    private string Restriction(KeyValuePair<string, string> value)
    {
        GlueColumn key = table.PartitionKeys.FirstOrDefault(key => string.Equals(key.Name, value.Key, StringComparison.OrdinalIgnoreCase))
            ?? throw new KeyNotFoundException($"Table {table.Database}.{table.Name} has no partition key {value.Key}.");
        return value.Value == GluePartition.Null ? $"t.{TrinoSql.Name(key.Name)} IS NULL" : $"t.{TrinoSql.Name(key.Name)} = {TrinoSql.Literal(value.Value, key.Type)}";
    }

    private static string Value(int position) => FormattableString.Invariant($"element_at(m.match_values, {position + 1})");
}
