using Erasure.Core.Limits;

namespace Erasure.Core.Mail;

/// <summary>Lets few mails be delivered at once, and for a while none where the mail server hangs. A mail that finds no room stays in the outbox, and the step that wrote it goes on.</summary>
internal sealed class MailLimits(TimeProvider time) : IDisposable
{
    private const int MostAtOnce = 8;
    private const int MostFailures = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    // A server that refuses at once keeps nobody waiting, and may take the next mail.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim room = new(MostAtOnce);
    private readonly Circuit circuit = new(MostFailures, Pause, time);

    /// <summary>Delivers, if there is room.</summary>
    /// <param name="deliver">Tells whether the mail was taken.</param>
    /// <param name="cancellationToken">Stops waiting for room.</param>
    /// <returns>False where it wasn't tried.</returns>
    public async Task<bool> TryAsync(Func<Task<bool>> deliver, CancellationToken cancellationToken)
    {
        if (!circuit.TryPass() || !await TryEnterAsync(cancellationToken))
        {
            return false;
        }

        try
        {
            long started = time.GetTimestamp();
            bool isTaken = await deliver();
            circuit.Tell(isTaken || time.GetElapsedTime(started) < Slow);
            return true;
        }
        finally
        {
            room.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => room.Dispose();

    private async Task<bool> TryEnterAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await room.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
