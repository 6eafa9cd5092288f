using Erasure.Host.CommandLine;

namespace Erasure.Host.Tests.Cli;

/// <summary>Runs the command line inside the test.</summary>
internal static class InProcess
{
    public static async Task<CliResult> RunAsync(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await ErasureCommandLine.RunAsync(args, output, error);
        return new CliResult(code, output.ToString(), error.ToString());
    }
}

/// <summary>What a command answered.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error);
