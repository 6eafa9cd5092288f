using System.Collections.Concurrent;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>Values that are asked for and that readers show where a column holds numbers beyond its type. Many may look at once.</summary>
internal sealed class OverflowDoubts(RowPredicate asked, SchemaTree schema)
{
    private readonly ConcurrentDictionary<(int Column, string Stored), bool> shown = [];

    /// <summary>Looks which of the column's values readers show as one that is asked for.</summary>
    public void Look(ColumnQuery query, ValueBlock values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (Overflow.Is(query.Column, values[i]) && Overflow.Shown(query.Column, values[i]) is var value && query.IdOf(value) is not null)
            {
                shown.TryAdd(KeyOf(query.Column, value), true);
            }
        }
    }

    /// <summary>Who asks for such a value.</summary>
    public IEnumerable<MatchProblem> Problems()
    {
        if (shown.IsEmpty)
        {
            yield break;
        }

        ColumnResolver resolver = new(schema);
        Dictionary<string, LeafColumn?> columns = Asked().Select(one => one.Part.Column).Distinct().ToDictionary(path => path, path => resolver.Resolve(path).Column);
        foreach ((ColumnValue part, long ordinal) in Asked())
        {
            if (columns[part.Column] is { } column && ValueParser.Readings(column, part.Value.Reveal(), part.Rules).Any(value => shown.ContainsKey(KeyOf(column, value))))
            {
                yield return new MatchProblem(MatchProblemCode.ColumnMalformed, part.Column, column.TypeName, ordinal) { IsOfValue = true };
            }
        }
    }

    private static (int Column, string Stored) KeyOf(LeafColumn column, byte[] value) => (column.Ordinal, Convert.ToHexString(value));

    /// <summary>Every column that is asked for a value, with the match's ordinal.</summary>
    private IEnumerable<(ColumnValue Part, long Ordinal)> Asked()
    {
        long ordinal = 0;
        foreach (SimpleMatch match in asked.Simple)
        {
            foreach (SecretText value in match.Values)
            {
                foreach (string path in match.Columns)
                {
                    yield return (new ColumnValue(path, value) { Rules = match.Rules }, ordinal);
                }

                ordinal++;
            }
        }

        foreach (CompositeMatch match in asked.Composite)
        {
            foreach (ColumnValue part in match.Parts)
            {
                yield return (part, ordinal);
            }

            ordinal++;
        }
    }
}
