using System.Diagnostics;
using Erasure.Tests.Shared.Processes;

namespace Erasure.Host.Tests.Migration;

/// <summary><c>erasure migrate --json</c> as a process of its own, which may kill itself at a commit.</summary>
internal sealed record MigrateProcess(int ExitCode, string Output, string Error)
{
    public static async Task<MigrateProcess> RunAsync(string configuration, string to, string? failpoint)
    {
        ProcessStartInfo start = new("dotnet", [HostProcess.Dll, "migrate", "--config", configuration, "--to", to, "--json"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["ERASURE_FAILPOINT"] = failpoint ?? "";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new MigrateProcess(process.ExitCode, await output, error);
    }
}
