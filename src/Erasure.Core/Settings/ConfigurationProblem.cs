namespace Erasure.Core.Settings;

/// <summary>Something that is wrong in the configuration file.</summary>
/// <param name="Path">Where: <c>$.domains[1].admin</c>.</param>
/// <param name="Message">What, and what would be right.</param>
public sealed record ConfigurationProblem(string Path, string Message)
{
    /// <summary>The line in which that stands, or in which begins what it is missing from, from 1 on; null where the file has no such place.</summary>
    public int? Line { get; init; }

    /// <summary>The column at which it begins there, from 1 on, as editors count.</summary>
    public int? Column { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}{(Line is null ? "" : $" (line {Line}, column {Column})")}";
}
