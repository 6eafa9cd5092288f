using System.Text.RegularExpressions;
using Erasure.Parquet;

namespace Erasure.Core.Lake.Mappers;

/// <summary>What must hold within a mapper and between two of them, wherever they come from. Nothing is asked of the lake.</summary>
internal static partial class MapperRules
{
    private const string Contradiction = "contradiction";

    /// <summary>What is wrong within a mapper. Of one with problems of form, required settings may be null.</summary>
    public static IEnumerable<MapperProblem> Check(DataMapper mapper, LakeConfiguration lake)
    {
        if (mapper.Table is null)
        {
            if (mapper.Prefix is null)
            {
                yield return new("missing", "prefix", "is missing: give the folder of the objects, or a table");
            }

            if (mapper.Bucket is not null && lake.S3 is null)
            {
                yield return new(Contradiction, "bucket", "is only for a lake in S3");
            }

            if (mapper.PartitionKeys is not null)
            {
                yield return new(Contradiction, "partitionKeys", "are a table's: give one, or leave them out");
            }

            if (mapper.Finder == Finder.Athena)
            {
                yield return new(Contradiction, "finder", "is athena, which queries tables: give a table");
            }
        }
        else
        {
            if (mapper.Prefix is not null)
            {
                yield return new(Contradiction, "prefix", "is what the table says: leave it out");
            }

            if (mapper.Bucket is not null)
            {
                yield return new(Contradiction, "bucket", "is what the table says: leave it out");
            }

            if (lake.Athena is null || lake.S3 is null)
            {
                yield return new(Contradiction, "table", "is read through Glue and says where in S3 its objects are: configure lake.s3 and lake.athena");
            }

            if (mapper.PartitionKeys is { Count: > 0 } && mapper.Finder != Finder.Athena)
            {
                yield return new(Contradiction, "partitionKeys", "split the queries of the finder athena: choose it, or leave them out");
            }
        }

        if (mapper.RoleArn is not null && lake.S3 is null)
        {
            yield return new(Contradiction, "roleArn", "is only for a lake in S3");
        }

        if (mapper.Identifiers is { Count: 0 })
        {
            yield return new("missing", "identifiers", "must name at least one identifier and its columns");
        }

        if (mapper.Include is { Count: 0 })
        {
            yield return new("missing", "include", "must name at least one pattern: leave it out, and all objects are searched");
        }

        if (!mapper.Pruning && mapper.Format != DataFormat.Parquet)
        {
            yield return new(Contradiction, "pruning", "is for Parquet: text has no indexes and is always read whole; leave it out");
        }

        foreach (MapperProblem problem in PrefixRules.Check(mapper, lake)
            .Concat(TextRules.Check(mapper))
            .Concat(CheckIdentifiers(mapper.Identifiers ?? new Dictionary<string, IReadOnlyList<IdentifierColumn>>())))
        {
            yield return problem;
        }
    }

    private static IEnumerable<MapperProblem> CheckIdentifiers(IReadOnlyDictionary<string, IReadOnlyList<IdentifierColumn>> identifiers)
    {
        Dictionary<string, MatchRules> rules = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string identifier, IReadOnlyList<IdentifierColumn> columns) in identifiers)
        {
            if (!IdentifierName().IsMatch(identifier))
            {
                yield return new("invalid", $"identifiers.{identifier}", "is no identifier's name: up to 64 lower-case letters, digits and _.- as requests give it");
            }
            else if (columns.Count == 0 || columns.Any(column => string.IsNullOrWhiteSpace(column?.Column)))
            {
                yield return new("missing", $"identifiers.{identifier}", "must name at least one column");
            }

            for (int i = 0; i < columns.Count; i++)
            {
                if (columns[i] is { Column: { } column } given && !rules.TryAdd(column, given.MatchRules) && rules[column] != given.MatchRules)
                {
                    yield return new(Contradiction, $"identifiers.{identifier}[{i}].rules", "are others than where this column stands before: a column is compared in one way; give the same rules everywhere");
                }
            }
        }
    }

    /// <summary>An object could belong to both. Of a table whose location isn't known yet, only the name is compared.</summary>
    public static bool Overlap(DataMapper one, DataMapper other, LakeConfiguration lake)
    {
        if (one.Table is { } table && other.Table == table)
        {
            return true;
        }

        return BucketOf(one, lake) == BucketOf(other, lake)
            && one.Prefix is { } prefix && other.Prefix is { } otherPrefix
            && (IsBelow(prefix, otherPrefix) || IsBelow(otherPrefix, prefix));
    }

    private static string? BucketOf(DataMapper mapper, LakeConfiguration lake) => mapper.Bucket ?? lake.S3?.Bucket;

    private static bool IsBelow(string prefix, string other)
    {
        string parent = other.TrimEnd('/');
        return parent.Length == 0 || prefix.TrimEnd('/') == parent || prefix.StartsWith(parent + "/", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdentifierName();
}
