namespace Erasure.Core.Limits;

/// <summary>A domain's record of who may take how much of its limits. All that is in it together never exceeds them.</summary>
/// <param name="Holders">The processes, in the order of their ids; those too that have nothing and wait.</param>
/// <param name="FreeFrom">When units of the rate that others have given up, or lost, may be used; the least time where they may.</param>
internal sealed record ShareTable(IReadOnlyList<ShareHolder> Holders, DateTimeOffset FreeFrom)
{
    // No turn is taken further ahead, since a quick retry waits no longer: a clock that is wrong, here or there, wrote it.
    private static readonly TimeSpan MostAhead = TimeSpan.FromHours(1);

    public static ShareTable Empty { get; } = new([], DateTimeOffset.MinValue);

    /// <summary>Parts that a rate can be leased in: calls a second, since two processes that each have half of one could begin theirs in the same second.</summary>
    public static int UnitsOf(LimitsConfiguration limits) => limits.PerSecond is { } number ? (int)Math.Max(1, number) : 0;

    /// <summary>Between the beginnings of two calls of who has so many units; null where none may begin.</summary>
    public static TimeSpan? IntervalOf(LimitsConfiguration limits, int units) => limits.PerSecond is not { } number || units >= UnitsOf(limits) ? DomainShare.IntervalOf(limits.PerSecond)
        : units == 0 ? null
        : TimeSpan.FromSeconds(1 / Math.Min(number, units));

    /// <summary>After a call before somebody else may use the units by which it began.</summary>
    private static TimeSpan RestOf(LimitsConfiguration limits) => TimeSpan.FromSeconds(Math.Max(1, 1 / (limits.PerSecond ?? 1)));

    /// <summary>How long units that others have given up aren't used yet.</summary>
    public TimeSpan RestAt(DateTimeOffset now, LimitsConfiguration limits) =>
        FreeFrom <= now || FreeFrom - now > RestOf(limits) + MostAhead ? TimeSpan.Zero : FreeFrom - now;

    /// <summary>The table where that has gone by.</summary>
    public ShareTable Rested() => FreeFrom == Empty.FreeFrom ? this : this with { FreeFrom = Empty.FreeFrom };

    public ShareHolder? Find(string id) => Holders.FirstOrDefault(holder => holder.Id == id);

    /// <summary>The part of one of them: as much as each other one has; where there is less than one for each, in turn.</summary>
    /// <param name="id">The process, be it in here or not.</param>
    /// <param name="whole">What there is.</param>
    /// <param name="round">Whose turn it is.</param>
    public int PartOf(string id, int whole, long round)
    {
        int others = Holders.Count(holder => holder.Id != id);
        int rank = Holders.Count(holder => string.CompareOrdinal(holder.Id, id) < 0);
        int count = others + 1;
        return whole >= count ? (whole / count) + (rank < whole % count ? 1 : 0)
            : (rank + round) % count < whole ? 1
            : 0;
    }

    /// <summary>The table without those that are dead.</summary>
    public ShareTable Without(IReadOnlyCollection<string> dead, LimitsConfiguration limits, DateTimeOffset now) => dead.Count == 0
        ? this
        : new([.. Holders.Where(holder => !dead.Contains(holder.Id))], Holders.Any(holder => holder.Units > 0 && dead.Contains(holder.Id)) ? Later(FreeFrom, now + RestOf(limits)) : FreeFrom);

    /// <summary>The table without one that leaves.</summary>
    public ShareTable Leave(string id, LimitsConfiguration limits, ShareUse use, DateTimeOffset now) =>
        new([.. Holders.Where(holder => holder.Id != id)], Find(id) is { Units: > 0 } ? After(use, limits, now) : FreeFrom);

    /// <summary>The table with what one of them has now: its part, as far as there is so much; more, as long as so many calls are under way.</summary>
    /// <param name="id">The process.</param>
    /// <param name="beat">Its sign of life.</param>
    /// <param name="limits">The domain's.</param>
    /// <param name="calls">Its part of the calls at once.</param>
    /// <param name="units">Its part of the rate.</param>
    /// <param name="use">What it uses.</param>
    /// <param name="now">The time.</param>
    public ShareTable Renew(string id, long beat, LimitsConfiguration limits, int calls, int units, ShareUse use, DateTimeOffset now)
    {
        ShareHolder before = Find(id) ?? new ShareHolder(id, 0, 0, 0);
        List<ShareHolder> others = [.. Holders.Where(holder => holder.Id != id)];
        int freeCalls = Math.Max(0, limits.Concurrency - others.Sum(holder => holder.Calls));
        int freeUnits = Math.Max(0, UnitsOf(limits) - others.Sum(holder => holder.Units));

        ShareHolder after = before with
        {
            Calls = Math.Min(freeCalls, Math.Max(use.Running, calls)),
            Units = Math.Min(freeUnits, units > before.Units && FreeFrom != Empty.FreeFrom ? before.Units : units),
            Beat = beat,
        };
        others.Add(after);
        return new(
            [.. others.OrderBy(holder => holder.Id, StringComparer.Ordinal)],
            after.Units < before.Units ? After(use, limits, now) : FreeFrom);
    }

    private DateTimeOffset After(ShareUse use, LimitsConfiguration limits, DateTimeOffset now) =>
        use.SinceTurn < RestOf(limits) ? Later(FreeFrom, now - use.SinceTurn.Value + RestOf(limits)) : FreeFrom;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
