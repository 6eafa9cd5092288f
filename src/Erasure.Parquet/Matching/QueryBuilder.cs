using Erasure.Parquet.Matching.Forms;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>Gathers the values that a column is asked in one form, each stored form with an id of its own.</summary>
internal sealed class QueryBuilder(int position, LeafColumn column, MatchRules rules)
{
    private readonly Dictionary<(SecretText Value, MatchRules Rules), IReadOnlyList<AskedValue>> known = [];
    private readonly Dictionary<string, int> idsByBytes = new(StringComparer.Ordinal);
    private readonly FormTable<int> idsByKey = new(ValueForm.Of(rules));
    private readonly List<(byte[] Value, int Id)> values = [];
    private readonly List<bool> isSimple = [];
    private Askers? askers;

    /// <summary>In which elements of its lists a value stands matters.</summary>
    public bool NeedsElements { get; set; }

    /// <summary>Asks for what the text stands for under some rules.</summary>
    /// <param name="text">The text.</param>
    /// <param name="asked">The rules.</param>
    /// <param name="isSimple">It suffices alone.</param>
    /// <param name="asker">Who asks for it alone; null where that is not to be told.</param>
    /// <returns>The ways in which it can be stored: none where it isn't a value of the column.</returns>
    public IReadOnlyList<AskedValue> Ask(SecretText text, MatchRules asked, bool isSimple, int? asker)
    {
        if (!known.TryGetValue((text, asked), out IReadOnlyList<AskedValue>? found))
        {
            found = rules == MatchRules.None
                ? [.. ValueParser.Readings(column, text.Reveal(), asked).Select(IdOf).Distinct().Select(id => new AskedValue(position, id))]
                : idsByKey.TryGetOrAdd(text.Reveal(), NextId, out int id) ? [new AskedValue(position, id)] : [];
            known.Add((text, asked), found);
        }

        foreach (AskedValue value in found)
        {
            this.isSimple[value.Id] |= isSimple;
            if (asker is { } who)
            {
                (askers ??= new Askers()).Add(value.Id, who);
            }
        }

        return found;
    }

    public ColumnQuery Build() =>
        new(column, rules == MatchRules.None ? ValueSet.Create(column, values) : new FormSet(column, idsByKey), [.. isSimple]) { NeedsElements = NeedsElements, Askers = askers };

    /// <summary>Different texts can mean the same value ("1.50" and "1.5"); they share an id.</summary>
    private int IdOf(byte[] value)
    {
        string key = Convert.ToHexString(value);
        if (!idsByBytes.TryGetValue(key, out int id))
        {
            id = NextId();
            idsByBytes.Add(key, id);
            values.Add((value, id));
        }

        return id;
    }

    private int NextId()
    {
        isSimple.Add(false);
        return isSimple.Count - 1;
    }
}
