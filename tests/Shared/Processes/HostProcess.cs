using System.Diagnostics;
using System.Text;

namespace Erasure.Tests.Shared.Processes;

/// <summary>The built host as a process of its own, that a test can kill.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder error = new();

    private HostProcess(Process process) => this.process = process;

    public static string Dll { get; } = Path.Combine(AppContext.BaseDirectory, "erasure.dll");

    /// <summary>Where it listens; set once it is ready.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What it logged.</summary>
    public string Error
    {
        get
        {
            lock (error)
            {
                return error.ToString();
            }
        }
    }

    public int Id => process.Id;

    public int ExitCode => process.ExitCode;

    public bool HasExited => process.HasExited;

    /// <summary>Starts <c>erasure serve</c>; it may die before it is ready.</summary>
    public static HostProcess Start(string configuration, IReadOnlyDictionary<string, string>? environment = null, params string[] prefix) =>
        Run([.. prefix, "dotnet", Dll, "serve", "--config", configuration, "--log-level", "Warning"], configuration, environment);

    /// <summary>Starts <c>erasure serve --new</c>.</summary>
    public static HostProcess StartNew(string configuration) =>
        Run(["dotnet", Dll, "serve", "--config", configuration, "--log-level", "Warning", "--new"], configuration, environment: null);

    private static HostProcess Run(string[] command, string configuration, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(configuration)!,
        };
        // A host that lives for a second isn't worth optimizing: this is a third of its processor time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        HostProcess host = new(Process.Start(start)!);
        host.process.ErrorDataReceived += (_, line) => host.Keep(line.Data);
        host.process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits for its first line.</summary>
    /// <returns>False where it died before.</returns>
    public async Task<bool> IsReadyAsync()
    {
        const string Word = "Listening on ";
        string? line = await process.StandardOutput.ReadLineAsync();
        if (line is null || !line.StartsWith(Word, StringComparison.Ordinal))
        {
            await process.WaitForExitAsync();
            return false;
        }

        Url = line[Word.Length..];
        return true;
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public async Task StopAsync()
    {
        if (!process.HasExited)
        {
            using var signal = Process.Start("bash", ["-c", $"kill -TERM {process.Id}"]);
            await signal.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
    }

    public Task WaitForExitAsync() => process.WaitForExitAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (error)
        {
            error.AppendLine(line);
        }
    }
}
