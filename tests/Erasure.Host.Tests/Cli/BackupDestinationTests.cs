using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

/// <summary>A copy of the database isn't put where the host searches, or keeps something else.</summary>
public sealed class BackupDestinationTests : IDisposable
{
    private readonly TempFolder folder = new();

    public BackupDestinationTests()
    {
        foreach (string made in new[] { "data", "lake/events", "mails", "elsewhere" })
        {
            Directory.CreateDirectory(folder[made]);
        }

        Directory.CreateSymbolicLink(folder["elsewhere/link"], folder["lake/events"]);
        File.WriteAllText(folder["erasure.json"], """
            { "domains": [{ "name": "lake", "admin": "a@x.org", "connector": { "type": "lake" } }],
              "lake": { "folder": "lake", "mappers": [{ "id": "ev", "prefix": "events", "format": "json", "identifiers": { "user_id": ["user_id"] } }] },
              "mail": { "privacyOfficer": "p@x.org", "folder": "mails" },
              "server": { "masterKeyFile": "keys.key" } }
            """);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("lake/events/copy.db", "lake.folder")]
    [InlineData("lake/copy.db", "lake.folder")]
    [InlineData("lake/not/there/copy.db", "lake.folder")]
    [InlineData("data/../lake/./events/_copy.db", "lake.folder")]
    [InlineData("elsewhere/link/copy.db", "lake.folder")]
    [InlineData("mails/copy.db", "mail.folder")]
    [InlineData("keys.key", "server.masterKeyFile")]
    public async Task It_is_refused_before_anything_is_written(string copy, string setting)
    {
        string[] before = Files();

        CliResult result = await InProcess.RunAsync("backup", "--config", folder["erasure.json"], "--to", folder[copy]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(setting, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("nope/copy.db", "not-found", "There is no folder ")]
    [InlineData("elsewhere", "not-a-file", "is a folder: name a file in it")]
    [InlineData("erasure.json", "exists", "exists: name a file that doesn't.")]
    public async Task A_place_in_which_it_cant_be_made_is_told_with_what_to_do(string copy, string code, string told)
    {
        CliResult result = await InProcess.RunAsync("backup", "--config", folder["erasure.json"], "--to", folder[copy], "--json");

        JsonNode error = JsonNode.Parse(result.Output)!["error"]!;
        Assert.Equal((1, code), (result.ExitCode, (string?)error["code"]));
        Assert.Contains(told, (string)error["message"]!, StringComparison.Ordinal);
        Assert.Contains(folder[copy.Split('/')[0]], (string)error["message"]!, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["nope"]));
    }

    [Fact]
    public async Task Elsewhere_only_the_database_is_missing()
    {
        CliResult result = await InProcess.RunAsync("backup", "--config", folder["erasure.json"], "--to", folder["elsewhere/copy.db"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("erasure.db", result.Error, StringComparison.Ordinal);
    }

    private string[] Files() => [.. Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
