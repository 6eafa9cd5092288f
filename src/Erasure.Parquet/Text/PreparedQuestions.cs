using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Erasure.Parquet.Text;

/// <summary>
/// A predicate, turned around: by column, what its values mean to which match. Made once for as long as the predicate lives, since a job asks a million values of thousands of objects.
/// </summary>
internal sealed class PreparedQuestions
{
    /// <summary>The target of a value that suffices alone, whoever asks for it. Below it are those of people who ask for such a value.</summary>
    public const int Simple = -1;

    private static readonly ConditionalWeakTable<RowPredicate, PreparedQuestions> Known = [];

    private readonly RowPredicate predicate;
    private readonly Dictionary<string, ColumnQuestion> byPath = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ColumnQuestion> askers = new(StringComparer.Ordinal);

    private PreparedQuestions(RowPredicate predicate)
    {
        this.predicate = predicate;
        List<int> compositeOfPart = [];
        List<ColumnQuestion> columnOfPart = [];
        List<int> partsOfComposite = [];
        long ordinal = 0;
        foreach (SimpleMatch match in predicate.Simple)
        {
            foreach (string path in match.Columns)
            {
                ColumnQuestion question = Ask(path, ordinal);
                for (int i = 0; i < match.Values.Count; i++)
                {
                    question.Add(match.Values[i], match.Rules, predicate.Askers is { } all ? TargetOf(all[(int)ordinal + i]) : Simple);
                }
            }

            ordinal += match.Values.Count;
        }

        FirstComposite = ordinal;
        foreach (CompositeMatch match in predicate.Composite)
        {
            foreach (ColumnValue part in match.Parts)
            {
                Ask(part.Column, ordinal).Add(part.Value, part.Rules, compositeOfPart.Count);
                compositeOfPart.Add(partsOfComposite.Count);
                columnOfPart.Add(byPath[part.Column]);
            }

            partsOfComposite.Add(match.Parts.Count);
            ordinal++;
        }

        Columns = [.. byPath.Values];
        CompositeOfPart = [.. compositeOfPart];
        ColumnOfPart = [.. columnOfPart.Select(column => Columns.IndexOf(column))];
        AcrossElements = [.. predicate.Composite.Select(match => match.AcrossElements)];
        PartsOfComposite = [.. partsOfComposite];
    }

    /// <summary>Who asks each match, by ordinal; null where that is not to be told.</summary>
    public IReadOnlyList<int>? Askers => predicate.Askers;

    /// <summary>The columns that the predicate names, each once.</summary>
    public List<ColumnQuestion> Columns { get; }

    /// <summary>By part, the position of its column in <see cref="Columns"/>.</summary>
    public int[] ColumnOfPart { get; }

    /// <summary>By part, the composite match that it stands in.</summary>
    public int[] CompositeOfPart { get; }

    /// <summary>By composite match, how many parts it has.</summary>
    public int[] PartsOfComposite { get; }

    /// <summary>By composite match, whether its parts may hold in different elements of a list.</summary>
    public bool[] AcrossElements { get; }

    /// <summary>The ordinal of the first composite match.</summary>
    public long FirstComposite { get; }

    /// <summary>What simple matches ask of a column, each value with their ordinals as what it stands in: whose value it is matters seldom.</summary>
    public ColumnQuestion AskersOf(string path) => askers.GetOrAdd(path, static (path, predicate) =>
    {
        ColumnQuestion question = new(path, 0);
        int ordinal = 0;
        foreach (SimpleMatch match in predicate.Simple)
        {
            for (int i = 0; i < match.Values.Count && match.Columns.Contains(path, StringComparer.Ordinal); i++)
            {
                question.Add(match.Values[i], match.Rules, ordinal + i);
            }

            ordinal += match.Values.Count;
        }

        return question;
    }, predicate);

    /// <summary>The target of a value that suffices alone and that somebody asks for.</summary>
    public static int TargetOf(int asker) => Simple - 1 - asker;

    /// <summary>Whose target that is; negative where it is nobody's.</summary>
    public static int AskerOf(int target) => Simple - 1 - target;

    /// <summary>Which matches ask a column for a value, by ordinal.</summary>
    /// <param name="column">Position in <see cref="Columns"/>.</param>
    /// <param name="text">The value.</param>
    public IEnumerable<int> OrdinalsOf(int column, string text)
    {
        IReadOnlyList<int> targets = Columns[column].FindText(text) ?? [];
        IEnumerable<int> composites = targets.Where(static target => target > Simple).Select(target => (int)FirstComposite + CompositeOfPart[target]);
        return targets.Any(static target => target <= Simple) ? composites.Concat(AskersOf(Columns[column].Path).FindText(text) ?? []) : composites;
    }

    public static PreparedQuestions Of(RowPredicate predicate) => Known.GetValue(predicate, static asked => new PreparedQuestions(asked));

    private ColumnQuestion Ask(string path, long ordinal)
    {
        if (!byPath.TryGetValue(path, out ColumnQuestion? question))
        {
            byPath.Add(path, question = new ColumnQuestion(path, ordinal));
        }

        return question;
    }
}
