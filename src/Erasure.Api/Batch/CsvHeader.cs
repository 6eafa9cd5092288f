namespace Erasure.Api.Batch;

/// <summary>What a CSV batch may name in its header.</summary>
internal static class CsvHeader
{
    /// <summary>The column of the domains, separated by spaces.</summary>
    public const string Domains = "domains";

    private const string Subject = "subject.";

    private static readonly string[] Others = ["requester.email", Domains, "reference", "receivedAt"];

    /// <summary>What is wrong with a header; null where nothing is. It may be a record of a batch without one, so nothing of it is repeated.</summary>
    public static string? Check(IReadOnlyList<string> columns)
    {
        string known = $"{Subject}NAME for each identifier, and {string.Join(", ", Others)}";
        if (columns.ToList().FindIndex(column => !IsSubject(column) && !Others.Contains(column, StringComparer.Ordinal)) is var unknown and >= 0)
        {
            return $"The first line must be a header, and its column {unknown + 1} has no name that is known; known are {known}.";
        }

        if (columns.Index().FirstOrDefault(column => columns.Take(column.Index).Contains(column.Item, StringComparer.Ordinal)) is { Index: > 0 } twice)
        {
            return $"The header's column {twice.Index + 1} has the name of one before it.";
        }

        return columns.Any(IsSubject) ? null : $"The header names no identifier of the person; known are {known}.";
    }

    private static bool IsSubject(string column) => column.Length > Subject.Length && column.StartsWith(Subject, StringComparison.Ordinal);
}
