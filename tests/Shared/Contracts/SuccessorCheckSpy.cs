using Erasure.Parquet;

namespace Erasure.Tests.Shared.Contracts;

/// <summary>Reads all of a successor, and says what it is told to.</summary>
internal sealed class SuccessorCheckSpy(RefusalCode? refusal = null) : ISuccessorCheck
{
    public byte[]? Seen { get; private set; }

    public byte[]? Original { get; private set; }

    public Successor? Successor { get; private set; }

    public async ValueTask CheckAsync(IByteSource source, Successor successor, CancellationToken cancellationToken)
    {
        (Original, Seen, Successor) = (new byte[source.Length], new byte[successor.Length], successor);
        await source.ReadAsync(0, Original, cancellationToken);
        await successor.ReadAsync(0, Seen, cancellationToken);
        if (refusal is { } code)
        {
            throw new RefusedException(code, "test");
        }
    }
}
