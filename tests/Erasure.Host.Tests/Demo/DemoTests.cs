using Erasure.Host.CommandLine;
using Erasure.Host.Demo;
using Erasure.Host.Tests.Processes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Demo;

public sealed class DemoTests
{
    private const int RowsInAll = 15;

    private static readonly string Samples = Repository.PathOf("src", "Erasure.Host", "Demo", "samples");

    private static readonly (string Object, string Format, string Identifier)[] Objects =
    [
        ("web/events/date=2026-10-30/part-0000.parquet", "parquet", DemoPerson.UserId),
        ("web/events/date=2026-10-31/part-0000.parquet", "parquet", DemoPerson.UserId),
        ("app/sessions/2026-10.parquet", "parquet", DemoPerson.UserId),
        ("shop/orders/2026-10.parquet", "parquet", DemoPerson.CustomerId),
        ("web/clicks/2026-10-30.jsonl", "json", DemoPerson.UserId),
        ("web/clicks/2026-10-31.jsonl.gz", "json", DemoPerson.UserId),
        ("crm/contacts/contacts.csv", "csv", DemoPerson.Email),
        ("crm/newsletter/subscribers.csv.gz", "csv", DemoPerson.Email),
    ];

    [Fact]
    public async Task The_demo_erases_a_person_and_duckdb_finds_exactly_everybody_else()
    {
        using TempFolder folder = new();

        ProcessResult demo = await ProcessResult.RunAsync("dotnet", HostProcess.Dll, "demo", "--data", folder["demo"]);

        Assert.Equal((0, ""), (demo.ExitCode, demo.Error));
        Assert.Contains("POST /api/erasures for Mira Lindqvist: 202, and it is on disk\n", demo.Output, StringComparison.Ordinal);
        Assert.Contains("  customer     Erased 1 erased\n", demo.Output, StringComparison.Ordinal);
        Assert.Contains("  lake         Erased 15 erased\n", demo.Output, StringComparison.Ordinal);
        Assert.Contains("Mail         Your data have been erased\n", demo.Output, StringComparison.Ordinal);
        Assert.Matches(@"web/events/date=2026-10-30/part-0000\.parquet +6,144 +4 +6,140 +0 ", demo.Output);
        Assert.Matches(@"Identifiers +destroyed \d+ \w+ \d{4}", demo.Output);
        Assert.Contains("\nCompleted after ", demo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", demo.Output, StringComparison.Ordinal);
        Assert.EndsWith($"\n  dotnet {HostProcess.Dll} serve --config {folder["demo/erasure.json"]}\n", demo.Output, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(folder["demo/data/mail"], "*.eml").Length);
        AssertOnlyThePersonIsGone(folder["demo/lake"]);
    }

    [Theory]
    [InlineData("erasure.json", "{\"domains\":[]}")]
    [InlineData("notes.txt", "mine")]
    public async Task A_folder_that_is_somebody_elses_is_refused_and_left_as_it_was(string file, string text)
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder[file], text);

        ProcessResult demo = await ProcessResult.RunAsync("dotnet", HostProcess.Dll, "demo", "--data", folder.Path);

        Assert.Equal(1, demo.ExitCode);
        Assert.Contains("name another folder", demo.Error, StringComparison.Ordinal);
        Assert.Equal([folder[file]], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(text, await File.ReadAllTextAsync(folder[file]));
    }

    [Theory]
    [InlineData("/opt/e/erasure", "/opt/e/erasure")]
    [InlineData("/my opt/erasure", "\"/my opt/erasure\"")]
    [InlineData("/usr/bin/dotnet", "dotnet /app/erasure.dll")]
    [InlineData(null, "dotnet /app/erasure.dll")]
    public void What_it_says_to_call_is_there(string? process, string command) => Assert.Equal(command, ThisProgram.Of(process, "/app/"));

    [Fact]
    public void The_samples_in_the_program_are_those_of_the_checkout()
    {
        using TempFolder folder = new();

        DemoSamples.WriteTo(folder.Path);

        Assert.Equal(
            Objects.Select(sample => sample.Object).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder.Path, path))
                .Order(StringComparer.Ordinal));
        Assert.All(Objects, sample => Assert.Equal(File.ReadAllBytes(Path.Combine(Samples, sample.Object)), File.ReadAllBytes(folder[sample.Object])));
    }

    private static void AssertOnlyThePersonIsGone(string lake)
    {
        int erased = 0;
        foreach ((string name, string format, string identifier) in Objects)
        {
            string[] before = Foreign.Rows("duckdb", Path.Combine(Samples, name), format);
            string[] after = Foreign.Rows("duckdb", Path.Combine(lake, name), format);

            Assert.Equal(before.Where(row => !row.Contains(identifier, StringComparison.Ordinal)), after);
            Assert.True(after.Length < before.Length, $"{name} lost no row.");
            erased += before.Length - after.Length;
        }

        Assert.Equal(RowsInAll, erased);
    }
}
