using System.Globalization;
using Erasure.Parquet;
using Parquet.Schema;

namespace Erasure.SecondOpinion;

/// <summary>A predicate, for columns of simple types and by plain comparison.</summary>
internal sealed class ParquetMatch
{
    /// <summary>With more composite matches than these, rows that went aren't held against them.</summary>
    private const int MostComposites = 64;

    private static readonly HashSet<string> Wrappers = new(["list", "element", "array", "bag", "array_element", "item", "key_value", "map"], StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<DataField, List<ParquetQuestion>> byField = [];

    public ParquetMatch(RowPredicate predicate, IReadOnlyList<DataField> columns)
    {
        foreach (SimpleMatch simple in predicate.Simple)
        {
            foreach (string column in simple.Columns)
            {
                Alternatives.Add([Ask(column, simple.Values, simple.Rules, columns)]);
            }
        }

        IsOpen = predicate.Composite.Count > MostComposites;
        foreach (CompositeMatch composite in IsOpen ? [] : predicate.Composite)
        {
            Alternatives.Add([.. composite.Parts.Select(part => Ask(part.Column, [part.Value], part.Rules, columns))]);
        }
    }

    public List<ParquetQuestion> Questions { get; } = [];

    /// <summary>A row matches where every question of one of them is answered.</summary>
    public List<List<ParquetQuestion>> Alternatives { get; } = [];

    /// <summary>There are more matches than are asked.</summary>
    public bool IsOpen { get; }

    public static string NameOf(DataField column) => string.Join('.', column.Path.ToList());

    /// <summary>The questions that are asked of a column.</summary>
    public List<ParquetQuestion> Of(DataField column) => byField.GetValueOrDefault(column) ?? [];

    /// <summary>A column can't be read, so nothing is known of its values.</summary>
    public void Unread(DataField column) => Of(column).ForEach(static question => question.IsOpen = true);

    /// <summary>A value as text, where that is simple; null where it isn't.</summary>
    public static string? TextOf<T>(T value)
        where T : struct => value switch
        {
            ReadOnlyMemory<char> text => text.ToString(),
            bool truth => truth ? "true" : "false",
            sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToString(value, CultureInfo.InvariantCulture),
            decimal number => number.ToString("G29", CultureInfo.InvariantCulture),
            Guid id => id.ToString("N"),
            _ => null,
        };

    private static bool IsSimple(Type type) =>
        type == typeof(ReadOnlyMemory<char>) || type == typeof(string) || type == typeof(bool) || type == typeof(decimal) || type == typeof(Guid)
        || (type.IsPrimitive && type != typeof(float) && type != typeof(double));

    private ParquetQuestion Ask(string column, IReadOnlyList<SecretText> values, MatchRules rules, IReadOnlyList<DataField> columns)
    {
        List<DataField> fields = [.. columns.Where(field => IsNamed(field, column))];
        ParquetQuestion question = new(Questions.Count, column, new HashSet<string>(StringComparer.Ordinal)) { IsOpen = rules != MatchRules.None || fields.Count != 1 };
        Questions.Add(question);
        if (fields is not [var field])
        {
            return question;
        }

        question.IsRepeated = field.MaxRepetitionLevel > 0;
        question.IsOpen |= !IsSimple(field.ClrType);
        string?[] plain = [.. values.Select(value => Canonical(field.ClrType, value.Reveal()))];
        question.IsOpen |= plain.Contains(null);
        question.Values.UnionWith(plain.OfType<string>());
        if (!byField.TryGetValue(field, out List<ParquetQuestion>? questions))
        {
            byField.Add(field, questions = []);
        }

        questions.Add(question);
        return question;
    }

    /// <summary>Whether a match may mean this column: by its whole path, or without the wrappers of lists and maps.</summary>
    private static bool IsNamed(DataField field, string column) =>
        NameOf(field).Equals(column, StringComparison.OrdinalIgnoreCase)
        || (field.MaxRepetitionLevel > 0 && string.Join('.', field.Path.ToList().Where(part => !Wrappers.Contains(part))).Equals(column, StringComparison.OrdinalIgnoreCase));

    /// <summary>A value as <see cref="TextOf"/> writes it; null where it is written otherwise, and may equal all the same: a time of day in a column of microseconds.</summary>
    private static string? Canonical(Type type, string text) => true switch
    {
        _ when type.IsPrimitive && type != typeof(bool) =>
            Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 whole) && whole.ToString(CultureInfo.InvariantCulture) == text ? text : null,
        _ when type == typeof(decimal) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number)
            && number.ToString("G29", CultureInfo.InvariantCulture) is var plain && plain == (text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text) ? plain : null,
        _ when type == typeof(Guid) => Guid.TryParse(text, out Guid id) ? id.ToString("N") : null,
        _ => text,
    };
}
