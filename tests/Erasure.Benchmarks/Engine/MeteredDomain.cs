using Erasure.Core.Deletion.Connector;
using Erasure.Core.Domains;
using Erasure.Core.Limits;
using Erasure.Core.Subjects;

namespace Erasure.Benchmarks.Engine;

/// <summary>A domain that takes a while for an answer, and counts what it is asked at once and within a second.</summary>
internal sealed class MeteredDomain(string name, int concurrency, double? perSecond, TimeSpan latency, TimeProvider time) : IConnector
{
    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> lastSecond = new();
    private int running;

    public string Name => name;

    /// <summary>All calls.</summary>
    public int Calls { get; private set; }

    public int MostAtOnce { get; private set; }

    public int MostInASecond { get; private set; }

    public bool IsOverrun => MostAtOnce > concurrency || MostInASecond > Math.Ceiling(perSecond ?? double.MaxValue);

    public DomainConfiguration Configuration { get; } = new()
    {
        Name = name,
        Admin = $"{name}@example.org",
        Connector = new LakeConnectorConfiguration(),
        Limits = new LimitsConfiguration { Concurrency = concurrency, PerSecond = perSecond },
    };

    public async Task<Outcome> SubmitAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            while (lastSecond.TryPeek(out DateTimeOffset first) && first <= now - TimeSpan.FromSeconds(1))
            {
                lastSecond.Dequeue();
            }

            lastSecond.Enqueue(now);
            Calls++;
            running++;
            MostAtOnce = Math.Max(MostAtOnce, running);
            MostInASecond = Math.Max(MostInASecond, lastSecond.Count);
        }

        try
        {
            await Task.Delay(latency, time, cancellationToken);
            return new Outcome.Erased(1);
        }
        finally
        {
            lock (gate)
            {
                running--;
            }
        }
    }

    public Task<Outcome> CheckAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) => SubmitAsync(erasure, subject, cancellationToken);
}
