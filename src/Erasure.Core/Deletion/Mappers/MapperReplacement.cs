namespace Erasure.Core.Deletion.Mappers;

/// <summary>What became of the wish to store a data mapper.</summary>
public abstract record MapperReplacement
{
    private MapperReplacement()
    {
    }

    /// <summary>It is stored, and there was none of its id.</summary>
    public sealed record Added : MapperReplacement;

    /// <summary>It is stored in place of the one there was.</summary>
    public sealed record Replaced : MapperReplacement;

    /// <summary>It would search elsewhere, or less, while queued matches wait since a job failed in it.</summary>
    /// <param name="Matches">How many.</param>
    public sealed record Wanted(long Matches) : MapperReplacement
    {
        /// <summary>For programs: <c>matches-queued</c>.</summary>
        public string Code { get; } = "matches-queued";
    }
}
