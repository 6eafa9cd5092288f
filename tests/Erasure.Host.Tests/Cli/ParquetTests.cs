using System.Text;
using System.Text.Json.Nodes;
using Erasure.Host.CommandLine.Parquet;
using Erasure.Host.Demo;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

public sealed class ParquetTests
{
    private static readonly string Events = Repository.PathOf("src", "Erasure.Host", "Demo", "samples", "web", "events", "date=2026-10-30", "part-0000.parquet");

    private static readonly string Orders = Repository.PathOf("src", "Erasure.Host", "Demo", "samples", "shop", "orders", "2026-10.parquet");

    [Fact]
    public async Task A_file_is_described_without_its_values()
    {
        CliResult text = await InProcess.RunAsync("parquet", "inspect", Orders);
        CliResult json = await InProcess.RunAsync("parquet", "inspect", Orders, "--json");

        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Snapshot.Matches("inspect-orders.txt", text.Output);
        Assert.Equal(3000, (int)JsonNode.Parse(json.Output)!["rows"]!);
        Assert.DoesNotContain("door", text.Output + json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_found()
    {
        CliResult text = await InProcess.RunAsync("parquet", "find", Events, "--column", "user_id", "--match", DemoPerson.UserId);
        CliResult json = await InProcess.RunAsync("parquet", "find", Events, "--column", "ctx.user.id", "--match", DemoPerson.UserId, "--match", "nobody", "--json");

        Assert.StartsWith("4 of 6,144 rows match; ", text.Output, StringComparison.Ordinal);
        JsonNode answer = JsonNode.Parse(json.Output)!;
        Assert.Equal((6144, 4, 0), ((int)answer["rows"]!, (int)answer["rowsMatched"]!, json.ExitCode));
        Assert.True((long)answer["bytesRead"]! < (long)answer["bytes"]!);
    }

    [Fact]
    public async Task Values_come_from_a_file_so_that_no_command_line_holds_them()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["values"], $"{DemoPerson.UserId}\nnobody\n");

        CliResult result = await InProcess.RunAsync("parquet", "find", Events, "--column", "user_id", "--matches", folder["values"]);

        Assert.StartsWith("4 of 6,144 rows match; ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_prints_the_plan_and_writes_nothing()
    {
        using TempFolder folder = new();

        CliResult result = await InProcess.RunAsync("parquet", "erase", Events, folder["out.parquet"], "--column", "user_id", "--match", DemoPerson.UserId, "--dry-run", "--json");

        JsonNode plan = JsonNode.Parse(result.Output)!;
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal((4, true), ((int)plan["rowsErased"]!, (bool)plan["dryRun"]!));
        Assert.True((long)plan["bytesCopied"]! > 0 && (long)plan["bytesRewritten"]! > 0);
        CliResult text = await InProcess.RunAsync("parquet", "erase", Events, folder["out.parquet"], "--column", "user_id", "--match", DemoPerson.UserId, "--dry-run");
        Assert.StartsWith("4 of 6,144 rows would be erased; ", text.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Rows_are_erased_and_the_result_is_verified()
    {
        using TempFolder folder = new();
        string[] rows = ["--column", "user_id", "--match", DemoPerson.UserId];

        CliResult erased = await InProcess.RunAsync(["parquet", "erase", Events, folder["out.parquet"], .. rows]);
        CliResult verified = await InProcess.RunAsync(["parquet", "verify", Events, folder["out.parquet"], .. rows]);
        CliResult found = await InProcess.RunAsync(["parquet", "find", folder["out.parquet"], .. rows]);

        Assert.Equal((0, ""), (erased.ExitCode, erased.Error));
        Assert.StartsWith("4 of 6,144 rows erased; ", erased.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.StartsWith("6,144 rows before, 4 erased, 6,140 after; ", verified.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nOUT is IN without the rows that match, and nothing else.\n", verified.Output, StringComparison.Ordinal);
        Assert.StartsWith("0 of 6,140 rows match; ", found.Output, StringComparison.Ordinal);
        Assert.Equal([folder["out.parquet"]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_file_that_still_holds_the_rows_is_not_sound()
    {
        CliResult result = await InProcess.RunAsync("parquet", "verify", Events, Events, "--column", "user_id", "--match", DemoPerson.UserId, "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.False((bool)JsonNode.Parse(result.Output)!["isSound"]!);
        Assert.Equal("rows-differ", (string?)JsonNode.Parse(result.Output)!["problems"]![0]!["code"]);
        Assert.Equal("OUT is not IN without the rows that match, and nothing else.\n", (await InProcess.RunAsync("parquet", "verify", Events, Events, "--column", "user_id", "--match", DemoPerson.UserId)).Output);
        Assert.StartsWith("erasure: rows-differ: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(DemoPerson.UserId, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", 1)]
    [InlineData("user_id", 3)]
    public async Task A_verification_says_what_it_could_not_ask(string column, int code)
    {
        using TempFolder folder = new();
        File.Copy(Events, folder["out.parquet"]);

        CliResult result = await InProcess.RunAsync("parquet", "verify", Events, folder["out.parquet"], "--column", column, "--column", "nothing", "--match", "nobody", "--json");

        Assert.Equal(code, result.ExitCode);
        Assert.Equal("column-not-found", (string?)JsonNode.Parse(result.Output)!["notAsked"]![0]!["code"]);
        Assert.StartsWith("erasure: column-not-found: column nothing.\nerasure: its columns are ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--dry-run")]
    public async Task An_existing_file_is_not_overwritten(params string[] options)
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["out.parquet"], "mine");

        CliResult result = await InProcess.RunAsync(["parquet", "erase", Events, folder["out.parquet"], "--column", "user_id", "--match", "x", .. options]);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("mine", await File.ReadAllTextAsync(folder["out.parquet"]));
    }

    [Fact]
    public async Task A_file_that_is_no_parquet_is_refused_with_its_code()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["in.parquet"], "this is no Parquet file, whatever its name says");

        CliResult result = await InProcess.RunAsync("parquet", "find", folder["in.parquet"], "--column", "user_id", "--match", "x");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("erasure: not-the-format: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_is_not_there_fails_and_a_missing_file_too()
    {
        CliResult column = await InProcess.RunAsync("parquet", "find", Events, "--column", "nothing", "--match", "canary-value");
        CliResult file = await InProcess.RunAsync("parquet", "find", "/nothing.parquet", "--column", "a", "--match", "x");

        Assert.Equal((1, ""), (column.ExitCode, column.Output));
        Assert.StartsWith("erasure: column-not-found: column nothing.\nerasure: its columns are ", column.Error, StringComparison.Ordinal);
        Assert.EndsWith(".\nerasure: nothing could be asked of the file.\n", column.Error, StringComparison.Ordinal);
        Assert.Contains(" ctx.user.id", column.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-value", column.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (file.ExitCode, file.Output));
    }

    [Fact]
    public async Task Where_nothing_could_be_asked_nothing_is_written()
    {
        using TempFolder folder = new();

        CliResult result = await InProcess.RunAsync("parquet", "erase", Events, folder["out.parquet"], "--column", "nothing", "--match", "x", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(("column-not-found", false), ((string?)JsonNode.Parse(result.Output)!["problems"]![0]!["code"], (bool)JsonNode.Parse(result.Output)!["written"]!));
        Assert.Equal((1, ""), (await InProcess.RunAsync("parquet", "erase", Events, folder["out.parquet"], "--column", "nothing", "--match", "x")) is var text ? (text.ExitCode, text.Output) : default);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Where_some_column_is_not_there_the_rest_is_done_and_the_exit_code_says_so()
    {
        using TempFolder folder = new();

        CliResult result = await InProcess.RunAsync("parquet", "erase", Events, folder["out.parquet"], "--column", "user_id", "--column", "nothing", "--match", DemoPerson.UserId);

        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith("erasure: column-not-found: column nothing.\nerasure: its columns are ", result.Error, StringComparison.Ordinal);
        Assert.StartsWith("4 of 6,144 rows erased; ", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["out.parquet"]));
    }

    [Fact]
    public async Task A_value_that_fits_one_of_several_columns_is_no_failure()
    {
        CliResult several = await InProcess.RunAsync("parquet", "find", Orders, "--column", "customer_id", "--column", "note", "--match", "nobody", "--json");
        CliResult one = await InProcess.RunAsync("parquet", "find", Orders, "--column", "customer_id", "--match", "canary", "--match", "302042");

        Assert.Equal((0, ""), (several.ExitCode, several.Error));
        Assert.Equal("value-not-convertible", (string?)JsonNode.Parse(several.Output)!["problems"]![0]!["code"]);
        Assert.Equal(3, one.ExitCode);
        Assert.Contains("column customer_id (", one.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 2 values can't be of its type, the first is the 1. that was given.", one.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", one.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_json_where_that_was_asked_for()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["in.parquet"], "this is no Parquet file, whatever its name says");

        CliResult refused = await InProcess.RunAsync("parquet", "find", folder["in.parquet"], "--column", "user_id", "--match", "x", "--json");
        CliResult missing = await InProcess.RunAsync("parquet", "inspect", folder["nothing"], "--json");
        CliResult wrong = await InProcess.RunAsync("parquet", "find", folder["in.parquet"], "--column", "user_id", "--json");
        CliResult empty = await InProcess.RunAsync("parquet", "find", folder["in.parquet"], "--column", "user_id", "--match", "", "--json");

        Assert.Equal((1, "not-the-format"), (refused.ExitCode, (string?)JsonNode.Parse(refused.Output)!["error"]!["code"]));
        Assert.Equal((1, "not-found"), (missing.ExitCode, (string?)JsonNode.Parse(missing.Output)!["error"]!["code"]));
        Assert.Equal((2, "usage"), (wrong.ExitCode, (string?)JsonNode.Parse(wrong.Output)!["error"]!["code"]));
        Assert.Equal((2, "usage"), (empty.ExitCode, (string?)JsonNode.Parse(empty.Output)!["error"]!["code"]));
    }

    [Fact]
    public async Task A_folder_in_place_of_a_file_is_called_that()
    {
        using TempFolder folder = new();

        CliResult result = await InProcess.RunAsync("parquet", "find", folder.Path, "--column", "user_id", "--match", "x");

        Assert.Equal((1, $"erasure: {folder.Path} is a folder: name a file.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("\uFEFFone\r\ntwo\n", "utf-8")]
    [InlineData("\uFEFFone\ntwo", "utf-16")]
    public async Task Values_are_read_without_their_byte_order_mark(string text, string charset) =>
        Assert.Equal(["one", "two"], await PredicateOptions.ReadAsync(new MemoryStream(Encoding.GetEncoding(charset).GetBytes(text)), CancellationToken.None));

    [Theory]
    [InlineData(new byte[] { 0x6D, 0xFC, 0x6C }, "UTF-8")]
    [InlineData(new byte[] { 0x0A, 0x0A }, "no value")]
    public async Task A_file_of_values_that_holds_none_or_no_text_is_wrong_usage(byte[] values, string word)
    {
        using TempFolder folder = new();
        await File.WriteAllBytesAsync(folder["values"], values);

        CliResult result = await InProcess.RunAsync("parquet", "find", Events, "--column", "user_id", "--matches", folder["values"]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(word, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_run_left_goes_with_the_next_one()
    {
        using TempFolder folder = new();
        string left = folder["out.parquet.0190a6f0c1d27b8e9f00112233400000.partial"], working = folder["out.parquet.0190a6f0c1d27b8e9f00112233400001.partial"];
        await File.WriteAllTextAsync(left, "half a copy");
        await File.WriteAllTextAsync(folder["out.parquet.mine.partial"], "somebody's own");
        await using FileStream held = new(working, FileMode.CreateNew, FileAccess.Write, FileShare.None);

        await InProcess.RunAsync("parquet", "erase", Events, folder["out.parquet"], "--column", "user_id", "--match", DemoPerson.UserId);

        Assert.Equal(
            ["out.parquet", Path.GetFileName(working), "out.parquet.mine.partial"],
            Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }
}
