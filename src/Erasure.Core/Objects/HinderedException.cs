namespace Erasure.Core.Objects;

/// <summary>The object was left as it is, since the store won't let it be read or changed now. Look at <see cref="ObjectInfo.Hindrance"/> first and it isn't thrown.</summary>
public sealed class HinderedException(Hindrance hindrance) : Exception(Describe(hindrance))
{
    /// <summary>What stands in the way.</summary>
    public Hindrance Hindrance { get; } = hindrance;

    private static string Describe(Hindrance hindrance) => hindrance switch
    {
        Hindrance.Retained { Until: { } until } => $"The object is retained until {until:O}; erase from it after that.",
        Hindrance.Retained => "The object is under a legal hold; lift it, then erase.",
        _ => "The object is archived; restore it, then erase.",
    };
}
