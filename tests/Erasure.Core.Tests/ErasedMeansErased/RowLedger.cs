using Erasure.Core.Domains;

namespace Erasure.Core.Tests.ErasedMeansErased;

/// <summary>How many rows each person had in the lake, to hold against how many are told as erased.</summary>
internal sealed class RowLedger
{
    private readonly Dictionary<string, long> rows = new(StringComparer.Ordinal);

    /// <summary>Counts the rows that there are of people whose erasure begins.</summary>
    public void Begin(string lake, IEnumerable<string> people)
    {
        foreach (string person in people)
        {
            rows[person] = RowsIn(lake, person);
        }
    }

    /// <summary>One more is written.</summary>
    public void Add(string person) => rows[person]++;

    /// <summary>Somebody else removed what was left in a part of the lake.</summary>
    public void Remove(string part)
    {
        foreach (string person in rows.Keys.ToArray())
        {
            rows[person] -= RowsIn(part, person);
        }
    }

    /// <summary>What is told of the person and isn't so; null where all is. A number is left out where a job ended before it had verified what it erased.</summary>
    /// <param name="person">The person.</param>
    /// <param name="lake">What the lake's domain says.</param>
    /// <param name="isLast">It is its last word: then who had rows isn't told that there were none.</param>
    public string? FaultOf(string person, DomainProgress? lake, bool isLast) => lake switch
    {
        { State: DomainState.NothingFound } when isLast && rows[person] > 0 => $"nothing was found of {rows[person]} rows",
        { State: DomainState.Erased, Outcome: Outcome.Erased { IsUntold: true } } => "told apart from nobody, in jobs that all count",
        { State: DomainState.Erased, Outcome: Outcome.Erased } when rows[person] == 0 => "called erased, and never had a row",
        { State: DomainState.Erased, Outcome: Outcome.Erased { Count: { } count } } when count > rows[person] => $"{count} rows are told as erased of {rows[person]}",
        { State: DomainState.Erased, Outcome: Outcome.Erased { Count: { } count } } when isLast && count < rows[person] => $"only {count} rows are told as erased of {rows[person]}",
        _ => null,
    };

    private static long RowsIn(string text, string person) => text.Split(person).Length - 1;
}
