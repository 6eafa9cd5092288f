using System.Globalization;
using System.Text;

namespace Erasure.Benchmarks.Durable;

/// <summary>docs/benchmarks/durable.md.</summary>
internal sealed record DurableReport(int Rounds, int Activities, int WarmUp, IReadOnlyList<DurableSetup> Setups, IReadOnlyList<DurableRound> Measured)
{
    public Task WriteAsync() => Benchmark.WriteAsync("durable.md", Render());

    private string Render()
    {
        // One work item is a step of an orchestration or an activity.
        int items = Activities + 1 + Activities;
        StringBuilder rows = new();
        foreach (DurableSetup setup in Setups)
        {
            DurableRound[] of = [.. Measured.Where(round => round.Setup == setup)];
            double[] rates = [.. of.Select(round => round.Orchestrations * items / round.Seconds)];
            string each = string.Join(", ", rates.Select(static rate => rate.ToString("N0", CultureInfo.InvariantCulture)));
            rows.AppendLine(CultureInfo.InvariantCulture, $"| {setup.Backend} | {setup.AtOnce:N0} | {of[0].Orchestrations:N0} | {Median(rates) / items:N0} | {Median(rates):N0} | {each} | {Median(of.Select(static round => round.Milliseconds)):N2} ms |");
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            # Durable Task's backends side by side

            `dotnet run -c Release --project tests/Erasure.Benchmarks -- durable` wrote this on {TimeProvider.System.GetUtcNow():yyyy-MM-dd}:
            {Benchmark.Machine()};
            the disk bore {Median(Measured.Select(static round => round.Fsyncs)):N0} writes with fsync a second (median; {Measured.Min(static round => round.Fsyncs):N0} to {Measured.Max(static round => round.Fsyncs):N0}).

            Orchestrations of {Activities} activities one after the other, {Rounds} rounds, in turn, each round in a process of its own after {WarmUp} of
            warming up. A work item is one of {Activities + 1} steps or {Activities} activities of an orchestration.

            | Backend | At once | Orchestrations | a second (median) | Work items a second (median) | of each round | CPU an orchestration (median) |
            |---|---|---|---|---|---|---|
            {rows.ToString().TrimEnd()}

            - *embedded* is this product's engine: durable, SQLite with `synchronous=FULL`, an answer after the commit that holds it is on disk.
            - *test host* is Microsoft's in-process test host: in memory, nothing durable. Its dispatchers wait for half a second
              whenever as many steps, or activities, are under way as there are processors: hence one at a time.
            - With one or twenty at once a commit holds little, and the embedded engine waits for the disk; with a thousand it shows what it can.
            - *azure storage* is Microsoft's Azure Storage provider behind the same gRPC server and worker as the test host, as a Functions app has them,
              with two partitions, on Azurite in memory on this machine. Azurite's own CPU time isn't counted, but it shares the processors.
            - Microsoft publishes 1,400 work items a second for its Scheduler and 250 for Azure Storage on an instance of two cores.

            """);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
