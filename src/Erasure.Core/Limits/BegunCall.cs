namespace Erasure.Core.Limits;

/// <summary>A call to a domain that has begun; it ends when this is disposed.</summary>
/// <param name="end">Ends it.</param>
/// <param name="lost">Canceled once it must end, since the share is lost under which it began.</param>
internal sealed class BegunCall(Action end, CancellationToken lost) : IDisposable
{
    private Action? end = end;

    /// <summary>Canceled once it must end.</summary>
    public CancellationToken Lost => lost;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref end, null)?.Invoke();
}
