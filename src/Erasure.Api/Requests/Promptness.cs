using Erasure.Core.Records;

namespace Erasure.Api.Requests;

/// <summary>Sees that whoever asks to have something written is answered in time, though the disk of the records hangs.</summary>
/// <remarks>What was begun goes on, and may be on disk in the end: the same request again finds it.</remarks>
/// <param name="time">The clock.</param>
public sealed class Promptness(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>With so many late ones nobody else is kept waiting to see whether it still hangs.</summary>
    private const int MostLate = 16;

    private int late;

    /// <summary>Does it.</summary>
    /// <exception cref="RecordsUnavailableException">It takes too long.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        if (Volatile.Read(ref late) >= MostLate)
        {
            throw Hangs();
        }

        // By itself, since a disk that doesn't answer heeds no token.
        Task<T> run = Task.Run(work);
        try
        {
            return await run.WaitAsync(Patience, time);
        }
        catch (TimeoutException) when (!run.IsCompleted)
        {
            Interlocked.Increment(ref late);
            _ = EndAsync(run);
            throw Hangs();
        }
    }

    private async Task EndAsync(Task run)
    {
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref late);
    }

    private static RecordsUnavailableException Hangs() => new($"Nothing could be written within {Patience.TotalSeconds:0} s: does the disk of the records answer?");
}
