namespace Erasure.Core.Objects;

/// <summary>A store can't be used as it is set up, whoever asks and however often.</summary>
/// <param name="reason">Why, as one of <see cref="StoreReasons"/>.</param>
/// <param name="message">What is wrong where, and what to do; without a key and without a value.</param>
public sealed class UnusableStoreException(string reason, string message) : StoreException(message)
{
    /// <inheritdoc/>
    public override string Reason { get; } = reason;

    /// <inheritdoc/>
    public override bool MayPass => false;
}
