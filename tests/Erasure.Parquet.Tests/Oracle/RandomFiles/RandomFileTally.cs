using System.Collections.Concurrent;
using System.Text;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>What became of random files, by writer and by how pages were cut.</summary>
internal sealed class RandomFileTally
{
    /// <summary>Outcomes that aren't the code of a refusal.</summary>
    public const string Right = "right", Vacuous = "vacuous", Unread = "unread", Unwritten = "unwritten";

    private readonly ConcurrentDictionary<(string Group, string Outcome), int> counts = [];
    private readonly ConcurrentDictionary<string, int> readers = [];
    private readonly ConcurrentDictionary<string, int> misreaders = [];

    public ConcurrentQueue<string> Faults { get; } = [];

    public void Add(string writer, PageCut? cut, string outcome)
    {
        counts.AddOrUpdate((writer, outcome), 1, (_, count) => count + 1);
        counts.AddOrUpdate((cut is null ? "as written" : $"cut {cut}", outcome), 1, (_, count) => count + 1);
    }

    /// <summary>A reader agrees on the rest of a file.</summary>
    public void Agrees(string reader) => readers.AddOrUpdate(reader, 1, (_, count) => count + 1);

    /// <summary>A reader reads other values from a file than stand in it.</summary>
    public void Misreads(string reader) => misreaders.AddOrUpdate(reader, 1, (_, count) => count + 1);

    public int CountOf(string group, string outcome) => counts.GetValueOrDefault((group, outcome));

    public int FilesOf(string group) => counts.Where(count => count.Key.Group == group).Sum(count => count.Value);

    public int AgreedBy(string reader) => readers.GetValueOrDefault(reader);

    public override string ToString()
    {
        StringBuilder text = new();
        foreach (var group in counts.GroupBy(count => count.Key.Group).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(group.Key).Append(": ").AppendJoin(", ", group.OrderBy(count => count.Key.Outcome, StringComparer.Ordinal).Select(count => $"{count.Value} {count.Key.Outcome}")).AppendLine();
        }

        return text.Append("agreed: ").AppendLine(Text(readers)).Append("misread: ").Append(Text(misreaders)).ToString();
    }

    private static string Text(IEnumerable<KeyValuePair<string, int>> readers) =>
        string.Join(", ", readers.OrderBy(reader => reader.Key, StringComparer.Ordinal).Select(reader => $"{reader.Value} {reader.Key}"));
}
