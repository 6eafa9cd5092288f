using System.Runtime.CompilerServices;

namespace Erasure.Parquet.Verify.Records;

/// <summary>Which records a predicate certainly takes, and which it may take. Made once for as long as the predicate lives.</summary>
internal sealed class RecordJudge
{
    private static readonly ConditionalWeakTable<RowPredicate, RecordJudge> Known = [];

    private readonly RecordQuestion[] simple;
    private readonly RecordQuestion[][] composite;

    private RecordJudge(RowPredicate predicate)
    {
        simple = [.. predicate.Simple.SelectMany(match => match.Columns.Select(column => new RecordQuestion(column, match.Values, match.Rules)))];
        composite = [.. predicate.Composite.Select(match => match.Parts.Select(part => new RecordQuestion(part.Column, [part.Value], part.Rules)).ToArray())];
        Columns = [.. simple.Concat(composite.SelectMany(parts => parts)).Select(question => question.Column).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The columns that are asked.</summary>
    public IReadOnlyList<string> Columns { get; }

    public static RecordJudge Of(RowPredicate predicate) => Known.GetValue(predicate, static asked => new RecordJudge(asked));

    /// <summary>It certainly matches. Whether parts of a composite match hold within one element isn't asked, so that only values outside of lists count there.</summary>
    public bool HasToGo(List<RecordField> record) =>
        Array.Exists(simple, question => record.Exists(field => Answers(question, field)))
        || Array.Exists(composite, parts => Array.TrueForAll(parts, question => record.Exists(field => !field.IsInList && Answers(question, field))));

    /// <summary>It may match: columns whatever their case, and whatever the rules make of values.</summary>
    public bool MayGo(List<RecordField> record) =>
        Array.Exists(simple, question => record.Exists(field => MayAnswer(question, field)))
        || Array.Exists(composite, parts => Array.TrueForAll(parts, question => record.Exists(field => MayAnswer(question, field))));

    /// <summary>A record that can't be read here may match: it quotes what is asked.</summary>
    public bool MayGo(string record) => Array.Exists(simple, question => question.StandsIn(record)) || Array.Exists(composite, parts => Array.TrueForAll(parts, question => question.StandsIn(record)));

    private static bool Answers(RecordQuestion question, RecordField field) =>
        field.IsSure && field.Path.Equals(question.Column, StringComparison.Ordinal) && question.Holds(field);

    private static bool MayAnswer(RecordQuestion question, RecordField field) =>
        field.Path.Equals(question.Column, StringComparison.OrdinalIgnoreCase) && question.MayHold(field);
}
