using System.Collections.Concurrent;
using Erasure.Core.Alerts;

namespace Erasure.Core.Tests.Alerts;

/// <summary>A channel that keeps what it delivers, and refuses or hangs where a test says so.</summary>
internal sealed class ScriptedChannel(string name) : IAlertChannel
{
    private readonly TaskCompletionSource tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int attempts;

    public string Name => name;

    public Func<Alert, Exception?> Refuse { get; set; } = _ => null;

    /// <summary>It never answers, and doesn't listen to who gives up.</summary>
    public bool Hangs { get; set; }

    public int Attempts => attempts;

    /// <summary>Once it has been asked to deliver something.</summary>
    public Task Tried => tried.Task;

    /// <summary>Once it has delivered something.</summary>
    public Task Told => told.Task;

    public ConcurrentQueue<Alert> Alerts { get; } = new();

    public IEnumerable<string> Subjects => Alerts.Select(alert => $"{alert.Rule}: {alert.Subject}");

    public async Task DeliverAsync(Alert alert, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref attempts);
        tried.TrySetResult();
        if (Hangs)
        {
            await new TaskCompletionSource().Task;
        }

        if (Refuse(alert) is { } refusal)
        {
            throw refusal;
        }

        Alerts.Enqueue(alert);
        told.TrySetResult();
    }
}
