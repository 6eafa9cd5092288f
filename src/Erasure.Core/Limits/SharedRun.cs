namespace Erasure.Core.Limits;

/// <summary>Work that may hang, of which one run is under way at most: who comes meanwhile waits for the same one.</summary>
/// <remarks>It has a thread of the pool to itself, since what hangs may well block it: a disk that doesn't answer heeds no token.</remarks>
/// <param name="work">The work; its token is that of whoever began the run.</param>
/// <param name="time">The clock.</param>
public sealed class SharedRun<T>(Func<CancellationToken, Task<T>> work, TimeProvider time)
{
    private readonly Lock turn = new();
    private Task<T>? run;
    private long begunAt;

    /// <summary>Joins the run that is under way, or begins one.</summary>
    /// <param name="patience">How long a run may take, from its beginning on.</param>
    /// <param name="cancellationToken">Stops the run that is begun here. Who only wants to leave waits with a token of his own.</param>
    /// <param name="freshness">How long ago a run may have begun that is over, and is told instead of another one.</param>
    /// <exception cref="TimeoutException">It takes longer. It goes on, and none is begun beside it.</exception>
    public Task<T> JoinAsync(TimeSpan patience, CancellationToken cancellationToken, TimeSpan freshness = default)
    {
        lock (turn)
        {
            if (run is null || (run.IsCompleted && time.GetElapsedTime(begunAt) >= freshness))
            {
                (run, begunAt) = (Task.Run(() => work(cancellationToken), CancellationToken.None), time.GetTimestamp());
            }

            TimeSpan left = patience - time.GetElapsedTime(begunAt);
            return run.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, CancellationToken.None);
        }
    }
}
