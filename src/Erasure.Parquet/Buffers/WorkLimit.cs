using System.Diagnostics.CodeAnalysis;

namespace Erasure.Parquet.Buffers;

/// <summary>What may be worked on at once in one file. Take bytes before entering: whoever is inside waits for nobody.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody asks for its wait handle holds nothing to dispose of.")]
internal sealed class WorkLimit(ParquetEraserOptions options)
{
    private readonly SemaphoreSlim free = new(options.DegreeOfParallelism);

    /// <summary>How many may be inside at once.</summary>
    public int Workers => options.DegreeOfParallelism;

    /// <summary>The bytes that may be worked on at once.</summary>
    public ByteBudget Bytes { get; } = new(options.MaxBytesInFlight);

    /// <summary>Waits for a turn, first come first served. Dispose of the result to leave.</summary>
    public async ValueTask<Slot> EnterAsync(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        return new Slot(free);
    }

    /// <summary>A place inside.</summary>
    internal readonly struct Slot(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
