using System.Text.RegularExpressions;
using Erasure.Tests.Shared;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>Which tests of orchestrations run on which hosts is written down in <c>tests/README.md</c>, with the reasons, and whoever adds one must say.</summary>
public sealed partial class TestedHostsTests
{
    private const string Yes = "yes", Some = "some", No = "no";

    [Fact]
    public void Each_test_of_orchestrations_runs_on_every_host_or_says_why_not()
    {
        List<string> faults = [];
        Dictionary<string, string[]> rows = Rows();
        string[] folders = [.. rows.Keys.Where(static name => name.EndsWith('/'))];
        HashSet<string> named = [];
        foreach (string path in Directory.EnumerateFiles(Repository.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories).Where(IsOfOrchestrations).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            string[] hosts = HostsOf(path, name);
            string? by = rows.ContainsKey(name) ? name : folders.Where(folder => path.Contains($"/{folder}{name}.cs", StringComparison.Ordinal)).MaxBy(static folder => folder.Length);
            if (by is null)
            {
                faults.Add($"{name} has no row: {string.Join(" | ", hosts)}");
                continue;
            }

            named.Add(by);
            if (!rows[by].AsSpan(0, hosts.Length).SequenceEqual(hosts))
            {
                faults.Add($"{name} runs on {string.Join(" | ", hosts)}");
            }

            if (hosts.Contains(No) && rows[by][^1].Length == 0)
            {
                faults.Add($"{name} needs a reason for the host that it doesn't run on");
            }
        }

        faults.AddRange(rows.Keys.Except(named).Select(static name => $"{name} starts no orchestration"));
        Assert.True(faults.Count == 0, $"tests/README.md, hosts of the tests:\n{string.Join('\n', faults)}");
    }

    /// <summary>What the decision record says of differences and gates is as true as the tests that it names.</summary>
    [Fact]
    public void Each_test_that_the_decision_record_names_is_there()
    {
        ILookup<string, string> texts = Directory.EnumerateFiles(Repository.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .ToLookup(static path => Path.GetFileNameWithoutExtension(path), File.ReadAllText, StringComparer.Ordinal);
        Match[] named = NamedTest().Matches(File.ReadAllText(Repository.PathOf("docs", "decisions", "durable-engine.md"))).ToArray();

        Assert.InRange(named.Length, 40, 300);
        Assert.Empty(named
            .Where(test => !texts[test.Groups["class"].Value].Any(text => text.Contains($" {test.Groups["test"].Value}(", StringComparison.Ordinal)))
            .Select(static test => test.Value));
    }

    [Fact]
    public void Each_difference_shows_Azures_side_by_a_test_there_or_by_Microsofts_word()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "decisions", "durable-engine.md"));
        string[] differences = [.. page.Split("<!-- differences: begin -->")[1].Split("<!-- differences: end -->")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)];
        HashSet<string> chosen = [.. StorageTests.Tests.Select(test => $"`{((Type)test[0]).Name}.{test[1]}`")];

        Assert.InRange(differences.Length, 20, 50);
        Assert.All(differences, difference => Assert.True(
            difference.Contains("[Microsoft](https://", StringComparison.Ordinal)
            || NamedTest().Matches(difference).Any(test => test.Groups["class"].Value.StartsWith("Storage", StringComparison.Ordinal) || chosen.Contains(test.Value)),
            difference));
    }

    /// <summary>Embedded, Durable Task in memory, Azure's storage.</summary>
    private static string[] HostsOf(string path, string name)
    {
        bool isOfStorage = path.Contains("/Hubs/", StringComparison.Ordinal) || path.Contains("/Upgrades/Hub", StringComparison.Ordinal);
        bool isHere = typeof(TestedHostsTests).Assembly.GetTypes().Any(type => type.Name == name);
        return
        [
            path.Contains("/ErasureFunctions.Tests/", StringComparison.Ordinal) ? No : Yes,
            isHere && !isOfStorage ? Yes : No,
            isOfStorage ? Yes : StorageTests.Tests.Any(test => ((Type)test[0]).Name == name) ? Some : No,
        ];
    }

    private static bool IsOfOrchestrations(string path)
    {
        if (path.Contains("/obj/", StringComparison.Ordinal) || path.Contains("/bin/", StringComparison.Ordinal) || Path.GetFileNameWithoutExtension(path) == nameof(TestedHostsTests))
        {
            return false;
        }

        string text = File.ReadAllText(path);
        return StartsSome().IsMatch(text) && !text.Contains("public abstract class", StringComparison.Ordinal);
    }

    /// <summary>Cells behind the first, by each class or folder that is named in that.</summary>
    private static Dictionary<string, string[]> Rows()
    {
        Dictionary<string, string[]> rows = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(Repository.PathOf("tests", "README.md")).Where(static line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            string[] cells = [.. line.Trim('|', ' ').Split('|').Select(static cell => cell.Trim())];
            foreach (Match named in Name().Matches(cells[0]))
            {
                rows.Add(named.Groups["name"].Value, cells[1..]);
            }
        }

        return rows;
    }

    [GeneratedRegex(@"\b(EngineHost|ErasureHost|JobWorld|FaultyWorld|LakeErasure|AwsWorld|HubWorld|StorageHost)(\.StartAsync\(|\? \w+|> \w+| \w+ = )|: EngineTests\b|IClassFixture<StorageDifferences>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex StartsSome();

    [GeneratedRegex("`(?<class>\\w+Tests)\\.(?<test>\\w+)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamedTest();

    [GeneratedRegex("`(?<name>[\\w./]+)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
