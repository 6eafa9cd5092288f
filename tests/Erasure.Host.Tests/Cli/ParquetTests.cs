using System.Text.Json.Nodes;
using Erasure.Host.Demo;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

public sealed class ParquetTests
{
    private static readonly string Events = Path.Combine(DemoWorld.Samples, "web", "events", "date=2026-10-30", "part-0000.parquet");

    private static readonly string Orders = Path.Combine(DemoWorld.Samples, "shop", "orders", "2026-10.parquet");

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
        Assert.Equal(4, (int)plan["rowsErased"]!);
        Assert.True((long)plan["bytesCopied"]! > 0 && (long)plan["bytesRewritten"]! > 0);
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
        Assert.StartsWith("0 of 6,140 rows match; ", found.Output, StringComparison.Ordinal);
        Assert.Equal([folder["out.parquet"]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_file_that_still_holds_the_rows_is_not_sound()
    {
        CliResult result = await InProcess.RunAsync("parquet", "verify", Events, Events, "--column", "user_id", "--match", DemoPerson.UserId, "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.False((bool)JsonNode.Parse(result.Output)!["isSound"]!);
        Assert.DoesNotContain(DemoPerson.UserId, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_existing_file_is_not_overwritten()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["out.parquet"], "mine");

        CliResult result = await InProcess.RunAsync("parquet", "erase", Events, folder["out.parquet"], "--column", "user_id", "--match", "x");

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
        Assert.StartsWith("erasure: NotTheFormat: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_is_not_there_fails_and_a_missing_file_too()
    {
        CliResult column = await InProcess.RunAsync("parquet", "find", Events, "--column", "nothing", "--match", "canary-value");
        CliResult file = await InProcess.RunAsync("parquet", "find", "/nothing.parquet", "--column", "a", "--match", "x");

        Assert.Equal(1, column.ExitCode);
        Assert.Contains("ColumnNotFound: column nothing, value 1.", column.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-value", column.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (file.ExitCode, file.Output));
    }
}
