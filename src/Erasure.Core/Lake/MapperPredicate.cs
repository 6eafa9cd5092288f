using Erasure.Core.Configuration;
using Erasure.Core.Subjects;
using Erasure.Parquet;

namespace Erasure.Core.Lake;

/// <summary>What to look for in a mapper's objects.</summary>
internal static class MapperPredicate
{
    /// <summary>The rows of one subject; null where the subject has none of the mapper's identifiers, so that nothing can be looked for.</summary>
    public static RowPredicate? Of(DataMapper mapper, Sealed<Subject> subject)
    {
        IReadOnlyDictionary<string, string> values = subject.Open().Identifiers;
        List<SimpleMatch> matches = [];
        foreach ((string identifier, IReadOnlyList<string> columns) in mapper.Identifiers)
        {
            if (values.TryGetValue(identifier, out string? value) && value.Length > 0)
            {
                matches.Add(new SimpleMatch(columns, [new SecretText(value)]));
            }
        }

        return matches.Count == 0 ? null : new RowPredicate(matches, []);
    }
}
