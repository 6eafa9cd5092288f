using System.Runtime.CompilerServices;
using System.Text;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Matching;

/// <summary>Looks for the values that are asked for in key/value metadata that are kept as they are: somebody else has to know what they are for.</summary>
internal sealed class MetadataQuotes(RowPredicate predicate)
{
    /// <summary>More values than this are not looked for: they would take more memory than the search for their rows.</summary>
    private const int MostValues = 100_000;

    private static readonly ConditionalWeakTable<RowPredicate, Sought> Tables = [];

    private readonly Lazy<Sought> sought = new(() => Tables.GetValue(predicate, Prepare));

    /// <summary>Positions of the entries that quote a value.</summary>
    public IReadOnlyList<int> Find(ThriftList? keyValues)
    {
        List<int> quoting = [];
        for (int i = 0; i < (keyValues?.Count ?? 0); i++)
        {
            ThriftStruct entry = keyValues!.Struct(i);
            if (sought.Value.IsIn(entry.Binary(1)) || sought.Value.IsIn(entry.Binary(2)))
            {
                quoting.Add(i);
            }
        }

        return quoting;
    }

    private static Sought Prepare(RowPredicate asked)
    {
        Sought made = new(new QuoteTable(), new SpelledQuotes());
        IEnumerable<(SecretText Value, MatchRules Rules)> values = asked.Simple.SelectMany(match => match.Values.Select(value => (value, match.Rules)))
            .Concat(asked.Composite.SelectMany(match => match.Parts).Select(part => (part.Value, part.Rules)));
        foreach ((SecretText value, MatchRules rules) in values.Take(MostValues))
        {
            made.Exact.Add(Encoding.UTF8.GetBytes(value.Reveal()));
            if (rules != MatchRules.None)
            {
                made.Spelled.Add(value.Reveal(), rules);
            }
        }

        return made;
    }

    private sealed record Sought(QuoteTable Exact, SpelledQuotes Spelled)
    {
        public bool IsIn(ReadOnlySpan<byte> text) => Exact.IsQuotedIn(text) || Spelled.AreIn(text);
    }
}
