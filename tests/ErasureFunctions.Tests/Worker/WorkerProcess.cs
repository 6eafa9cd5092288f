using System.Diagnostics;
using System.Text;

namespace ErasureFunctions.Tests.Worker;

/// <summary>The built app as the platform starts it: a process of its own, told where to call.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder said = new();

    private WorkerProcess(Process process) => this.process = process;

    /// <summary>What it wrote.</summary>
    public string Said
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    public static WorkerProcess Start(string folder, Uri platform, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(
            "dotnet",
            [
                Path.Combine(folder, "ErasureFunctions.dll"),
                "--functions-uri", $"{platform}",
                "--functions-worker-id", $"{Guid.NewGuid()}",
                "--functions-request-id", $"{Guid.NewGuid()}",
                "--functions-grpc-max-message-length", $"{int.MaxValue}",
            ])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        WorkerProcess worker = new(Process.Start(start)!);
        worker.process.OutputDataReceived += (_, line) => worker.Keep(line.Data);
        worker.process.ErrorDataReceived += (_, line) => worker.Keep(line.Data);
        worker.process.BeginOutputReadLine();
        worker.process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Waits for something that it does; throws what it said, where it ends before.</summary>
    public async Task WhenAsync(Task done)
    {
        Task ended = process.WaitForExitAsync();
        if (await Task.WhenAny(done, ended).WaitAsync(TimeSpan.FromMinutes(1)) == ended)
        {
            throw new InvalidOperationException($"The worker ended with {process.ExitCode}. It said:\n{Said}");
        }
    }

    /// <summary>Waits until it ends by itself.</summary>
    public Task WhenEndedAsync() => process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (said)
            {
                said.AppendLine(line);
            }
        }
    }
}
