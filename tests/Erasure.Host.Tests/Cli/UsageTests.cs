namespace Erasure.Host.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("erasure")]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("config check")]
    [InlineData("mapper policy")]
    [InlineData("mapper remove")]
    [InlineData("dry-run")]
    [InlineData("backup")]
    [InlineData("parquet")]
    [InlineData("parquet inspect")]
    [InlineData("parquet find")]
    [InlineData("parquet erase")]
    [InlineData("parquet verify")]
    public async Task Help_is_as_it_was(string command)
    {
        string[] words = command == "erasure" ? [] : command.Split(' ');

        CliResult result = await InProcess.RunAsync([.. words, "--help"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        // The name of the program is that of the test host here.
        string help = result.Output.Replace("testhost", "erasure", StringComparison.Ordinal);
        Snapshot.Matches($"{command.Replace(' ', '-')}.txt", string.Join('\n', help.Split('\n').Select(line => line.TrimEnd())));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("serve")]
    [InlineData("serve", "--config")]
    [InlineData("serve", "--config", "x.json", "--nonsense")]
    [InlineData("nonsense", "--help")]
    [InlineData("config", "nonsense", "--help")]
    [InlineData("demo", "--port", "many")]
    [InlineData("demo", "--port", "99999")]
    [InlineData("demo", "--port", "-1")]
    [InlineData("config")]
    [InlineData("parquet", "find")]
    [InlineData("parquet", "find", "x.parquet", "--column", "id")]
    [InlineData("parquet", "find", "x.parquet", "--match", "1")]
    [InlineData("parquet", "erase", "x.parquet", "--column", "id", "--match", "1")]
    public async Task Wrong_usage_is_told_on_standard_error_with_code_2(params string[] args)
    {
        CliResult result = await InProcess.RunAsync(args);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("erasure: ", result.Error, StringComparison.Ordinal);
    }
}
