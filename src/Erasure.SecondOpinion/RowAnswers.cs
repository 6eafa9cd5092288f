using System.Collections;

namespace Erasure.SecondOpinion;

/// <summary>Which rows of a row group answer which question.</summary>
internal sealed class RowAnswers
{
    private readonly ParquetMatch match;
    private readonly BitArray[] held;

    public RowAnswers(ParquetMatch match, int rows)
    {
        this.match = match;
        held = [.. match.Questions.Select(_ => new BitArray(rows))];
    }

    public void Answer(ParquetQuestion question, int row, string? text)
    {
        if (text is not null && question.Values.Contains(text))
        {
            held[question.Number][row] = true;
        }
    }

    /// <summary>By plain comparison, it matches. What may be compared otherwise, or wasn't read, is no reason.</summary>
    public bool HasToGo(int row) =>
        match.Alternatives.Exists(parts => parts.TrueForAll(part => !part.IsOpen && held[part.Number][row] && (parts.Count == 1 || !part.IsRepeated)));

    /// <summary>It may match.</summary>
    public bool MayGo(int row) => match.IsOpen || match.Alternatives.Exists(parts => parts.TrueForAll(part => part.IsOpen || held[part.Number][row]));
}
