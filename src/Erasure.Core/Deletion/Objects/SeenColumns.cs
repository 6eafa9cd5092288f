namespace Erasure.Core.Deletion.Objects;

/// <summary>Which columns some record of an object has: false of those that were looked for and that none has.</summary>
internal static class SeenColumns
{
    /// <summary>Nothing is known of any.</summary>
    public static IReadOnlyDictionary<string, bool> Unknown { get; } = new Dictionary<string, bool>();

    /// <summary>What is known by both together.</summary>
    public static IReadOnlyDictionary<string, bool>? Together(IReadOnlyDictionary<string, bool>? some, IReadOnlyDictionary<string, bool>? more) => some is null || more is null
        ? some ?? more
        : some.Concat(more).GroupBy(column => column.Key, StringComparer.Ordinal).ToDictionary(column => column.Key, column => column.Any(one => one.Value), StringComparer.Ordinal);

    /// <summary>They say nothing that isn't known.</summary>
    public static bool IsKnown(IReadOnlyDictionary<string, bool>? some, IReadOnlyDictionary<string, bool> known) =>
        some is null || some.All(column => known.TryGetValue(column.Key, out bool seen) && (seen || !column.Value));
}
