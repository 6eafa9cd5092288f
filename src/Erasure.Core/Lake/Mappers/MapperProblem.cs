using Erasure.Core.Subjects;

namespace Erasure.Core.Lake.Mappers;

/// <summary>Something that is wrong with a data mapper.</summary>
/// <param name="Code">What, for programs: <c>column-not-found</c>.</param>
/// <param name="Path">The setting: <c>identifiers.user_id[0]</c>; empty for the mapper as a whole.</param>
/// <param name="Message">What, and what would be right.</param>
public sealed record MapperProblem(string Code, string Path, string Message)
{
    /// <summary>The object that was read; null where the problem isn't one of an object.</summary>
    public ReadObject? Object { get; init; }

    /// <summary>The same for a caller who typed the mapper: of the names of its identifiers, only plain words are repeated.</summary>
    public MapperProblem Shown(DataMapper mapper)
    {
        const string Identifiers = "identifiers.";
        string? hidden = mapper.Identifiers?.Keys
            .Where(name => FieldNames.Shown(name) != name && Path.StartsWith(Identifiers + name, StringComparison.Ordinal))
            .MaxBy(name => name.Length);
        return hidden is null ? this : this with { Path = $"{Identifiers}{FieldNames.Unnamed}{Path[(Identifiers.Length + hidden.Length)..]}" };
    }

    internal string Below(string path) => Path.Length == 0 ? path : $"{path}.{Path}";
}
