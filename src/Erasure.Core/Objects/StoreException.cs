namespace Erasure.Core.Objects;

/// <summary>
/// A store, or the catalog that says where its objects are, refused or didn't answer. The message is a sentence of our own: where, which operation, which code, and what to do. It holds no object's
/// key and no value, so that it may be kept, shown and mailed.
/// </summary>
public abstract class StoreException(string message) : IOException(message)
{
    /// <summary>Why, as a stable code: one of <see cref="StoreReasons"/> or <see cref="NotListedException"/>.</summary>
    public abstract string Reason { get; }

    /// <summary>Asking again may be enough; otherwise somebody has to mend it first.</summary>
    public virtual bool MayPass => true;
}
