namespace Erasure.Benchmarks.Durable;

/// <summary>One round of one backend.</summary>
/// <param name="Backend">Its name.</param>
/// <param name="Seconds">From the first orchestration's start to the last one's end.</param>
/// <param name="Milliseconds">CPU time of client, worker and backend, but not of a storage of its own process, an orchestration.</param>
/// <param name="Fsyncs">What the disk bore just before, a second.</param>
internal sealed record DurableRound(string Backend, double Seconds, double Milliseconds, double Fsyncs);
