using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Erasure.Core.Lake.Mappers;
using Erasure.Parquet;

namespace Erasure.Core.Lake;

/// <summary>What to look for in one object, once its key has answered for the columns that are partitions (<c>user_id=4711/</c>, as Hive, Spark and Athena lay them out).</summary>
/// <remarks>
/// A partition's value is text, read by <see cref="PartitionText"/>: it is compared with a match as texts of columns are, by the match's rules. Its column isn't in the file; where it is all the same
/// (<see cref="OwnColumns"/>), the file's rows answer, and not the key.
/// </remarks>
internal sealed class PartitionedPredicate
{
    /// <summary>What Hive writes for null, and for what isn't of the column's type.</summary>
    private const string Unknown = "__HIVE_DEFAULT_PARTITION__";

    private static readonly MatchRules EveryRule = MatchRuleNames.Read(MatchRuleNames.All);
    private static readonly ConditionalWeakTable<IReadOnlyList<SecretText>, ConcurrentDictionary<MatchRules, ILookup<SecretText, int>>> Lookups = [];
    private static readonly ConditionalWeakTable<RowPredicate, ConcurrentDictionary<string, PartitionedPredicate>> Known = [];
    private static readonly ConditionalWeakTable<RowPredicate, HashSet<string>> Columns = [];

    private readonly HashSet<string> answered;
    private readonly IReadOnlyList<int>? leftOrdinals;
    private readonly long firstComposite;
    private readonly bool nearlyTakesAll;
    private readonly Dictionary<string, SecretText[]> partitions;

    private PartitionedPredicate(RowPredicate whole, Dictionary<string, PartitionText[]> read)
    {
        partitions = read.ToDictionary(partition => partition.Key, partition => partition.Value.SelectMany(text => text.Readings).Distinct().ToArray(), StringComparer.OrdinalIgnoreCase);
        answered = new HashSet<string>(partitions.Keys, StringComparer.OrdinalIgnoreCase);
        firstComposite = whole.Simple.Sum(match => (long)match.Values.Count);
        Dictionary<string, SecretText[]> plain = read.Where(partition => partition.Value.Length == 1)
            .ToDictionary(partition => partition.Key, partition => (SecretText[])[partition.Value[0].Likely], StringComparer.OrdinalIgnoreCase);
        Dictionary<string, SecretText[]> doubtful = partitions
            .Select(partition => (Column: partition.Key, Readings: partition.Value.Except(plain.GetValueOrDefault(partition.Key, [])).ToArray()))
            .Where(partition => partition.Readings.Length > 0)
            .ToDictionary(partition => partition.Column, partition => partition.Readings, StringComparer.OrdinalIgnoreCase);
        IsAmbiguous = doubtful.Count > 0 && MayHold(whole, partitions, doubtful);
        TakesAll = !IsAmbiguous && Takes(whole, plain);
        Owners = TakesAll && whole.Askers is { } askers ? TakersOf(whole, plain).Select(ordinal => askers[ordinal]).ToHashSet() : new HashSet<int>();
        nearlyTakesAll = whole.CountNearMisses && !TakesAll && Takes(whole.Loosely(), plain);
        Asked = partitions.Count == 0 ? [] : [.. ColumnsOf(whole).Where(partitions.ContainsKey)];
        Rows = whole;
        bool isReduced = whole.Composite.Any(match => match.Parts.Any(part => partitions.ContainsKey(part.Column)));
        RestsOnKey = TakesAll || IsAmbiguous || nearlyTakesAll || isReduced;
        if (!TakesAll && isReduced)
        {
            (Rows, leftOrdinals) = Reduce(whole, partitions);
            Rows = whole.CountNearMisses ? Rows with { LooseForm = LooseRows(whole, partitions) } : Rows;
        }
    }

    /// <summary>The whole object is the person's.</summary>
    public bool TakesAll { get; }

    /// <summary>Whose it is then, of those who ask.</summary>
    public IReadOnlySet<int> Owners { get; }

    /// <summary>
    /// The key names a column twice, with different values, or by a value that can be read in two ways, and one of them is somebody's who is asked for: nobody can tell whose the object is.
    /// </summary>
    public bool IsAmbiguous { get; }

    /// <summary>What becomes of the object, or what is asked of its rows, rests on its key.</summary>
    public bool RestsOnKey { get; }

    /// <summary>Columns that are asked for and that the key answers.</summary>
    public IReadOnlyList<string> Asked { get; }

    /// <summary>What to ask of its rows.</summary>
    public RowPredicate Rows { get; }

    /// <summary>What is asked of an object, by its key.</summary>
    /// <param name="predicate">What is asked.</param>
    /// <param name="key">The key.</param>
    /// <param name="own">Columns that the object's rows answer whatever its key says; none by default.</param>
    public static PartitionedPredicate Of(RowPredicate predicate, string key, IReadOnlyList<string>? own = null)
    {
        int file = key.LastIndexOf('/');
        string folder = file < 0 ? "" : key[..file];
        if (!folder.Contains('=', StringComparison.Ordinal))
        {
            folder = "";
        }

        ConcurrentDictionary<string, PartitionedPredicate> known = Known.GetOrCreateValue(predicate);
        string name = own is { Count: > 0 } ? $"{folder}\0{string.Join('\0', own)}" : folder;
        if (known.TryGetValue(name, out PartitionedPredicate? before))
        {
            return before;
        }

        Dictionary<string, PartitionText[]> read = PartitionsOf(folder, own ?? []);
        HashSet<string> asked = Columns.GetValue(predicate, static asked => new HashSet<string>(ColumnsOf(asked), StringComparer.OrdinalIgnoreCase));
        if (!read.Keys.Any(asked.Contains))
        {
            return known.GetOrAdd("", static (_, whole) => new PartitionedPredicate(whole, []), predicate);
        }

        // Erasers prepare a predicate once, so one of its own stays the same for all objects of a partition. There may be a partition for every person, and most have none.
        PartitionedPredicate partitioned = new(predicate, read);
        return ReferenceEquals(partitioned.Rows, predicate) ? partitioned : known.GetOrAdd(name, partitioned);
    }

    /// <summary>The key says that the column holds something else in every row: not the value, nor what might be another spelling of it.</summary>
    public bool Contradicts(string column, SecretText value) => partitions.GetValueOrDefault(column) is { } all
        && Array.TrueForAll(all, held => !IsNull(held) && Bare(held) != Bare(value) && held.In(EveryRule) != value.In(EveryRule));

    /// <summary>
    /// What couldn't be asked, of the predicate as a whole: without the columns that the key has answered for. Where a looser look at the key would take the object, every row that stays is missed
    /// nearly.
    /// </summary>
    public Findings Restore(Findings findings)
    {
        long missed = nearlyTakesAll ? findings.Rows - findings.RowsMatched : 0;
        return findings with
        {
            Problems = [.. findings.Problems.Where(problem => problem.Code != MatchProblemCode.ColumnNotFound || !answered.Contains(problem.Column)).Select(Restore)],
            ColumnsSeen = findings.ColumnsSeen?.ToDictionary(column => column.Key, column => column.Value || answered.Contains(column.Key), StringComparer.Ordinal),
            Notices = missed <= 0 ? findings.Notices : [.. findings.Notices.Where(notice => notice.Code != NoticeCode.NearMisses), new Notice(NoticeCode.NearMisses, missed, "the object's key")],
        };
    }

    private MatchProblem Restore(MatchProblem problem) => leftOrdinals is null || problem.Ordinal < firstComposite
        ? problem
        : problem with { Ordinal = firstComposite + leftOrdinals[(int)(problem.Ordinal - firstComposite)] };

    private static IEnumerable<string> ColumnsOf(RowPredicate predicate) =>
        predicate.Simple.SelectMany(match => match.Columns).Concat(predicate.Composite.SelectMany(match => match.Parts, (_, part) => part.Column)).Distinct(StringComparer.Ordinal);

    private static bool Takes(RowPredicate predicate, Dictionary<string, SecretText[]> partitions) =>
        predicate.Simple.Any(match => match.Columns.Any(column => Holds(match, partitions.GetValueOrDefault(column))))
        || predicate.Composite.Any(match => match.Parts.All(part => partitions.TryGetValue(part.Column, out SecretText[]? values) && Holds(part, values)));

    /// <summary>The ordinals of the matches that take the whole object.</summary>
    private static IEnumerable<int> TakersOf(RowPredicate predicate, Dictionary<string, SecretText[]> partitions)
    {
        int first = 0;
        foreach (SimpleMatch match in predicate.Simple)
        {
            foreach (int taker in match.Columns.SelectMany(column => partitions.GetValueOrDefault(column, [])).SelectMany(held => Asking(match, held)))
            {
                yield return first + taker;
            }

            first += match.Values.Count;
        }

        for (int i = 0; i < predicate.Composite.Count; i++)
        {
            if (predicate.Composite[i].Parts.All(part => partitions.TryGetValue(part.Column, out SecretText[]? values) && Holds(part, values)))
            {
                yield return first + i;
            }
        }
    }

    /// <summary>By a value that is doubtful rows may be somebody's.</summary>
    private static bool MayHold(RowPredicate predicate, Dictionary<string, SecretText[]> partitions, Dictionary<string, SecretText[]> doubtful) =>
        predicate.Simple.Any(match => match.Columns.Any(column => Holds(match, doubtful.GetValueOrDefault(column))))
        || predicate.Composite.Any(match => match.Parts.Any(part => doubtful.TryGetValue(part.Column, out SecretText[]? values) && Holds(part, values))
            && match.Parts.All(part => !partitions.TryGetValue(part.Column, out SecretText[]? values) || Holds(part, values)));

    /// <summary>What a looser look would ask of the rows, those composites too whose partitions only it takes for theirs.</summary>
    private static RowPredicate LooseRows(RowPredicate whole, Dictionary<string, SecretText[]> partitions)
    {
        RowPredicate loose = Reduce(whole.Loosely(), partitions).Rows;
        return loose with { Composite = [.. loose.Composite.Where(match => match.Parts.Count > 0)] };
    }

    private static (RowPredicate Rows, IReadOnlyList<int> Ordinals) Reduce(RowPredicate whole, Dictionary<string, SecretText[]> partitions)
    {
        List<CompositeMatch> left = [];
        List<int> ordinals = [];
        for (int i = 0; i < whole.Composite.Count; i++)
        {
            CompositeMatch match = whole.Composite[i];
            if (match.Parts.All(part => !partitions.TryGetValue(part.Column, out SecretText[]? values) || Holds(part, values)))
            {
                left.Add(match with { Parts = [.. match.Parts.Where(part => !partitions.ContainsKey(part.Column))] });
                ordinals.Add(i);
            }
        }

        int first = whole.Simple.Sum(match => match.Values.Count);
        return (whole with { Composite = left, Askers = whole.Askers is { } askers ? [.. askers.Take(first), .. ordinals.Select(ordinal => askers[first + ordinal])] : null }, ordinals);
    }

    private static string Bare(SecretText text) =>
        string.Concat(NormalForms.Of(text.Reveal(), NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToUpperInvariant().TrimStart('0');

    private static bool Holds(SimpleMatch match, SecretText[]? partition) =>
        partition?.Any(held => Asking(match, held).Any()) == true;

    /// <summary>Positions of the match's values that a partition holds.</summary>
    private static IEnumerable<int> Asking(SimpleMatch match, SecretText held) => !IsNull(held) && held.In(match.Rules) is { } value ? LookupOf(match)[value] : [];

    private static bool Holds(ColumnValue part, SecretText[] partition) =>
        partition.Any(held => !IsNull(held) && held.In(part.Rules) is { } value && value == part.Value.In(part.Rules));

    private static bool IsNull(SecretText held) => held.Reveal() == Unknown;

    private static ILookup<SecretText, int> LookupOf(SimpleMatch match) => Lookups.GetOrCreateValue(match.Values)
        .GetOrAdd(
            match.Rules,
            static (rules, values) => values.Select((text, position) => (Text: text.In(rules), position)).Where(one => one.Text is not null).ToLookup(one => one.Text!.Value, one => one.position),
            match.Values);

    private static Dictionary<string, PartitionText[]> PartitionsOf(string folder, IReadOnlyList<string> own)
    {
        Dictionary<string, PartitionText[]> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (string segment in folder.Split('/'))
        {
            int equals = segment.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && Uri.UnescapeDataString(segment[..equals]) is var column && !own.Contains(column, StringComparer.OrdinalIgnoreCase))
            {
                values[column] = [.. values.GetValueOrDefault(column, []).Append(PartitionText.Read(segment[(equals + 1)..])).DistinctBy(text => text.Likely)];
            }
        }

        return values;
    }
}
