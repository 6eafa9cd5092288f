using Erasure.Parquet;

namespace Erasure.Core.Deletion.Objects;

/// <summary>What finding and erasing noticed of an object, each code once.</summary>
internal static class JobNotices
{
    /// <summary>Of several versions of one object.</summary>
    public static IReadOnlyList<Notice> Together(IReadOnlyList<Notice> one, IReadOnlyList<Notice> other) =>
        Merge(one, other, (notices, first) => first with { Count = notices.Sum(notice => notice.Count) });

    /// <summary>Of one object that was looked at again: what is known by now.</summary>
    public static IReadOnlyList<Notice> Again(IReadOnlyList<Notice> before, IReadOnlyList<Notice> now) =>
        Merge(before, now, (notices, first) => notices.MaxBy(notice => notice.Count) ?? first);

    /// <summary>In words of our own, for whoever shows them.</summary>
    public static IReadOnlyList<JobNotice> Tell(IReadOnlyList<Notice> notices) => [.. notices.Select(notice => new JobNotice(CodeWords.Of(notice.Code), notice.Count, notice.Place))];

    /// <summary>Sums by code; null where there is nothing to sum.</summary>
    public static IReadOnlyDictionary<string, long>? Plus(IReadOnlyDictionary<string, long>? one, IReadOnlyDictionary<string, long>? other) => one is null || other is null
        ? one ?? other
        : new SortedDictionary<string, long>(
            one.Concat(other).GroupBy(sum => sum.Key, StringComparer.Ordinal).ToDictionary(sums => sums.Key, sums => sums.Sum(sum => sum.Value)),
            StringComparer.Ordinal);

    private static IReadOnlyList<Notice> Merge(IReadOnlyList<Notice> one, IReadOnlyList<Notice> other, Func<IReadOnlyList<Notice>, Notice, Notice> merged) =>
        one.Count == 0 && other.Count == 0 ? [] : [.. one.Concat(other).GroupBy(notice => notice.Code).Select(alike => merged([.. alike], alike.First())).OrderBy(notice => notice.Code)];
}

/// <summary>Something about an object that whoever reads a report should know. Never holds a value.</summary>
/// <param name="Code">What, as a code: <c>near-misses</c>.</param>
/// <param name="Count">How many rows, values, records or chunks it is about.</param>
/// <param name="Place">Where first: row group, column, line; empty where it is about the object as a whole.</param>
public sealed record JobNotice(string Code, long Count, string Place);
