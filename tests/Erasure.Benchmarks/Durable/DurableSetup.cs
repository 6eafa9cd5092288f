namespace Erasure.Benchmarks.Durable;

/// <summary>What is measured.</summary>
/// <param name="Backend">A backend that <see cref="DurableBackend"/> knows.</param>
/// <param name="AtOnce">How many orchestrations are waited for at a time.</param>
internal sealed record DurableSetup(string Backend, int AtOnce);
