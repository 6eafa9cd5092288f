using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Erasure.Core.Domains;

namespace Erasure.Benchmarks.Engine;

/// <summary>202 answers a second over HTTP, each on disk before it is given, while the engine runs what was taken in. The client shares the machine.</summary>
internal static class HttpIntakeBenchmark
{
    private const int Clients = 256;
    private const int Requests = 10_000;

    public static async Task<string> RunAsync(string folder)
    {
        await using BenchmarkHost host = await BenchmarkHost.StartAsync(folder, new Outcome.Pending());
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { BaseAddress = new Uri(host.Url) };
        await PostAllAsync(http, 0, 1000);
        await host.Engine.WhenIdleAsync();

        var watch = Stopwatch.StartNew();
        double[] latencies = await PostAllAsync(http, 1000, Requests);
        double seconds = watch.Elapsed.TotalSeconds;
        await host.Engine.WhenIdleAsync();
        double settled = watch.Elapsed.TotalSeconds;
        Array.Sort(latencies);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {Requests:N0} requests from {Clients} clients | {Requests / seconds:N0} a second | median {latencies[Requests / 2]:N0} ms, 99 % within {latencies[Requests * 99 / 100]:N0} ms | all asleep after {settled:N1} s |");
    }

    private static async Task<double[]> PostAllAsync(HttpClient http, int first, int count)
    {
        double[] latencies = new double[count];
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                latencies[i] = await PostAsync(http, first + i);
            }
        }));
        return latencies;
    }

    private static async Task<double> PostAsync(HttpClient http, int number)
    {
        var watch = Stopwatch.StartNew();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$$"""{"subject":{"user_id":"intake-{{{number:D9}}}"}}""")));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await http.PostAsync(new Uri("/api/erasures", UriKind.Relative), content);
        return (int)response.StatusCode == 202
            ? watch.Elapsed.TotalMilliseconds
            : throw new InvalidOperationException($"Answered {(int)response.StatusCode}.");
    }
}
