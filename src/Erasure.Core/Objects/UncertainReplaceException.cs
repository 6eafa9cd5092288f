namespace Erasure.Core.Objects;

/// <summary>Nobody knows whether a successor has taken an object's place: the answer was lost, or somebody else was faster. Whoever opens the object again sees what it holds.</summary>
/// <param name="inner">What the store said.</param>
public sealed class UncertainReplaceException(Exception inner) : IOException("It isn't known whether the successor has taken the object's place.", inner);
