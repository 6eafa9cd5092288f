namespace Erasure.Benchmarks.Durable;

/// <summary>One round.</summary>
/// <param name="Setup">Of what.</param>
/// <param name="Orchestrations">How many.</param>
/// <param name="Seconds">From the first orchestration's start to the last one's end.</param>
/// <param name="Milliseconds">CPU time of client, worker and backend, but not of a storage of its own process, an orchestration.</param>
/// <param name="Fsyncs">What the disk bore just before, a second.</param>
internal sealed record DurableRound(DurableSetup Setup, int Orchestrations, double Seconds, double Milliseconds, double Fsyncs);
