using System.Diagnostics;
using System.Reflection;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>Microsoft's own compiler of Bicep, which knows Azure's types.</summary>
internal static class BicepCompiler
{
    private static readonly string Executable = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "Bicep").Value!;

    /// <summary>Runs it in <c>infra/bicep</c>: what it wrote, and what it finds wrong.</summary>
    public static async Task<(string Output, string[] Findings)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ProcessStartInfo start = new(Executable, arguments)
        {
            WorkingDirectory = Repository.PathOf("infra", "bicep"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        string[] findings = (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (output, process.ExitCode == 0 || findings.Length > 0 ? findings : [$"bicep ended with {process.ExitCode}"]);
    }
}
