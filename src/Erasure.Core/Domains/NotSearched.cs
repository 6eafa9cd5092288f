using Erasure.Core.Language;

namespace Erasure.Core.Domains;

/// <summary>What couldn't be searched for the person. Nothing of this was verified.</summary>
/// <param name="HoldNobody">Objects that couldn't be searched, and of which a human states that they hold nobody.</param>
/// <param name="DealtWith">Objects that couldn't be searched, and of which a human states that what is there of this person was dealt with by hand.</param>
public sealed record NotSearched(long HoldNobody, long DealtWith)
{
    /// <summary>Data mappers that know no identifier which the erasure has; null where there are none.</summary>
    public IReadOnlyList<string>? Mappers { get; init; }

    /// <summary>Objects that an earlier job failed at, and that aren't listed any more: who took them away, and what became of them, isn't known. Null for none.</summary>
    public long? Vanished { get; init; }

    /// <summary>The same in words, for people of the house.</summary>
    public string Describe() => string.Join(
        ", ",
        new[]
        {
            HoldNobody + DealtWith is > 0 and var objects ? $"{English.Count(objects, "object")} not searched, which somebody has answered for" : null,
            Vanished is { } vanished ? $"{English.Count(vanished, "object")} that couldn't be searched, and not listed any more, nobody knows why" : null,
            Mappers is { } mappers ? $"not searched for want of an identifier: {string.Join(", ", mappers)}" : null,
        }.OfType<string>());

    /// <summary>What an outcome says of it.</summary>
    internal static NotSearched? Of(Outcome? outcome) => outcome switch
    {
        Outcome.Erased erased => erased.NotSearched,
        Outcome.NothingFound nothing => nothing.NotSearched,
        _ => null,
    };

    /// <summary>All of it; null where everything was searched.</summary>
    internal static NotSearched? Of(long holdNobody, long dealtWith, long vanished, IReadOnlyList<string> mappers) => holdNobody + dealtWith + vanished + mappers.Count == 0
        ? null
        : new NotSearched(holdNobody, dealtWith) { Mappers = mappers.Count == 0 ? null : mappers, Vanished = vanished == 0 ? null : vanished };
}
