using Erasure.Core.Lake.Mappers;
using Erasure.Core.Language;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>A mapper that was held against the lake.</summary>
/// <param name="Mapper">Its id.</param>
/// <param name="Problems">What is wrong; empty where nothing is.</param>
public sealed record CheckedMapper(string Mapper, IReadOnlyList<MapperProblem> Problems)
{
    /// <summary>The mapper, with its location where that is known, and its first objects.</summary>
    internal CatalogAnswer? Answer { get; init; }

    /// <summary>All of it in one line: codes, settings, sentences.</summary>
    public string Describe() => $"{Mapper}: {English.Sentences(Problems.Select(problem => $"{problem.Code} ({problem.Path}): {problem.Message}"))}";
}
