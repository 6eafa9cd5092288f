using Erasure.Core.Lake.Mappers;
using Erasure.Parquet;
using Erasure.Parquet.Text;

namespace Erasure.Core.Lake;

/// <summary>Which of the columns that an object's key answers its own rows have, too.</summary>
/// <param name="Certain">They have them.</param>
/// <param name="Possible">They have or may have them: what can't be read doesn't say.</param>
internal sealed record OwnColumns(IReadOnlyList<string> Certain, IReadOnlyList<string> Possible)
{
    /// <summary>Why nobody can tell of some column; null where each is there or isn't for sure.</summary>
    public RefusedException? Doubt { get; private init; }

    /// <summary>Looks at schema, header or records, and where those can't be read, for the columns' names in the text.</summary>
    public static async Task<OwnColumns> OfAsync(DataMapper mapper, string key, IByteSource source, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        try
        {
            // Matches without values: nothing is looked for but the columns.
            RowPredicate predicate = new([.. columns.Select(column => new SimpleMatch([column], []))], []);
            Findings findings = await RowErasers.For(mapper, key).FindAsync(source, predicate, cancellationToken);
            string[] found = [.. columns.Where(column => mapper.Format == DataFormat.Json
                ? findings.ColumnsSeen?.GetValueOrDefault(column) == true
                : !findings.Problems.Any(problem => problem.Code == MatchProblemCode.ColumnNotFound && problem.Column == column))];
            return new OwnColumns(found, found);
        }
        catch (RefusedException refused) when (mapper.Format == DataFormat.Parquet)
        {
            return new OwnColumns([], columns) { Doubt = refused };
        }
        catch (RefusedException refused)
        {
            IReadOnlyDictionary<string, bool?> named = await TextNames.FindAsync(source, RowErasers.TextOf(mapper, key), columns, cancellationToken);
            return new OwnColumns([.. columns.Where(column => named[column] == true)], [.. columns.Where(column => named[column] != false)]) { Doubt = named.Values.Contains(null) ? refused : null };
        }
    }
}
