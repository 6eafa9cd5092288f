using System.Globalization;
using System.Text.Json.Nodes;
using Erasure.Host.CommandLine;
using Spectre.Console;

namespace Erasure.Host.Demo;

/// <summary>What the demo shows: a live table on a terminal, a line for each change elsewhere.</summary>
internal sealed class DemoTerminal
{
    private const int MinWidth = 160;

    private readonly IAnsiConsole console;
    private readonly bool isLive;

    public DemoTerminal(TextWriter output)
    {
        bool isTerminal = output == Console.Out && !Console.IsOutputRedirected;
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        isLive = isTerminal && console.Profile.Capabilities.Ansi;

        // Addresses and paths must not be broken.
        console.Profile.Width = Math.Max(console.Profile.Width, MinWidth);
    }

    public void Introduce(DemoWorld world, string url)
    {
        FileInfo[] files = [.. new DirectoryInfo(world.Lake).EnumerateFiles("*", SearchOption.AllDirectories)];
        console.MarkupLine("[bold]Erasure[/] erases a person everywhere, durably, by the deadline.");
        console.WriteLine();
        Pair("Domains", "project answers at once; order and customer answer later; lake is files");
        Pair("Lake", string.Create(CultureInfo.InvariantCulture, $"{files.Length} Parquet, JSON-lines and CSV files, {files.Sum(file => file.Length) / 1024:N0} KB, in {world.Lake}"));
        Pair("API", $"{url}/openapi/v1.json");
        console.WriteLine();
    }

    public void Accepted(JsonNode accepted)
    {
        console.MarkupLineInterpolated($"POST /api/erasures for {DemoPerson.Name}: [bold]202[/], and it is on disk");
        Pair("Id", (string)accepted["id"]!);
        Pair("Deadline", Time(accepted["deadline"]));
        Pair("Status", (string)accepted["pageUrl"]!);
        console.WriteLine();
    }

    /// <summary>Shows progress until there is no more of it.</summary>
    /// <returns>The last status.</returns>
    public Task<JsonNode> FollowAsync(IAsyncEnumerable<JsonNode> statuses) =>
        isLive
            ? console.Live(Text.Empty).StartAsync(live => EachAsync(statuses, status => live.UpdateTarget(Progress(status))))
            : FollowByLinesAsync(statuses);

    public void Report(JsonNode report, DemoWorld world, DemoMails mails, TimeSpan elapsed)
    {
        console.WriteLine();
        console.MarkupLine("[bold]Report[/]");
        foreach (JsonNode? domain in report["domains"]!.AsArray())
        {
            DemoLakeReport.Show(console, domain!["details"]);
        }

        foreach ((string subject, string path) in mails.All)
        {
            Pair("Mail", subject);
            Pair("", path);
        }

        Pair("Identifiers", $"destroyed {Time(report["erasure"]!["identifiersDestroyedAt"])}");
        Pair("Deadline", Time(report["erasure"]!["deadline"]));
        Pair("Full report", (string)report["erasure"]!["reportUrl"]!);
        console.WriteLine();
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold green]{report["erasure"]!["state"]!.GetValue<string>()}[/] after {elapsed.TotalSeconds:N1} s. Look around in {world.Folder}");
    }

    public void Keep(string url)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"Serving {url} until Ctrl+C.");
    }

    public void Leave(DemoWorld world)
    {
        console.MarkupLine("The addresses above answered as long as the demo ran. What it leaves is the lake alone: the three other domains ended with it. To serve that:");
        console.WriteLine($"  {ThisProgram.Called("serve", "--config", world.Configuration)}");
    }

    private async Task<JsonNode> FollowByLinesAsync(IAsyncEnumerable<JsonNode> statuses)
    {
        Dictionary<string, string> shown = new(StringComparer.Ordinal);
        return await EachAsync(statuses, status =>
        {
            foreach (JsonNode? domain in status["domains"]!.AsArray())
            {
                string name = (string)domain!["domain"]!, state = (string)domain["state"]!;
                if (!shown.TryGetValue(name, out string? last) || last != state)
                {
                    shown[name] = state;
                    Pair(name, $"{state} {Result(domain)}".TrimEnd());
                }
            }
        });
    }

    private static async Task<JsonNode> EachAsync(IAsyncEnumerable<JsonNode> statuses, Action<JsonNode> show)
    {
        JsonNode? last = null;
        await foreach (JsonNode status in statuses)
        {
            last = status;
            show(status);
        }

        return last!;
    }

    private static Table Progress(JsonNode status)
    {
        Table table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "", "");
        foreach (JsonNode? domain in status["domains"]!.AsArray())
        {
            string state = (string)domain!["state"]!;
            string color = state switch { "Erased" or "NothingFound" or "Resolved" => "green", "Failed" => "red", "Waiting" => "grey", _ => "yellow" };
            table.AddRow($"  {(string)domain["domain"]!}", $"[{color}]{state}[/]", Result(domain));
        }

        return table;
    }

    private static string Result(JsonNode domain) => (string?)domain["outcome"]?["kind"] switch
    {
        "erased" => $"{domain["outcome"]!["count"]} erased",
        "failed" => (string)domain["outcome"]!["code"]!,
        "pending" when (long)domain["checks"]! > 0 => $"asked {domain["checks"]} times",
        _ => "",
    };

    private void Pair(string name, string value) => console.MarkupLineInterpolated($"  [grey]{name,-12}[/] {value}");

    private static string Time(JsonNode? time) =>
        time is null ? "not yet" : time.GetValue<DateTimeOffset>().ToUniversalTime().ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
