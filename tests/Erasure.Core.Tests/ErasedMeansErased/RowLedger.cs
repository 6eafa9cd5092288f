using Erasure.Core.Domains;
using Erasure.Core.Erasures;

namespace Erasure.Core.Tests.ErasedMeansErased;

/// <summary>How many rows each person had in the lake, to hold against how many are told as erased.</summary>
internal sealed class RowLedger
{
    private readonly Dictionary<string, long> rows = new(StringComparer.Ordinal);

    /// <summary>Counts the rows that there are.</summary>
    public void Begin(string lake, IEnumerable<string> people)
    {
        foreach (string person in people)
        {
            rows[person] = lake.Split(person).Length - 1;
        }
    }

    /// <summary>One more is written.</summary>
    public void Add(string person) => rows[person]++;

    /// <summary>What is told of the person and is more than was so; null where nothing is.</summary>
    /// <param name="person">The person.</param>
    /// <param name="lake">What the lake's domain says.</param>
    public string? FaultOf(string person, DomainProgress? lake) => lake switch
    {
        { State: DomainState.Erased, Outcome: Outcome.Erased { IsUntold: true } } => "told apart from nobody, in jobs that all count",
        { State: DomainState.Erased, Outcome: Outcome.Erased } when rows[person] == 0 => "called erased, and never had a row",
        { State: DomainState.Erased, Outcome: Outcome.Erased { Count: { } count } } when count > rows[person] => $"{count} rows are told as erased of {rows[person]}",
        _ => null,
    };
}
