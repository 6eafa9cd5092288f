using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

/// <summary>What would go of one person, asked on the command line: nothing is changed, nothing is left, and no value is repeated.</summary>
public sealed class DryRunTests : IDisposable
{
    private const string Leftover = "lake/clicks/.erasure-00112233445566778899aabbccddeeff";

    private readonly TempFolder folder = new();

    public DryRunTests()
    {
        Directory.CreateDirectory(folder["lake/clicks"]);
        Directory.CreateDirectory(folder["lake/people"]);
        File.WriteAllText(folder["lake/clicks/a.jsonl"], "{\"by\":\"canary-77\"}\n{\"by\":\"u-1\"}\n{\"by\":\"canary-77\"}\n");
        File.WriteAllText(folder["lake/people/a.csv"], "mail\nann@example.org\n");
        File.WriteAllText(folder[Leftover], "");
        File.WriteAllText(folder["erasure.json"], """
            { "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }], "lake": { "folder": "lake", "mappers": [
              { "id": "clicks", "prefix": "clicks", "format": "json", "identifiers": { "user_id": ["by"] } },
              { "id": "people", "prefix": "people", "format": "csv", "identifiers": { "email": ["mail"] } }] } }
            """);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_tells_what_would_go_and_leaves_all_as_it_was()
    {
        string[] before = [.. Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

        CliResult result = await RunAsync("""{"user_id":"canary-77"}""");
        CliResult json = await RunAsync("""{"user_id":"canary-77"}""", "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            "2 rows would go, in 1 of 1 object. Nothing was changed.\n  clicks/a.jsonl: 2 rows\nNot searched, since none of these identifiers is theirs: people.\n",
            result.Output);
        Assert.Equal((0, 2), (json.ExitCode, (int)JsonNode.Parse(json.Output)!["job"]!["totals"]!["rowsErased"]!));
        Assert.Contains("canary-77", await File.ReadAllTextAsync(folder["lake/clicks/a.jsonl"]), StringComparison.Ordinal);
        Assert.Equal(before.Append(folder["person.json"]).Order(StringComparer.Ordinal), Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_killed_runs_left_goes_with_the_next_one_and_what_others_that_run_have_stays()
    {
        string left = Directory.CreateTempSubdirectory("erasure-dry-run-").FullName;
        string taken = Directory.CreateTempSubdirectory("erasure-dry-run-").FullName;
        using (FileStream held = new(Path.Combine(taken, "held"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            await File.WriteAllTextAsync(Path.Combine(left, "held"), "");
            await File.WriteAllTextAsync(Path.Combine(left, "erasure.db"), "what it had listed");

            CliResult result = await RunAsync("""{"user_id":"canary-77"}""");

            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Equal((false, true), (Directory.Exists(left), Directory.Exists(taken)));
        }

        Directory.Delete(taken, recursive: true);
    }

    [Theory]
    [InlineData("""{"passport":"canary-77"}""", 1, "IDENTIFIERS must have one that a mapper knows")]
    [InlineData("""{"user_id":"canary-77","user_id":"x"}""", 2, "IDENTIFIERS: user_id is given more than once")]
    [InlineData("""["canary-77"]""", 2, "IDENTIFIERS must be an object")]
    [InlineData("canary-77", 2, "IDENTIFIERS isn't JSON")]
    public async Task What_can_find_nobody_is_refused(string identifiers, int exit, string why)
    {
        CliResult result = await RunAsync(identifiers);

        Assert.Equal((exit, ""), (result.ExitCode, result.Output));
        Assert.Contains(why, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-77", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_told_before_a_job_would_try_it_for_minutes()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "us");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "ours");
        JsonNode configuration = JsonNode.Parse(await File.ReadAllTextAsync(folder["erasure.json"]))!;
        configuration["lake"]!.AsObject().Remove("folder");
        configuration["lake"]!["s3"] = JsonNode.Parse("""{ "bucket": "lake", "region": "eu-central-1", "endpoint": "http://127.0.0.1:1" }""");
        await File.WriteAllTextAsync(folder["erasure.json"], configuration.ToJsonString());

        CliResult result = await RunAsync("""{"user_id":"canary-77"}""", "--json");

        Assert.Equal((1, "no-answer"), (result.ExitCode, (string?)JsonNode.Parse(result.Output)!["error"]!["code"]));
        Assert.Contains("Check the endpoint and the network.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_no_secret_and_tells_what_is_wrong_by_a_code()
    {
        JsonNode configuration = JsonNode.Parse(await File.ReadAllTextAsync(folder["erasure.json"]))!;
        configuration["server"] = JsonNode.Parse("""{ "url": "http://0.0.0.0:7071", "apiKeyVariable": "ERASURE_TEST_UNSET_KEY" }""");
        configuration["domains"]!.AsArray().Add(JsonNode.Parse("""{ "name": "crm", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", "auth": { "type": "api-key", "keyVariable": "ERASURE_TEST_UNSET_TOKEN" } } }"""));
        await File.WriteAllTextAsync(folder["erasure.json"], configuration.ToJsonString());

        Assert.Equal((0, ""), (await RunAsync("""{"user_id":"canary-77"}""")) is var result ? (result.ExitCode, result.Error) : default);
        foreach ((string identifiers, string code) in new[] { ("""{"passport":"x"}""", "unknown-identifier"), ("[]", "invalid-identifiers"), ("x", "usage") })
        {
            CliResult refused = await RunAsync(identifiers, "--json");
            Assert.Equal(code, (string?)JsonNode.Parse(refused.Output)!["error"]!["code"]);
        }

        configuration.AsObject().Remove("lake");
        configuration["domains"]!.AsArray().RemoveAt(0);
        await File.WriteAllTextAsync(folder["erasure.json"], configuration.ToJsonString());
        Assert.Equal("no-lake", (string?)JsonNode.Parse((await RunAsync("""{"user_id":"x"}""", "--json")).Output)!["error"]!["code"]);
        await File.WriteAllTextAsync(folder["erasure.json"], "{");
        Assert.Equal("configuration", (string?)JsonNode.Parse((await RunAsync("""{"user_id":"x"}""", "--json")).Output)!["error"]!["code"]);
    }

    [Fact]
    public async Task What_could_not_be_searched_comes_first_with_its_reason_and_what_to_do()
    {
        await File.WriteAllTextAsync(folder["lake/clicks/b.jsonl"], "{\n");

        CliResult some = await RunAsync("""{"user_id":"canary-77"}""");

        string[] lines = some.Output.Split('\n');
        Assert.Equal(3, some.ExitCode);
        Assert.StartsWith("The mapper clicks couldn't be searched everywhere (objects-failed): Some objects", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("clicks/b.jsonl couldn't be searched (malformed-text): Line 1 ", lines[1], StringComparison.Ordinal);
        Assert.Contains("Compare the mapper's format", lines[1], StringComparison.Ordinal);
        Assert.Equal("In what could be searched: 2 rows would go, in 1 of 2 objects. Nothing was changed.", lines[2]);
        Assert.Equal("  clicks/a.jsonl: 2 rows", lines[3]);

        Directory.Delete(folder["lake/clicks"], recursive: true);
        CliResult none = await RunAsync("""{"user_id":"canary-77"}""");
        CliResult json = await RunAsync("""{"user_id":"canary-77"}""", "--json");

        lines = none.Output.Split('\n');
        Assert.Equal((1, 1), (none.ExitCode, json.ExitCode));
        Assert.Matches(@"^The mapper clicks couldn't be searched \([a-z-]+\): .{40,}", lines[0]);
        Assert.DoesNotContain("rows would go", none.Output, StringComparison.Ordinal);
        Assert.Equal("find-failed", (string?)JsonNode.Parse(json.Output)!["error"]!["code"]);
    }

    private async Task<CliResult> RunAsync(string identifiers, params string[] more)
    {
        await File.WriteAllTextAsync(folder["person.json"], identifiers);
        return await InProcess.RunAsync(["dry-run", folder["person.json"], "--config", folder["erasure.json"], .. more]);
    }
}
