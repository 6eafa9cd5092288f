using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Erasure.Tests.Shared;

namespace Erasure.Aws.Tests.Servers;

/// <summary>A server in a process of its own that prints <c>{"port": n}</c> when it is ready and ends when its standard input does: with the tests, however those end.</summary>
internal sealed class ForeignServer : IDisposable
{
    private readonly Process process;

    private ForeignServer(Process process, JsonElement ready)
    {
        this.process = process;
        Ready = ready;
    }

    /// <summary>What it printed.</summary>
    public JsonElement Ready { get; }

    public int Port => Ready.GetProperty("port").GetInt32();

    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>Starts a script of tests/foreign.</summary>
    /// <exception cref="MissingToolException">Node.js or the script's packages aren't there.</exception>
    public static async Task<ForeignServer> StartNodeAsync(string script, params string[] arguments) =>
        await StartAsync("node", [Path.Combine(Tools.NodeFolder("foreign"), script), .. arguments], TimeSpan.FromMinutes(2));

    public static async Task<ForeignServer> StartAsync(string command, IEnumerable<string> arguments, TimeSpan patience)
    {
        ProcessStartInfo start = new(command, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process started = Process.Start(start)!;
        var said = new StringBuilder();
        started.ErrorDataReceived += (_, line) =>
        {
            lock (said)
            {
                said.AppendLine(line.Data);
            }
        };
        started.BeginErrorReadLine();
        try
        {
            using var timeout = new CancellationTokenSource(patience);
            string? line = await started.StandardOutput.ReadLineAsync(timeout.Token);
            if (line is not null)
            {
                return new(started, JsonDocument.Parse(line).RootElement);
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        started.StandardInput.Close();
        started.WaitForExit(TimeSpan.FromSeconds(30));
        started.Dispose();
        lock (said)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', start.ArgumentList)} did not come up within {patience}. It said:\n{said}");
        }
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
