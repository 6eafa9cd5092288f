using System.Text.Json.Serialization;
using Erasure.Core.Settings;
using Erasure.Parquet;

namespace Erasure.Core.Lake.Mappers;

/// <summary>A column that holds an identifier. Written as its path alone where it is compared exactly.</summary>
[ShortForm(nameof(Column))]
[JsonConverter(typeof(IdentifierColumnConverter))]
public sealed record IdentifierColumn
{
    /// <summary>Its dotted path: <c>ctx.user.id</c>.</summary>
    public required string Column { get; init; }

    /// <summary>How its values are compared, beyond exactly, by the names of <see cref="MatchRuleNames"/>.</summary>
    [MatchRule]
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Objects, or all of them, may lack it; default off, since a column that is nowhere may as well be spelled otherwise.</summary>
    public bool Optional { get; init; }

    /// <summary>The same for the erasers.</summary>
    internal MatchRules MatchRules => MatchRuleNames.Read(Rules);

    /// <summary>A column that is compared exactly.</summary>
    public static implicit operator IdentifierColumn(string column) => FromString(column);

    /// <summary>A column that is compared exactly.</summary>
    public static IdentifierColumn FromString(string column) => new() { Column = column };
}
