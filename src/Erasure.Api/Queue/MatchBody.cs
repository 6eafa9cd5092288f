using System.ComponentModel;

namespace Erasure.Api.Queue;

/// <summary>The shape of a match to queue, for the OpenAPI document; <see cref="MatchReader"/> reads it.</summary>
[Description("A match to queue: exactly one of value, identifiers and columns. Unknown fields are refused.")]
internal sealed record MatchBody
{
    [Description("A simple match: rows go in which any identifier column holds this.")]
    public string? Value { get; init; }

    [Description("A match by identifier, as erasures have them: rows go in which a column of any of these holds its value.")]
    public IReadOnlyDictionary<string, string>? Identifiers { get; init; }

    [Description("A composite match, for exactly one mapper: rows go in which each of these columns holds its value.")]
    public IReadOnlyList<ColumnBody>? Columns { get; init; }

    [Description("Ids of the data mappers it is for; all where it isn't given.")]
    public IReadOnlyList<string>? Mappers { get; init; }

    [Description("Of a composite match: its columns may hold their values in different elements of a list. Otherwise those of one list hold within one element.")]
    public bool? AcrossElements { get; init; }

    [Description("When it must be cleared; the legal deadline of a request of now where it isn't given.")]
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>One column of a composite match.</summary>
[Description("A column and its value.")]
internal sealed record ColumnBody(string Column, string Value);
