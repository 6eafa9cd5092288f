namespace Erasure.Core.Objects;

/// <summary>A store refused or didn't answer. Its message holds no key and no value, so that it may be kept.</summary>
public abstract class StoreException(string message) : IOException(message)
{
    /// <summary>Why, as a stable code: <c>access-denied</c>, <c>no-answer</c>, <c>throttled</c> or <c>io</c>.</summary>
    public abstract string Reason { get; }
}
