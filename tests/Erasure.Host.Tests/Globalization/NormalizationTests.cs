using System.Text;
using Erasure.Host.Tests.Cli;
using Erasure.Host.Tests.Processes;
using Erasure.Parquet;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Globalization;

/// <summary>NFC and NFD of one name are one name, in process and in a program of its own.</summary>
public sealed class NormalizationTests
{
    private const string Composed = "Jos\u00e9", Decomposed = "Jose\u0301";

    [Fact]
    public async Task Nfc_and_nfd_are_equal_in_process()
    {
        Assert.Equal(Composed, Decomposed.Normalize(NormalizationForm.FormC));
        Assert.Null(RuntimeCulture.Begin());
        using TempFolder folder = new();
        CliResult result = await InProcess.RunAsync([.. Find(Write(folder))]);
        Assert.StartsWith("2 of 1,000 rows match; ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_told_to_do_without_icu_says_so_and_does_nothing()
    {
        ProcessResult result = await ProcessResult.RunAsync("env", ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", "dotnet", HostProcess.Dll, .. Find("none.parquet")]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("erasure: Unicode normalization doesn't work here", result.Error, StringComparison.Ordinal);
        Assert.Contains("Install ICU (Debian, Ubuntu: libicu", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The program finds both forms by one of them, whatever the machine's language is.</summary>
    internal static async Task ExpectInAsync(string program)
    {
        using TempFolder folder = new();
        ProcessResult result = await ProcessResult.RunAsync("env", ["LC_ALL=th_TH.UTF-8", program, .. Find(Write(folder))]);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith("2 of 1,000 rows match; ", result.Output, StringComparison.Ordinal);
    }

    private static string[] Find(string file) => ["parquet", "find", file, "--column", "name", "--match", Composed, "--rule", "nfc"];

    private static string Write(TempFolder folder)
    {
        Foreign.Sql($"COPY (SELECT CASE i WHEN 1 THEN '{Composed}' WHEN 2 THEN '{Decomposed}' ELSE 'n' || i END AS name FROM range(1000) r(i)) TO '{folder["names.parquet"]}' (FORMAT parquet)");
        return folder["names.parquet"];
    }
}
