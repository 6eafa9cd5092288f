using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Api.Batch;

/// <summary>
/// Answers on their way to a client that may read them only after it has sent everything: what it doesn't take yet waits in a temporary file, so that neither side waits for the other and memory stays
/// bounded.
/// </summary>
internal sealed class AnswerSpool : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly SafeFileHandle file = File.OpenHandle(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        FileMode.CreateNew,
        FileAccess.ReadWrite,
        FileShare.None,
        FileOptions.DeleteOnClose | FileOptions.Asynchronous);

    private readonly SemaphoreSlim grown = new(0);
    private long written;
    private volatile bool isCompleted;

    /// <summary>Adds an answer.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(file, answer, written, cancellationToken);
        Interlocked.Add(ref written, answer.Length);
        grown.Release();
    }

    /// <summary>No more answers come.</summary>
    public void Complete()
    {
        isCompleted = true;
        grown.Release();
    }

    /// <summary>Copies what is written, as it is written, until completion.</summary>
    public async Task CopyToAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        long sent = 0;
        while (true)
        {
            await grown.WaitAsync(cancellationToken);
            bool wasCompleted = isCompleted;
            for (long end = Interlocked.Read(ref written); sent < end;)
            {
                Memory<byte> chunk = output.GetMemory(ChunkBytes);
                int read = await RandomAccess.ReadAsync(file, chunk[..(int)Math.Min(chunk.Length, end - sent)], sent, cancellationToken);
                output.Advance(read);
                sent += read;
                await output.FlushAsync(cancellationToken);
            }

            if (wasCompleted)
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        file.Dispose();
        grown.Dispose();
    }
}
