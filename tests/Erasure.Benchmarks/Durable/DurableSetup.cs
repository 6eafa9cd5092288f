namespace Erasure.Benchmarks.Durable;

/// <summary>What is measured.</summary>
/// <param name="Backend">A backend that <see cref="DurableBackend"/> knows.</param>
/// <param name="AtOnce">How many orchestrations are waited for at a time.</param>
/// <param name="MostOrchestrations">How many orchestrations a round has at most, so that a slow backend's takes minutes.</param>
internal sealed record DurableSetup(string Backend, int AtOnce, int MostOrchestrations = int.MaxValue);
