using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace ErasureFunctions.Tests.Worker;

/// <summary>A domain that takes half a second for an erasure, and counts.</summary>
internal sealed class SlowCalls
{
    /// <summary>Calls at once that it is said to bear.</summary>
    public const int Most = 3;

    /// <summary>The header by which a worker tells which one it is.</summary>
    public const string Header = "x-worker";

    private readonly Lock gate = new();
    private int running;

    /// <summary>Most calls at once so far.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Calls by worker.</summary>
    public ConcurrentDictionary<string, int> Workers { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers a call.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        Workers.AddOrUpdate(context.Request.Headers[Header].ToString(), 1, static (_, calls) => calls + 1);
        lock (gate)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++running);
        }

        try
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, context.RequestAborted);
        }
        finally
        {
            lock (gate)
            {
                running--;
            }
        }

        await TypedResults.Text("""{"status": "erased"}""", "application/json").ExecuteAsync(context);
    }
}
