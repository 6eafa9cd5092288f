namespace Erasure.Core.Deletion.Workflow;

/// <summary>Matches that could not be asked of some object of a mapper: they stay in the queue.</summary>
/// <param name="Mapper">The mapper.</param>
/// <param name="Items">The matches by their number in the manifest; null where they are too many to tell, and all of the mapper's stay.</param>
internal sealed record UnaskedMatches(string Mapper, IReadOnlyList<int>? Items)
{
    /// <summary>More than these aren't told one by one: a record has its limits.</summary>
    public const int MostItems = 20_000;
}
