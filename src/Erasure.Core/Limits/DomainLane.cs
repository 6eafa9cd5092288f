using Erasure.Core.Clocks;

namespace Erasure.Core.Limits;

/// <summary>What is under way in one domain, and when whoever finds no room had better come back. Used under the lock of <see cref="DomainLimits"/>.</summary>
internal sealed class DomainLane
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortestWaitForShare = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly TimeProvider time;
    private readonly DomainShare whole;
    private readonly List<TimeSpan> running = [];
    private TimeSpan typical;
    private TimeSpan? lastTurn;

    public DomainLane(LimitsConfiguration limits, TimeProvider time)
    {
        this.time = time;
        whole = DomainShare.Whole(limits);
        Pace = new CallPace(() => Share.Interval, time);
    }

    public CallPace Pace { get; }

    /// <summary>What it has of its share is leased; null where the process has all.</summary>
    public ShareLease? Lease { get; set; }

    public ShareUse Use => new(running.Count, time.Steady() - Pace.Last);

    private DomainShare Share => Lease is null ? whole : Lease.Share;

    /// <summary>Begins a call, if there is room: no domain takes more than it leaves to the others, and none is left without one.</summary>
    /// <param name="free">How many more may begin over all domains.</param>
    /// <param name="lost">Canceled once it must end.</param>
    /// <returns>When it began, as <see cref="ClockSpans.Steady"/> counts; null where there is none.</returns>
    public TimeSpan? TryBegin(int free, out CancellationToken lost)
    {
        DomainShare share = Share;
        lost = share.Lost;
        if (running.Count >= share.Calls || (running.Count > 0 && running.Count >= free) || !Pace.TryBegin())
        {
            return null;
        }

        TimeSpan now = time.Steady();
        running.Add(now);
        return now;
    }

    public void End(TimeSpan begun)
    {
        running.Remove(begun);
        typical = ((3 * typical) + (time.Steady() - begun)) / 4;
        if (running.Count == 0)
        {
            lastTurn = null;
        }
    }

    /// <summary>The wait until the turn after the last one given. Turns follow each other as fast as calls have been ending, or as those under way show that they don't.</summary>
    public TimeSpan GiveTurn()
    {
        TimeSpan now = time.Steady();
        TimeSpan longest = running.Count == 0 ? TimeSpan.Zero : now - running.Min();
        DomainShare share = Share;
        int calls = Math.Max(1, share.Calls);
        TimeSpan interval = (share.Interval ?? whole.Interval)!.Value;
        TimeSpan[] between = [longest / calls, typical / calls, interval, ShortestTurn];
        TimeSpan[] after = [lastTurn ?? now, now, Pace.Last + interval ?? now];
        TimeSpan shortest = share.Calls == 0 ? ShortestWaitForShare : ShortestWait;
        TimeSpan wait = TimeSpan.FromTicks(Math.Clamp((after.Max() + between.Max() - now).Ticks, shortest.Ticks, LongestWait.Ticks));
        lastTurn = now + wait;
        return wait;
    }
}
