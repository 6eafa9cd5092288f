namespace Erasure.Core.Lake.Mappers;

/// <summary>Something that is wrong with a data mapper.</summary>
/// <param name="Code">What, for programs: <c>column-not-found</c>.</param>
/// <param name="Path">The setting: <c>identifiers.user_id[0]</c>; empty for the mapper as a whole.</param>
/// <param name="Message">What, and what would be right.</param>
public sealed record MapperProblem(string Code, string Path, string Message)
{
    internal string Below(string path) => Path.Length == 0 ? path : $"{path}.{Path}";
}
