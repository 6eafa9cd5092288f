using System.Diagnostics;
using System.Text.Json;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>What is in <c>infra</c> and <c>azure.yaml</c>, as parsers that aren't ours read them (tests/infra/infra.mjs).</summary>
internal static class InfrastructureFiles
{
    private static readonly Lazy<InfrastructureReading> Once = new(Read);

    public static InfrastructureReading Reading => Once.Value;

    private static InfrastructureReading Read()
    {
        string folder = Tools.NodeFolder("infra");
        using Process process = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "infra.mjs")])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return JsonSerializer.Deserialize<InfrastructureReading>(text, JsonSerializerOptions.Web)!;
    }
}
