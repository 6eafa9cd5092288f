using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Erasure.Parquet;

namespace Erasure.Core.Lake;

/// <summary>What to look for in one object, once its key has answered for the columns that are partitions (<c>user_id=4711/</c>, as Hive, Spark and Athena lay them out).</summary>
/// <remarks>A partition's value is text: it equals a match that is the same text, percent-decoded. Its column isn't in the file; where it is all the same, the file is asked too.</remarks>
internal sealed class PartitionedPredicate
{
    /// <summary>What Hive writes for null, and for what isn't of the column's type.</summary>
    private const string Unknown = "__HIVE_DEFAULT_PARTITION__";

    private static readonly ConditionalWeakTable<IReadOnlyList<SecretText>, HashSet<SecretText>> Sets = [];
    private static readonly ConditionalWeakTable<RowPredicate, ConcurrentDictionary<string, PartitionedPredicate>> Known = [];

    private readonly HashSet<string> answered;
    private readonly IReadOnlyList<int>? leftOrdinals;
    private readonly long firstComposite;
    private readonly Dictionary<string, SecretText> partitions;

    private PartitionedPredicate(RowPredicate whole, Dictionary<string, SecretText> partitions)
    {
        this.partitions = partitions;
        answered = new HashSet<string>(partitions.Keys, StringComparer.OrdinalIgnoreCase);
        firstComposite = whole.Simple.Sum(match => (long)match.Values.Count);
        TakesAll = whole.Simple.Any(match => match.Columns.Any(column => partitions.TryGetValue(column, out SecretText value) && SetOf(match.Values).Contains(value)))
            || whole.Composite.Any(match => match.Parts.All(part => partitions.TryGetValue(part.Column, out SecretText value) && value == part.Value));
        Rows = whole;
        if (!TakesAll && whole.Composite.Any(match => match.Parts.Any(part => partitions.ContainsKey(part.Column))))
        {
            (Rows, leftOrdinals) = Reduce(whole, partitions);
        }
    }

    /// <summary>The whole object is the person's.</summary>
    public bool TakesAll { get; }

    /// <summary>What to ask of its rows.</summary>
    public RowPredicate Rows { get; }

    /// <summary>What is asked of an object, by its key.</summary>
    public static PartitionedPredicate Of(RowPredicate predicate, string key)
    {
        int file = key.LastIndexOf('/');
        string folder = file < 0 ? "" : key[..file];
        if (!folder.Contains('=', StringComparison.Ordinal))
        {
            folder = "";
        }

        // Erasers prepare a predicate once, so it stays the same one for all objects of a partition.
        return Known.GetOrCreateValue(predicate).GetOrAdd(folder, static (path, whole) => new PartitionedPredicate(whole, PartitionsOf(path)), predicate);
    }

    /// <summary>The key says that the column holds something else in every row: not the value, nor what might be another spelling of it.</summary>
    public bool Contradicts(string column, SecretText value) => partitions.TryGetValue(column, out SecretText held) && held.Reveal() != Unknown && Bare(held) != Bare(value);

    /// <summary>What couldn't be asked, of the predicate as a whole: without the columns that the key has answered for.</summary>
    public Findings Restore(Findings findings) => findings.Problems.Count == 0
        ? findings
        : findings with { Problems = [.. findings.Problems.Where(problem => problem.Code != MatchProblemCode.ColumnNotFound || !answered.Contains(problem.Column)).Select(Restore)] };

    private MatchProblem Restore(MatchProblem problem) => leftOrdinals is null || problem.Ordinal < firstComposite
        ? problem
        : problem with { Ordinal = firstComposite + leftOrdinals[(int)(problem.Ordinal - firstComposite)] };

    private static (RowPredicate Rows, IReadOnlyList<int> Ordinals) Reduce(RowPredicate whole, Dictionary<string, SecretText> partitions)
    {
        List<CompositeMatch> left = [];
        List<int> ordinals = [];
        for (int i = 0; i < whole.Composite.Count; i++)
        {
            CompositeMatch match = whole.Composite[i];
            if (match.Parts.All(part => !partitions.TryGetValue(part.Column, out SecretText value) || value == part.Value))
            {
                left.Add(new CompositeMatch([.. match.Parts.Where(part => !partitions.ContainsKey(part.Column))]));
                ordinals.Add(i);
            }
        }

        return (whole with { Composite = left }, ordinals);
    }

    private static string Bare(SecretText text) =>
        string.Concat(text.Reveal().Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToUpperInvariant().TrimStart('0');

    private static HashSet<SecretText> SetOf(IReadOnlyList<SecretText> values) => Sets.GetValue(values, static list => [.. list]);

    private static Dictionary<string, SecretText> PartitionsOf(string folder)
    {
        Dictionary<string, SecretText> partitions = new(StringComparer.OrdinalIgnoreCase);
        foreach (string segment in folder.Split('/'))
        {
            int equals = segment.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                partitions[Uri.UnescapeDataString(segment[..equals])] = new SecretText(Uri.UnescapeDataString(segment[(equals + 1)..]));
            }
        }

        return partitions;
    }
}
