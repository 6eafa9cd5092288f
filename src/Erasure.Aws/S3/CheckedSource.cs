using System.Diagnostics.CodeAnalysis;
using Erasure.Parquet;

namespace Erasure.Aws.S3;

/// <summary>The source as a check of its successor reads it: pinned like every read, and counted apart. A small one is read once, as a whole.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody asks for its wait handle holds nothing to dispose of.")]
internal sealed class CheckedSource(S3OpenObject source, long whole) : IByteSource
{
    private readonly SemaphoreSlim turn = new(1);
    private byte[]? all;

    /// <inheritdoc/>
    public long Length => source.Length;

    /// <inheritdoc/>
    public async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (Length > whole || offset < 0 || offset + destination.Length > Length)
        {
            await source.ReadAsync(offset, destination, isCheck: true, cancellationToken);
            return;
        }

        byte[] bytes = all ?? await ReadAllAsync(cancellationToken);
        bytes.AsMemory((int)offset, destination.Length).CopyTo(destination);
    }

    private async Task<byte[]> ReadAllAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (all is null)
            {
                byte[] bytes = new byte[Length];
                await source.ReadAsync(0, bytes, isCheck: true, cancellationToken);
                all = bytes;
            }

            return all;
        }
        finally
        {
            turn.Release();
        }
    }
}
