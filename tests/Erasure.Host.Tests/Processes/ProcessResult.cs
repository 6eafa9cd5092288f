using System.Diagnostics;

namespace Erasure.Host.Tests.Processes;

/// <summary>What a process said, once it has ended.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    public static async Task<ProcessResult> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ProcessResult(process.ExitCode, await output, await error);
    }
}
