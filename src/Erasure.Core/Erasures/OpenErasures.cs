using System.Diagnostics.Metrics;
using Erasure.Core.Clocks;
using Erasure.Core.Telemetry;

namespace Erasure.Core.Erasures;

/// <summary>What is open, as the last full sweep saw it, and how old it is now.</summary>
internal sealed class OpenErasures : IDisposable
{
    private readonly Meter meter = new(ErasureMeter.Name);
    private readonly TimeProvider time;
    private Tally seen;
    private volatile bool isSeen;

    public OpenErasures(TimeProvider time)
    {
        this.time = time;
        seen = new Tally(time);
        meter.CreateObservableGauge("erasure.open", () => Volatile.Read(ref seen).States.Select(state => new Measurement<long>(state.Value, new KeyValuePair<string, object?>("state", state.Key.ToString()))), "{erasure}", "Open erasures, by state.");
        meter.CreateObservableGauge("erasure.open.age", OldestAge, "s", "Age of the oldest open erasure.");
        meter.CreateObservableGauge("erasure.deadline.distance", DaysToDeadline, "d", "Days to the nearest deadline of an open erasure; negative once it has passed.");
        meter.CreateObservableGauge("erasure.open.missing", () => Missing, "{erasure}", "Open erasures whose workflow the engine doesn't know.");
        meter.CreateObservableGauge("erasure.queue.depth", () => Volatile.Read(ref seen).Matches, "{match}", "Matches in the deletion queue.");
    }

    /// <summary>Open erasures that had no orchestration at the last sweep.</summary>
    public long Missing => Volatile.Read(ref seen).Missing;

    /// <summary>Takes over what a sweep counted.</summary>
    public void Show(Tally tally)
    {
        Volatile.Write(ref seen, tally);
        isSeen = true;
    }

    /// <summary>What the last sweep counted; null before the first.</summary>
    public Tally? Latest => isSeen ? Volatile.Read(ref seen) : null;

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<double>> OldestAge() =>
        Volatile.Read(ref seen) is { States.Count: > 0 } open ? [new((time.GetUtcNow() - open.OldestReceipt).TotalSeconds)] : [];

    private IEnumerable<Measurement<double>> DaysToDeadline() =>
        Volatile.Read(ref seen).Nearest is { } nearest ? [new((nearest.Deadline - time.GetUtcNow()).TotalDays)] : [];

    /// <summary>Adds open erasures up, from when it is made.</summary>
    /// <param name="time">The clock.</param>
    public sealed class Tally(TimeProvider time)
    {
        private readonly DateTimeOffset now = time.GetUtcNow();
        private readonly Dictionary<ErasureState, long> states = [];

        /// <summary>When the sweep began, as <see cref="ClockSpans.Steady"/> counts.</summary>
        public TimeSpan Begun { get; } = time.Steady();

        public IReadOnlyDictionary<ErasureState, long> States => states;

        public DateTimeOffset OldestReceipt { get; private set; } = DateTimeOffset.MaxValue;

        /// <summary>The one with the nearest deadline; null where none is open.</summary>
        public ErasureRecord? Nearest { get; private set; }

        /// <summary>Those whose deadline has passed.</summary>
        public long Overdue { get; private set; }

        /// <summary>How their domains fare.</summary>
        public DomainTally Domains { get; } = new(time.GetUtcNow(), time);

        /// <summary>Erasures in any state.</summary>
        public long Open => states.Values.Sum();

        /// <summary>Those without an orchestration.</summary>
        public long Missing { get; set; }

        /// <summary>Matches in the deletion queue.</summary>
        public long Matches { get; set; }

        public void Add(ErasureRecord erasure)
        {
            if (erasure.State.IsOver())
            {
                return;
            }

            states[erasure.State] = states.GetValueOrDefault(erasure.State) + 1;
            OldestReceipt = erasure.ReceivedAt < OldestReceipt ? erasure.ReceivedAt : OldestReceipt;
            Nearest = Nearest is null || erasure.Deadline < Nearest.Deadline ? erasure : Nearest;
            Overdue += erasure.Deadline <= now ? 1 : 0;
        }
    }
}
